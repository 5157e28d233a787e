#include "common/ids.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>

namespace roadworthy {

TEST_CASE("a truck id is 8 to 32 capital letters and digits", "[ids]") {
    using namespace std::string_literals;
    const auto text =
        GENERATE(std::string("TRUCK001"), std::string("1XP5DB9X7YN526158"), std::string(32, 'Z'));
    const auto id = TruckId::from(text);
    REQUIRE(id);
    CHECK(id->text() == text);
}

TEST_CASE("what could be a path, a wildcard or another truck's id is no truck id", "[ids]") {
    using namespace std::string_literals;
    const auto text =
        GENERATE(std::string(), std::string("TRUCK01"), std::string(33, 'Z'),
                 std::string("truck001"), std::string("TRUCK 01"), std::string("TRUCK/01"),
                 std::string("TRUCK+01"), std::string("TRUCK#01"), "TRUCK\0001"s,
                 std::string("TRUCK\xC3\x84\x30"), std::string("TRUCK001\n"));
    const auto id = TruckId::from(text);
    REQUIRE_FALSE(id);
    CHECK_THAT(id.error().message, Catch::StartsWith("expected a truck id"));
}

TEST_CASE("a key is the operator's own text, without control characters", "[ids]") {
    CHECK(CustomerId::from("K-4711 / Süd")->text() == "K-4711 / Süd");
    CHECK(CustomerId::from("客户")->text() == "客户");
    CHECK(CustomerId::from(std::string(64, 'x')));
    CHECK_FALSE(CustomerId::from(""));
    CHECK_FALSE(CustomerId::from(std::string(65, 'x')));
    CHECK_FALSE(CustomerId::from("a\tb"));
    CHECK_FALSE(CustomerId::from("a\x7F"));
}

TEST_CASE("a refused id is quoted only in part", "[ids]") {
    CHECK(TruckId::from(std::string(100'000, 'x')).error().message.size() < 200);
    CHECK(CustomerId::from(std::string(100'000, 'x')).error().message.size() < 200);
    CHECK(StreamId::from(std::string(100'000, 'x')).error().message.size() < 200);
}

TEST_CASE("a stream id reads back as it was written", "[ids]") {
    const auto value =
        GENERATE(std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0xABC}, ~std::uint64_t{0});
    CHECK(StreamId{value}.text().size() == 16);
    CHECK(StreamId::from(StreamId{value}.text()) == StreamId{value});
}

TEST_CASE("a stream id is 16 hexadecimal digits", "[ids]") {
    CHECK_FALSE(
        StreamId::from(GENERATE("", "0", "000000000000000", "00000000000000000", "000000000000000g",
                                "-000000000000001", "0x00000000000001", " 00000000000001 ")));
}

TEST_CASE("fnv1a64 gives the values of its reference", "[ids]") {
    const auto [text, hash] = GENERATE(table<std::string, std::uint64_t>(
        {{"", 0xcbf29ce484222325U}, {"a", 0xaf63dc4c8601ec8cU}, {"foobar", 0x85944171f73967e8U}}));
    CHECK(fnv1a64(text) == hash);
}

}  // namespace roadworthy
