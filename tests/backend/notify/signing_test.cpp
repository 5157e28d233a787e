// Known answers: RFC 4231 (HMAC-SHA256), RFC 4648 (base64).
#include "backend/notify/channels/signing.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "backend/notify/channels/webhook.hpp"
#include "common/time.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;

TEST_CASE("HMAC-SHA256 gives the answers of RFC 4231", "[notify]") {
    const auto [key, text, mac] = GENERATE(table<std::string, std::string, std::string>({
        {std::string(20, '\x0b'), "Hi There",
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"Jefe", "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {std::string(20, '\xaa'), std::string(50, '\xdd'),
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    }));
    CHECK(hexadecimal(hmac_sha256(key, text)) == mac);
}

TEST_CASE("base64 gives the answers of RFC 4648", "[notify]") {
    const auto [bytes, text] = GENERATE(table<std::string, std::string>(
        {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}}));
    CHECK(base64(bytes) == text);
}

TEST_CASE("what stands in a query is percent-encoded but for the unreserved", "[notify]") {
    CHECK(percent_encoded("aZ09-._~") == "aZ09-._~");
    CHECK(percent_encoded("a+b/c= 车") == "a%2Bb%2Fc%3D%20%E8%BD%A6");
}

TEST_CASE("a webhook's signature is over the time in seconds, a point and the body", "[notify]") {
    const Time now = Time{} + std::chrono::milliseconds{1'700'000'000'900};
    CHECK(webhook_signature("key", now, "{}") ==
          "v1=" + hexadecimal(hmac_sha256("key", "1700000000.{}")));
}
