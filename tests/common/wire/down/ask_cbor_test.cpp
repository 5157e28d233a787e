#include "common/wire/down/ask_cbor.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/report.hpp"
#include "common/wire/schema.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::wire {
namespace {

Reply reply() {
    return {.id = 7,
            .outcome = ReplyOutcome::told,
            .position = Position{231'290'000, -1'132'640'000, std::chrono::seconds{65}},
            .time = make::time("2026-11-23T07:00:00.125Z"),
            .clock = ClockQuality::synchronised};
}

}  // namespace

TEST_CASE("an ask and its reply stand in these bytes for ever", "[ask_cbor]") {
    CHECK(hex::of(encode_ask({.id = 7})) == "a3000101070201");
    CHECK(decode_ask(hex::to_bytes("a3000101070201")) == Ask{.id = 7});
    const std::string digits =
        "a7"
        "0001"
        "0107"
        "0201"
        "0300"
        "04831a0dc934903a4382b6ff1841"
        "051b000001a2073455fd"
        "0601";
    CHECK(hex::of(encode_reply(reply())) == digits);
    CHECK(decode_reply(hex::to_bytes(digits)) == reply());
}

TEST_CASE("a reply without a position reads back as it was", "[ask_cbor]") {
    const auto outcome = GENERATE(ReplyOutcome::withheld, ReplyOutcome::unknown);
    const Reply bare{.id = ~std::uint64_t{0}, .outcome = outcome, .time = make::time("1970-01-01")};
    CHECK(decode_reply(encode_reply(bare)) == bare);
}

TEST_CASE("an ask that is torn, or for what this unit does not know, is refused", "[ask_cbor]") {
    const std::string digits =
        GENERATE(as<std::string>{}, "", "a0", "a30001010702", "a3000201070201", "a3000101070202",
                 "a3000101070200", "a300010107020100",
                 "a2000102"
                 "01");
    CHECK_FALSE(decode_ask(hex::to_bytes(digits)));
}

TEST_CASE("an ask of a later unit is read without what is new in it", "[ask_cbor]") {
    CHECK(decode_ask(hex::to_bytes("a4000101070201"
                                   "1863"
                                   "f6")) == Ask{.id = 7});
}

TEST_CASE("an ask of more than 512 bytes is refused unread", "[ask_cbor]") {
    CHECK(decode_ask(Bytes(513, std::byte{0xA3})).error().message ==
          "expected at most 512 bytes, got 513");
}

}  // namespace roadworthy::wire
