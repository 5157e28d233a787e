#include "backend/notify/channels/http_post.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

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
