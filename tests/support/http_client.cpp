#include "tests/support/http_client.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace roadworthy {

using boost::asio::ip::tcp;

struct HttpClient::Socket {
    boost::asio::io_context context;
    tcp::socket stream{context};
};

HttpClient::HttpClient(std::uint16_t port) : socket_(std::make_unique<Socket>()) {
    socket_->stream.connect({boost::asio::ip::address_v4::loopback(), port});
}

HttpClient::~HttpClient() = default;

bool HttpClient::fill() {
    char bytes[4096];
    boost::system::error_code error;
    const std::size_t size = socket_->stream.read_some(boost::asio::buffer(bytes), error);
    received_.append(bytes, size);
    return !error;
}

void HttpClient::send(std::string_view bytes) {
    boost::system::error_code closed;  // by a server that has heard enough
    boost::asio::write(socket_->stream, boost::asio::buffer(bytes), closed);
}

bool HttpClient::is_closed_by_server() {
    while (fill()) {
    }
    return received_.empty();
}

std::optional<HttpReply> HttpClient::receive(Body body) {
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
        if (!fill()) {
            return std::nullopt;
        }
    }
    HttpReply reply;
    reply.status = static_cast<unsigned>(std::stoul(received_.substr(9, 3)));
    std::size_t line = received_.find("\r\n") + 2;
    while (line < end) {
        const std::size_t line_end = received_.find("\r\n", line);
        const std::size_t colon = received_.find(": ", line);
        std::string name = received_.substr(line, colon - line);
        std::ranges::transform(name, name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        reply.fields[name] = received_.substr(colon + 2, line_end - colon - 2);
        line = line_end + 2;
    }
    received_.erase(0, end + 4);
    const auto length = reply.fields.find("content-length");
    if (body == Body::follows && length != reply.fields.end()) {
        const std::size_t size = std::stoul(length->second);
        while (received_.size() < size && fill()) {
        }
        reply.body = received_.substr(0, size);
        received_.erase(0, size);
    }
    return reply;
}

HttpReply HttpClient::get(std::string_view target, std::string_view token) {
    std::string request = "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n";
    if (!token.empty()) {
        request += "Authorization: Bearer " + std::string(token) + "\r\n";
    }
    send(request + "\r\n");
    return receive().value_or(HttpReply{});
}

}  // namespace roadworthy
