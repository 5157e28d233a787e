#include "backend/http/server.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "backend/http/message.hpp"

namespace roadworthy::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using ErrorCode = beast::error_code;
template <class T>
using Awaitable = asio::awaitable<T>;
using Parser = wire::request_parser<wire::string_body>;
using Message = wire::response<wire::string_body>;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr auto linger = std::chrono::seconds{2};
constexpr auto glance = std::chrono::milliseconds{50};  // at what a response waits for
constexpr auto pause_without_descriptors = std::chrono::milliseconds{100};

// What the parser found wrong, as the peer shall hear it; nothing where there is nobody to hear it.
std::optional<Refusal> refusal_for(ErrorCode error) {
    if (error == wire::error::body_limit) {
        return Refusal{413, "too_large", "the body is larger than what is accepted here"};
    }
    if (error == wire::error::header_limit || error == wire::error::buffer_overflow) {
        return Refusal{431, "header_too_large", "the header is larger than what is accepted here"};
    }
    const bool is_syntax = error.category() == make_error_code(wire::error::bad_method).category();
    if (!is_syntax || error == wire::error::end_of_stream ||
        error == wire::error::partial_message) {
        return std::nullopt;
    }
    return Refusal{400, "bad_request", "this is not HTTP/1.1"};
}

Request request_of(wire::request<wire::string_body>&& message) {
    Request request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    request.authorization = std::string(message[wire::field::authorization]);
    request.accept_language = std::string(message[wire::field::accept_language]);
    request.content_type = std::string(message[wire::field::content_type]);
    request.accept = std::string(message[wire::field::accept]);
    request.accept_encoding = std::string(message[wire::field::accept_encoding]);
    request.if_none_match = std::string(message[wire::field::if_none_match]);
    request.body = std::move(message.body());
    return request;
}

Message message_of(Response&& response) {
    Message message{wire::int_to_status(response.status), 11};
    message.set(wire::field::content_type, response.content_type);
    message.set("X-Content-Type-Options", "nosniff");
    message.set("Referrer-Policy", "no-referrer");
    message.set(wire::field::cache_control, "no-store");
    for (const auto& [name, value] : response.fields) {
        message.set(name, value);
    }
    message.body() = std::move(response.body);
    message.prepare_payload();
    return message;
}

// One connection. It lives in the frame of the coroutine that serves it, and stands in the loop's
// list for as long.
class Session {
public:
    struct Context {
        const ServerLimits& limits;
        const Server::Handler& handler;
        const bool& stopping;
    };
    Session(tcp::socket socket, Context context)
        : stream_(std::move(socket)), context_(context), limits_(context.limits) {}

    // No co_await to the right of &&: g++ 12 awaits it also where the left side is false.
    Awaitable<void> serve() {
        bool goes_on = true;
        while (goes_on && !context_.stopping) {
            goes_on = co_await first_byte();
            if (goes_on) {
                goes_on = co_await one_request();
            }
        }
        ErrorCode ignored;
        stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    }

    // When the loop stops, what runs is finished; who only keeps the connection open is sent away.
    void stop() {
        if (is_idle_) {
            stream_.cancel();
        }
    }

private:
    Awaitable<bool> first_byte() {
        if (buffer_.size() > 0) {  // sent along with the request before
            co_return true;
        }
        stream_.expires_after(limits_.idle);
        is_idle_ = true;
        const auto [error, bytes] =
            co_await stream_.async_read_some(buffer_.prepare(buffer_step), quietly);
        is_idle_ = false;
        buffer_.commit(bytes);
        co_return !error;
    }

    Awaitable<bool> one_request() {
        Parser parser;
        parser.header_limit(limits_.header_bytes);
        parser.body_limit(limits_.body_bytes);
        const ErrorCode error = co_await read(parser);
        if (error) {
            if (const auto refusal = refusal_for(error)) {
                co_await refuse(*refusal);
            }
            co_return false;
        }
        const bool is_head = parser.get().method() == wire::verb::head;
        const bool keep_alive = parser.keep_alive() && !context_.stopping;
        Response response = context_.handler(request_of(parser.release()));
        while (response.later) {
            stream_.expires_never();
            asio::steady_timer pause(stream_.get_executor(), glance);
            co_await pause.async_wait(quietly);
            if (auto ready = response.later()) {
                response = std::move(*ready);
            }
        }
        Message message = message_of(std::move(response));
        message.keep_alive(keep_alive);
        co_return co_await write(message, is_head ? Part::header : Part::all) && keep_alive;
    }

