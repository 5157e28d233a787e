#include "agent/asks.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <optional>

#include "agent/truck/scene/settings.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/down/ask_cbor.hpp"
#include "common/wire/schema.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using agent::Asks;
using onboard::PositionPrecision;
using wire::ReplyOutcome;

namespace {

constexpr Monotonic start{1h};
constexpr Position here{.latitude_e7 = 231'290'000, .longitude_e7 = 1'132'640'000};

Asks::Present at(Monotonic now) {
    return {.now = now,
            .stamp = make::stamp("2026-11-23T07:00:00Z"),
            .precision = PositionPrecision::exact,
            .position = here};
}

}  // namespace

TEST_CASE("a position is told to whoever asks, if it may be told and is known", "[asks]") {
    const auto [precision, position, outcome] =
        GENERATE(table<PositionPrecision, std::optional<Position>, ReplyOutcome>({
            {PositionPrecision::exact, here, ReplyOutcome::told},
            {PositionPrecision::coarse, here, ReplyOutcome::told},
            {PositionPrecision::exact, std::nullopt, ReplyOutcome::unknown},
            {PositionPrecision::off, here, ReplyOutcome::withheld},
        }));
    Asks asks;
    Asks::Present present = at(start);
    present.precision = precision;
    present.position = position;
    const auto bytes = asks.take(wire::encode_ask({.id = 7}), present);
    REQUIRE(bytes);
    const auto reply = wire::decode_reply(*bytes).value();
    CHECK(reply.id == 7);
    CHECK(reply.outcome == outcome);
    CHECK(reply.position == (outcome == ReplyOutcome::told ? position : std::nullopt));
    CHECK(reply.time == make::time("2026-11-23T07:00:00Z"));
    CHECK(reply.clock == ClockQuality::synchronised);
}

TEST_CASE("a flood of asks has one answer each ten seconds", "[asks]") {
    Asks asks;
    std::size_t answers = 0;
    for (int i = 0; i < 1000; ++i) {
        answers += asks.take(wire::encode_ask({}), at(start + i * 100ms)) ? 1U : 0U;
    }
    CHECK(answers == 10);
    CHECK(asks.counters().asks_refused == 990);
}

TEST_CASE("an ask that cannot be read is counted, has no answer and delays none", "[asks]") {
    Asks asks;
    CHECK_FALSE(asks.take(wire::Bytes(3, std::byte{0xFF}), at(start)));
    CHECK(asks.counters().asks_malformed == 1);
    CHECK(asks.take(wire::encode_ask({}), at(start)));
}
