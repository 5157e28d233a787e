#include "backend/uptime/intervals.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "backend/uptime/availability.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using make::after;
using uptime::Condition;
using uptime::Period;
using uptime::Span;
using uptime::tile;
using uptime::Totals;
using namespace std::chrono_literals;

namespace {

Span span(double from_hour, double to_hour, Condition condition) {
    return {after(0, from_hour), after(0, to_hour), condition};
}

constexpr auto up = Condition::up;
constexpr auto planned = Condition::planned;
constexpr auto unplanned = Condition::unplanned;
constexpr auto unknown = Condition::unknown;

const Period day{after(0), after(1)};

}  // namespace

TEST_CASE("a period without evidence is unknown from end to end", "[intervals]") {
    CHECK(tile(day, {}) == std::vector{span(0, 24, unknown)});
    CHECK(tile({after(1), after(1)}, {}).empty());
}

TEST_CASE("where spans overlap, unplanned outranks planned, planned outranks up", "[intervals]") {
    const std::vector evidence{span(2, 20, up), span(8, 12, planned), span(10, 14, unplanned)};
    CHECK(tile(day, evidence) == std::vector{span(0, 2, unknown), span(2, 8, up),
                                             span(8, 10, planned), span(10, 14, unplanned),
                                             span(14, 20, up), span(20, 24, unknown)});
}

TEST_CASE("neighbours of one condition are one interval", "[intervals]") {
    const std::vector evidence{span(0, 5, up), span(5, 9, up), span(7, 24, up)};
    CHECK(tile(day, evidence) == std::vector{span(0, 24, up)});
}

TEST_CASE("what lies outside the period, or has no length, changes nothing", "[intervals]") {
    const std::vector evidence{span(-5, 0, up),       span(24, 30, up),
                               span(5, 5, unplanned), span(9, 8, unplanned),
                               span(-2, 1, planned),  span(23, 99, unplanned)};
    CHECK(tile(day, evidence) ==
          std::vector{span(0, 1, planned), span(1, 23, unknown), span(23, 24, unplanned)});
}

TEST_CASE("parts of a second count from the second in which they fall", "[intervals]") {
    const Period odd{after(0) + 1ms, after(0) + 10s + 999ms};
    const std::vector evidence{Span{after(0) + 2s + 900ms, after(0) + 4s + 1us, up}};
    CHECK(uptime::totals(odd, evidence) == Totals{.up = 2s, .unknown = 8s});
}

TEST_CASE("up, planned, unplanned and unknown are always the period together", "[intervals]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const auto moment = [&] {
        return after(0) + std::chrono::milliseconds{make::below(random, 200'000'000)};
    };
    std::vector<Span> evidence(make::below(random, 30));
    for (auto& one : evidence) {
        one = {moment(), moment(), static_cast<Condition>(make::below(random, 4))};
    }
    const Time from = std::chrono::floor<std::chrono::seconds>(moment());
    const Period period{from, from + std::chrono::seconds{make::below(random, 100'000)}};
    const auto tiles = tile(period, evidence);
    Time at = period.from;
    for (const auto& one : tiles) {
        CHECK(one.from == at);
        CHECK(one.from < one.to);
        at = one.to;
    }
    CHECK(at == period.to);
    for (std::size_t i = 1; i < tiles.size(); ++i) {
        CHECK(tiles[i].condition != tiles[i - 1].condition);
    }
    CHECK(uptime::totals(tiles).period() == period.to - period.from);
    SECTION("and every second has the highest condition that speaks of it") {
        for (int i = 0; i < 50 && !tiles.empty(); ++i) {
            const Time second = period.from + std::chrono::seconds{make::below(random, 100'000)};
            const auto covers = [&](const Span& one) {
                return std::chrono::floor<std::chrono::seconds>(one.from) <= second &&
                       second < std::chrono::floor<std::chrono::seconds>(one.to);
            };
            Condition expected = unknown;
            for (const auto& one : evidence) {
                expected = covers(one) ? std::max(expected, one.condition) : expected;
            }
            const auto found = std::ranges::find_if(tiles, covers);
            CHECK((found == tiles.end() || found->condition == expected));
        }
    }
}

TEST_CASE("availability is what was up of what is known", "[intervals]") {
    CHECK_FALSE(uptime::availability_bp({.unknown = 24h}));
    CHECK(uptime::availability_bp({.up = 18h, .planned = 2h, .unplanned = 4h}) == 7'500);
    CHECK(uptime::availability_bp({.up = 18h, .planned = 2h, .unplanned = 4h, .unknown = 99h}) ==
          7'500);
    CHECK(uptime::availability_bp({.up = 2s, .unplanned = 1s}) == 6'666);
}

TEST_CASE("totals of several trucks add up", "[intervals]") {
    Totals sum{.up = 1h, .planned = 2h};
    sum += {.up = 3h, .unplanned = 4h, .unknown = 5h};
    CHECK(sum == Totals{.up = 4h, .planned = 2h, .unplanned = 4h, .unknown = 5h});
    CHECK(sum.period() == 15h);
    CHECK(sum.known() == 10h);
}