    // The coroutine that waits for it owns what is referred to.
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters)
    Awaitable<ErrorCode> read(Parser& parser) {
        stream_.expires_after(limits_.header);
        const auto [header_error, header_bytes] =
            co_await wire::async_read_header(stream_, buffer_, parser, quietly);
        if (header_error) {
            co_return header_error;
        }
        if (beast::iequals(parser.get()[wire::field::expect], "100-continue")) {
            Message go_on{wire::status::continue_, 11};
            if (!co_await write(go_on, Part::header)) {
                co_return wire::error::end_of_stream;
            }
        }
        stream_.expires_after(limits_.body);
        const auto [error, bytes] = co_await wire::async_read(stream_, buffer_, parser, quietly);
        co_return error;
    }

    enum class Part : std::uint8_t { header, all };

    // NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters): as above
    Awaitable<bool> write(Message& message, Part part) {
        stream_.expires_after(limits_.answer);
        wire::response_serializer<wire::string_body> serializer{message};
        serializer.split(part == Part::header);
        if (part == Part::header) {
            const auto [error, bytes] =
                co_await wire::async_write_header(stream_, serializer, quietly);
            co_return !error;
        }
        const auto [error, bytes] = co_await wire::async_write(stream_, serializer, quietly);
        co_return !error;
    }

    // The rest of what the peer sends is read and thrown away for a moment: closing over unread
    // bytes resets the connection, and the peer would lose the answer as well.
    Awaitable<void> refuse(Refusal refusal) {
        Message message = message_of(error_response(refusal));
        message.keep_alive(false);
        if (!co_await write(message, Part::all)) {
            co_return;
        }
        ErrorCode ignored;
        stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        stream_.expires_after(linger);
        buffer_.clear();
        for (std::size_t thrown_away = 0; thrown_away < 2 * limits_.body_bytes;) {
            const auto [error, bytes] =
                co_await stream_.async_read_some(buffer_.prepare(buffer_step), quietly);
            if (error) {
                break;
            }
            thrown_away += bytes;
        }
    }

    static constexpr std::size_t buffer_step = 4096;

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_{64 * 1024};
    Context context_;
    const ServerLimits& limits_;
    bool is_idle_ = false;
};

}  // namespace

struct Server::Loop {
    ServerOptions options;
    Handler handler;
    bool stopping = false;
    std::set<Session*> sessions;  // outlives the context, whose end destroys the frames in it
    asio::io_context context{1};
    tcp::acceptor acceptor{context};

    Loop(ServerOptions wanted, Handler answering)
        : options(std::move(wanted)), handler(std::move(answering)) {
        const tcp::endpoint endpoint{asio::ip::make_address(options.address), options.port};
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        acceptor.bind(endpoint);
        acceptor.listen();
    }

    Awaitable<void> serve(tcp::socket socket) {
        ErrorCode ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        Session session(std::move(socket), {options.limits, handler, stopping});
        sessions.insert(&session);
        co_await session.serve();
        sessions.erase(&session);
    }

    Awaitable<void> accept() {
        while (acceptor.is_open()) {
            auto [error, socket] = co_await acceptor.async_accept(quietly);
            if (error && acceptor.is_open()) {  // out of descriptors: some will be given back
                spdlog::warn("accept http error=\"{}\"", error.message());
                asio::steady_timer pause(context, pause_without_descriptors);
                co_await pause.async_wait(quietly);
            } else if (!error && sessions.size() < options.limits.connections) {
                asio::co_spawn(context, serve(std::move(socket)), asio::detached);
            }
        }
    }

    void stop() {
        stopping = true;
        acceptor.close();
        for (Session* session : sessions) {
            session->stop();
        }
    }
};

Server::Server(ServerOptions options, Handler handler)
    : loop_(std::make_unique<Loop>(std::move(options), std::move(handler))) {
    asio::co_spawn(loop_->context, loop_->accept(), asio::detached);
}

Server::~Server() = default;

std::uint16_t Server::port() const {
    return loop_->acceptor.local_endpoint().port();
}

void Server::run() {
    loop_->context.run();
}

void Server::stop() {
    asio::post(loop_->context, [loop = loop_.get()] { loop->stop(); });
}

}  // namespace roadworthy::http
