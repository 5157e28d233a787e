#pragma once
// A small HTTP/1.1 client over one loopback connection, that also sends what no client should.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace roadworthy {

struct HttpReply {
    unsigned status = 0;
    std::map<std::string, std::string> fields;  // names in lower case
    std::string body;
};

class HttpClient {
public:
    explicit HttpClient(std::uint16_t port);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    HttpReply get(std::string_view target, std::string_view token = {});

    void send(std::string_view bytes);
    enum class Body : std::uint8_t { follows, none };  // none: the answer to HEAD, or 100
    std::optional<HttpReply> receive(Body body = Body::follows);  // nothing: the server closed
    bool is_closed_by_server();                                   // waits for it

private:
    struct Socket;
    bool fill();

    std::unique_ptr<Socket> socket_;
    std::string received_;
};

}  // namespace roadworthy
