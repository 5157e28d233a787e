#include "backend/notify/channels/http_post.hpp"

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <thread>

#include "backend/notify/channels/channel.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;

TEST_CASE("each HTTP status is delivered, tried again or refused as the table says", "[notify]") {
    const auto [status, outcome] = GENERATE(table<long, Outcome>({
        {200, Outcome::delivered},
        {204, Outcome::delivered},
        {299, Outcome::delivered},
        {301, Outcome::refused},
        {307, Outcome::refused},
        {400, Outcome::refused},
        {401, Outcome::refused},
        {404, Outcome::refused},
        {408, Outcome::again},
        {410, Outcome::refused},
        {422, Outcome::refused},
        {425, Outcome::again},
        {429, Outcome::again},
        {500, Outcome::again},
        {503, Outcome::again},
    }));
    INFO(status);
    CHECK(receipt_of({.status = status}).outcome == outcome);
    CHECK(receipt_of({.status = status}).code == status);
}

TEST_CASE("the pause that a busy server asks for is kept", "[notify]") {
    const HttpAnswer busy{.status = 429, .retry_after = std::chrono::seconds{70}};
    CHECK(receipt_of(busy).retry_after == std::chrono::seconds{70});
}

TEST_CASE("without an answer a delivery is tried again, with the reason", "[notify]") {
    const Receipt receipt = receipt_of({.failure = "Connection refused"});
    CHECK(receipt == Receipt{.outcome = Outcome::again, .detail = "Connection refused"});
}

TEST_CASE("what the server says of a failure is one line of at most 200 bytes", "[notify]") {
    const std::string body = "first\r\nsecond " + std::string(1000, 'x');
    const std::string detail = receipt_of({.status = 400, .body = body}).detail;
    CHECK_THAT(detail, Catch::StartsWith("HTTP 400 first  second x") && Catch::EndsWith("…"));
    CHECK(detail.size() == 200);
}

TEST_CASE("what the server says of a failure is good UTF-8, whatever it sent", "[notify]") {
    CHECK(receipt_of({.status = 400, .body = "\xff"}).detail == "HTTP 400 ÿ");
}

TEST_CASE("a URL that is none, or of another protocol, is refused at once", "[notify]") {
    const std::string url = GENERATE(as<std::string>(), "", "file:///etc/passwd",
                                     "smtp://127.0.0.1/", "gopher://127.0.0.1/", "http://");
    INFO(url);
    HttpPost http({});
    CHECK(receipt_of(http.post({.url = url})).outcome == Outcome::refused);
}

TEST_CASE("nobody who listens is a failure that may heal", "[notify]") {
    HttpPost http({});
    const HttpAnswer answer = http.post({.url = "http://127.0.0.1:1/secret-path?key=secret"});
    CHECK(receipt_of(answer).outcome == Outcome::again);
    CHECK_THAT(answer.failure, !Catch::Contains("secret"));
}

namespace {

using boost::asio::ip::tcp;

// Answers the first request and keeps its connection; takes every other one and hangs up.
class Fickle {
public:
    ~Fickle() {
        is_over_ = true;
        boost::asio::io_context io;
        tcp::socket(io).connect(acceptor_.local_endpoint());
        thread_.join();
    }
    std::string url() const {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + '/';
    }
    int taken() const { return taken_; }

private:
    void serve() {
        while (!is_over_) {
            tcp::socket peer = acceptor_.accept();
            while (take_one(peer)) {
            }
        }
    }
    bool take_one(tcp::socket& peer) {
        std::string request;
        boost::system::error_code error;
        boost::asio::read_until(peer, boost::asio::dynamic_buffer(request), "BODY", error);
        if (error || ++taken_ > 1) {
            return false;
        }
        boost::asio::write(
            peer, boost::asio::buffer(std::string("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")));
        return true;
    }

    boost::asio::io_context io_;
    tcp::acceptor acceptor_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::atomic<int> taken_ = 0;
    std::atomic<bool> is_over_ = false;
    std::thread thread_{[this] { serve(); }};
};

}  // namespace

TEST_CASE("a request without an answer is sent once, for its repeat must be counted", "[notify]") {
    Fickle server;
    HttpPost http({});
    CHECK(http.post({.url = server.url(), .body = "BODY"}).status == 200);
    CHECK(http.post({.url = server.url(), .body = "BODY"}).status == 0);
    CHECK(server.taken() == 2);
}
