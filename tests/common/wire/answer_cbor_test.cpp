#include "common/wire/answer_cbor.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/report_cbor.hpp"
#include "common/wire/schema.hpp"
#include "tests/common/wire/hand_made.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::wire {
namespace {

Committed committed() {
    return {.stream = StreamId{0x0123456789ABCDEF},
            .through = 20'019,
            .backend_time = make::time("2026-11-22T21:30:00.125Z"),
            .request = Request::resend};
}

Refused refused() {
    return {.reason = RefusalReason::version,
            .stream = Stream::meters,
            .payload_mark = 0xFEDCBA9876543210};
}

}  // namespace

TEST_CASE("an answer of version 1 stands in these bytes for ever", "[answer_cbor]") {
    const auto [answer, digits] = GENERATE(table<Answer, std::string>({
        {committed(),
         "a6"
         "0001"
         "0100"
         "021b0123456789abcdef"
         "03194e33"
         "041b000001a2052a7c3d"
         "0501"},
        {refused(),
         "a5"
         "0001"
         "0101"
         "0201"
         "0301"
         "041bfedcba9876543210"},
    }));
    CHECK(hex::of(encode_answer(answer)) == digits);
    CHECK(decode_answer(hex::to_bytes(digits)) == answer);
}

TEST_CASE("an answer reads back as it was", "[answer_cbor]") {
    const auto through = GENERATE(std::uint64_t{0}, std::uint64_t{1}, most_number);
    const auto time_ms = GENERATE(std::int64_t{0}, least_time_ms, most_time_ms);
    const auto request = GENERATE(Request::none, Request::resend);
    const Committed answer{.stream = StreamId{~std::uint64_t{0}},
                           .through = through,
                           .backend_time = time_of_milliseconds(time_ms),
                           .request = request};
    CHECK(decode_answer(encode_answer(answer)) == Answer(answer));
}

TEST_CASE("a refusal names each reason and stream", "[answer_cbor]") {
    const auto reason = GENERATE(RefusalReason::unreadable, RefusalReason::version);
    const auto stream = GENERATE(Stream::events, Stream::meters);
    const Refused answer{.reason = reason, .stream = stream, .payload_mark = 1};
    CHECK(decode_answer(encode_answer(answer)) == Answer(answer));
}

TEST_CASE("an answer cut at any byte is refused", "[answer_cbor]") {
    const Bytes whole = encode_answer(GENERATE(Answer(committed()), Answer(refused())));
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK_FALSE(decode_answer(Bytes(whole.data(), whole.data() + length)));
    }
}

TEST_CASE("an answer with any bit flipped is refused, or is one that could have been sent",
          "[answer_cbor]") {
    Bytes bytes = encode_answer(GENERATE(Answer(committed()), Answer(refused())));
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        bytes[bit / 8] ^= std::byte{1} << (bit % 8);
        if (const auto answer = decode_answer(bytes)) {
            CHECK(decode_answer(encode_answer(*answer)) == answer);
        }
        bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    }
}

TEST_CASE("an answer out of its ranges is refused", "[answer_cbor]") {
    const auto [values, reason] = GENERATE(table<std::vector<std::uint64_t>, std::string>({
        {{0, 2, 1, 0}, "expected version 1, got 2"},
        {{0, 0, 1, 0}, "expected version 1, got 0"},
        {{0, 1, 1, 2}, "up to 1, got 2"},
        {{0, 1, 1, 0, 3, 5, 4, 0}, "expected key 2"},
        {{0, 1, 1, 0, 2, 7, 3, most_number + 1, 4, 0}, "up to 9007199254740991"},
        {{0, 1, 1, 0, 2, 7, 3, 5, 4, 0, 5, 2}, "up to 1, got 2"},
        {{0, 1, 1, 0, 2, 7, 3, 5}, "expected key 4"},
        {{0, 1, 1, 0, 2, 7, 3, 5, 4, 253402300800000}, "years 0 to 9999"},
        {{0, 1, 1, 1, 2, 2, 3, 0, 4, 0}, "up to 1, got 2"},
        {{0, 1, 1, 1, 2, 0, 3, 2, 4, 0}, "up to 1, got 2"},
    }));
    const auto answer = decode_answer(hand_made::written(hand_made::numbers(values)));
    REQUIRE_FALSE(answer);
    CHECK_THAT(answer.error().message, Catch::Contains(reason));
}

TEST_CASE("what a newer backend adds to an answer is passed over", "[answer_cbor]") {
    const Bytes bytes =
        hand_made::written(hand_made::numbers({0, 1, 1, 0, 2, 7, 3, 5, 4, 1000, 9, 60, 11, 1}));
    CHECK(decode_answer(bytes) ==
          Answer(Committed{
              .stream = StreamId{7}, .through = 5, .backend_time = time_of_milliseconds(1000)}));
}

TEST_CASE("the mark of a payload is its FNV-1a", "[answer_cbor]") {
    CHECK(mark_of({}) == 0xcbf29ce484222325U);
    CHECK(mark_of(hex::to_bytes("666f6f626172")) == 0x85944171f73967e8U);
}

}  // namespace roadworthy::wire
