#include "backend/uptime/intervals.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "backend/uptime/availability.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/backend/uptime/evidences.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using make::after;
using make::correction;
using make::evidence;
using make::open_evidence;
using uptime::Condition;
using uptime::Evidence;
using uptime::Period;
using uptime::Source;
using uptime::tile;
using uptime::Tile;
using uptime::Totals;
using namespace std::chrono_literals;

namespace {

constexpr auto up = Condition::up;
constexpr auto planned = Condition::planned;
constexpr auto unplanned = Condition::unplanned;
constexpr auto unknown = Condition::unknown;

const Period day{after(0), after(1)};
const Time later = after(400);

Evidence in_hours(Source source, double from, double to, const std::string& ref = "") {
    return evidence(source, after(0, from), after(0, to), ref);
}

// What the day looks like: from which hour what holds.
struct Part {
    double from = 0;
    Condition condition = unknown;
    Source source = Source::none;
    friend bool operator==(const Part&, const Part&) = default;
};
std::vector<Part> parts(const std::vector<Tile>& tiles) {
    std::vector<Part> all;
    for (const Tile& one : tiles) {
        all.push_back({std::chrono::duration<double, std::ratio<3600>>(one.from - after(0)).count(),
                       one.condition, one.source});
    }
    return all;
}
std::vector<Part> day_of_all(const std::vector<Evidence>& all, Time now = later) {
    return parts(tile(day, all, now));
}

}  // namespace

TEST_CASE("a period without evidence is unknown from end to end", "[intervals]") {
    CHECK(day_of_all({}) == std::vector<Part>{{0, unknown, Source::none}});
    CHECK(tile({after(1), after(1)}, {}, later).empty());
}

TEST_CASE("where evidence overlaps, who is nearest to the truck holds", "[intervals]") {
    const std::array<std::tuple<Source, Condition>, 7> rising{{{Source::ready, up},
                                                               {Source::fault, unplanned},
                                                               {Source::stands, unplanned},
                                                               {Source::driven, up},
                                                               {Source::visit, planned},
                                                               {Source::repair, unplanned},
                                                               {Source::correction, unknown}}};
    for (std::size_t i = 0; i + 1 < rising.size(); ++i) {
        const auto [low, low_condition] = rising.at(i);
        const auto [high, high_condition] = rising.at(i + 1);
        std::vector<Evidence> both{in_hours(high, 10, 14), in_hours(low, 8, 20)};
        const std::vector<Part> expected{{0, unknown, Source::none},
                                         {8, low_condition, low},
                                         {10, high_condition, high},
                                         {14, low_condition, low},
                                         {20, unknown, Source::none}};
        CHECK(day_of_all(both) == expected);
        std::ranges::reverse(both);
        CHECK(day_of_all(both) == expected);
    }
}

TEST_CASE("evidence of the same kind and name that touches is one interval", "[intervals]") {
    CHECK(tile(day, std::vector{in_hours(Source::ready, 0, 24)}, later).size() == 1);
    CHECK(
        tile(day,
             std::vector{in_hours(Source::fault, 0, 12, "1"), in_hours(Source::fault, 12, 24, "2")},
             later)
            .size() == 2);
}

TEST_CASE("what lies outside the period, or has no length, changes nothing", "[intervals]") {
    CHECK(day_of_all({in_hours(Source::ready, -5, 0), in_hours(Source::ready, 24, 30),
                      in_hours(Source::fault, 5, 5), in_hours(Source::fault, 9, 8),
                      in_hours(Source::visit, -2, 1), in_hours(Source::fault, 23, 99)}) ==
          std::vector<Part>{{0, planned, Source::visit},
                            {1, unknown, Source::none},
                            {23, unplanned, Source::fault}});
}

TEST_CASE("what would lie in the future is unknown", "[intervals]") {
    CHECK(day_of_all({in_hours(Source::ready, 0, 24)}, after(0, 9)) ==
          std::vector<Part>{{0, up, Source::ready}, {9, unknown, Source::none}});
}

TEST_CASE("a stop_now fault of which nothing is heard any more is unknown, never standstill",
          "[intervals]") {
    const auto fault = open_evidence(Source::fault, after(0, 4), after(0, 6), "1");
    CHECK(day_of_all({fault}) == std::vector<Part>{{0, unknown, Source::none},
                                                   {4, unplanned, Source::fault},
                                                   {6, unknown, Source::silent_fault}});
    SECTION("not ready either, but at work while it is on the road") {
        CHECK(day_of_all({fault, in_hours(Source::ready, 0, 24), in_hours(Source::driven, 5, 8)}) ==
              std::vector<Part>{{0, up, Source::ready},
                                {4, unplanned, Source::fault},
                                {5, up, Source::driven},
                                {8, unknown, Source::silent_fault}});
    }
}

TEST_CASE("an open breakdown stands until now", "[intervals]") {
    const auto stands = open_evidence(Source::stands, after(0, 4), after(0, 5), "B1");
    CHECK(day_of_all({stands}, after(0, 20)) == std::vector<Part>{{0, unknown, Source::none},
                                                                  {4, unplanned, Source::stands},
                                                                  {20, unknown, Source::none}});
    SECTION("but not for ever: a month after the last word nobody knows") {
        const Period long_after{after(31), after(33)};
        CHECK(uptime::totals(tile(long_after, std::vector{stands}, later)) ==
              Totals{.unplanned = 5h, .unknown = 43h});
    }
    SECTION("nor when the truck is back at work") {
        CHECK(day_of_all(
                  {stands, in_hours(Source::driven, 6, 7), in_hours(Source::driven, 12, 14)}) ==
              std::vector<Part>{{0, unknown, Source::none},
                                {4, unplanned, Source::stands},
                                {6, up, Source::driven},
                                {7, unplanned, Source::stands},
                                {12, up, Source::driven},
                                {14, unknown, Source::none}});
    }
    SECTION("two hours on the road are the way to a workshop") {
        CHECK(day_of_all({stands, in_hours(Source::driven, 6, 8)}, after(0, 20)).back() ==
              Part{20, unknown, Source::none});
        CHECK(day_of_all({stands, in_hours(Source::driven, 6, 8)}, after(0, 20))[3] ==
              Part{8, unplanned, Source::stands});
    }
    SECTION("one that has ended is as it was said") {
        CHECK(day_of_all({in_hours(Source::stands, 4, 20, "B1"), in_hours(Source::driven, 6, 12)})
                  .at(3) == Part{12, unplanned, Source::stands});
    }
}

TEST_CASE("a person knows better, the one who spoke last best of all", "[intervals]") {
    const Evidence first = correction("1", {after(0, 2), after(0, 10)}, up, after(5));
    const Evidence second = correction("2", {after(0, 8), after(0, 12)}, planned, after(6));
    std::vector<Evidence> all{in_hours(Source::repair, 0, 24, "B1"), second, first};
    const std::vector<Part> expected{{0, unplanned, Source::repair},
                                     {2, up, Source::correction},
                                     {8, planned, Source::correction},
                                     {12, unplanned, Source::repair}};
    CHECK(day_of_all(all) == expected);
    SECTION("unless it is taken back") {
        all.push_back(evidence(Source::withdrawn, after(90), after(90), "2"));
        CHECK(day_of_all(all) == std::vector<Part>{{0, unplanned, Source::repair},
                                                   {2, up, Source::correction},
                                                   {10, unplanned, Source::repair}});
    }
}

TEST_CASE("a voided visit held nobody in the workshop", "[intervals]") {
    CHECK(
        day_of_all({in_hours(Source::visit, 3, 9, "oil 1"), in_hours(Source::visit, 5, 7, "belt 1"),
                    in_hours(Source::visit_void, 0, 0, "oil 1")}) ==
        std::vector<Part>{
            {0, unknown, Source::none}, {5, planned, Source::visit}, {7, unknown, Source::none}});
}

TEST_CASE("parts of a second count from the second in which they fall", "[intervals]") {
    const Period odd{after(0) + 1ms, after(0) + 10s + 999ms};
    const std::vector all{evidence(Source::ready, after(0) + 2s + 900ms, after(0) + 4s + 1us)};
    CHECK(uptime::totals(tile(odd, all, later)) == Totals{.up = 2s, .unknown = 8s});
}

namespace {

std::vector<Evidence> random_evidence(make::Random& random) {
    const auto moment = [&] {
        return after(0) + std::chrono::milliseconds{make::below(random, 200'000'000)};
    };
    std::vector<Evidence> all(make::below(random, 40));
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto& one = all[i];
        one.source = static_cast<Source>(make::below(random, 11));
        one.ref = std::to_string(make::below(random, 6));
        one.from = moment();
        one.to = moment();
        one.is_open = make::below(random, 4) == 0;
        one.said = static_cast<Condition>(make::below(random, 4));
        one.entered = after(static_cast<double>(i));
    }
    return all;
}

}  // namespace

TEST_CASE("up, planned, unplanned and unknown are always the period, whatever overlaps or is open",
          "[intervals]") {
    const auto seed = GENERATE(take(600, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    auto all = random_evidence(random);
    const Time from = after(0) + std::chrono::seconds{make::below(random, 200'000)};
    const Period period{from, from + std::chrono::seconds{make::below(random, 100'000)}};
    const Time now = after(0) + std::chrono::seconds{make::below(random, 400'000)};
    const auto tiles = tile(period, all, now);
    Time at = period.from;
    for (const auto& one : tiles) {
        CHECK(one.from == at);
        CHECK(one.from < one.to);
        at = one.to;
        if (one.from >= now) {
            CHECK(one.condition == unknown);
        }
    }
    CHECK(at == period.to);
    const Totals sum = uptime::totals(tiles);
    CHECK(sum.period() == period.to - period.from);
    CHECK(sum.driven <= sum.up);
    SECTION("in whatever order it came") {
        std::ranges::shuffle(all, random);
        CHECK(tile(period, all, now) == tiles);
    }
    SECTION("and the parts of a period are the period") {
        const Time cut = period.from + std::chrono::seconds{make::below(random, 100'000)};
        if (cut < period.to) {
            Totals parts = uptime::totals(tile({period.from, cut}, all, now));
            parts += uptime::totals(tile({cut, period.to}, all, now));
            CHECK(parts == sum);
        }
    }
    SECTION("and no second has anything lower than what speaks of it") {
        const auto covers = [](const auto& one, Time second) {
            return std::chrono::floor<std::chrono::seconds>(one.from) <= second &&
                   second < std::chrono::floor<std::chrono::seconds>(one.to);
        };
        const auto speaks = [&](const Evidence& one) {
            const auto back = one.source == Source::visit        ? Source::visit_void
                              : one.source == Source::correction ? Source::withdrawn
                                                                 : Source::none;
            const bool is_certain =
                one.source != Source::none && one.source != Source::silent_fault &&
                one.source < Source::visit_void &&
                (!one.is_open || one.source == Source::fault || one.source == Source::ready ||
                 one.source == Source::driven || one.source == Source::visit ||
                 one.source == Source::correction);
            return is_certain && std::ranges::none_of(all, [&](const Evidence& other) {
                       return back != Source::none && other.source == back && other.ref == one.ref;
                   });
        };
        for (int i = 0; i < 30 && !tiles.empty(); ++i) {
            const Time second = period.from + std::chrono::seconds{make::below(random, 100'000)};
            const auto found =
                std::ranges::find_if(tiles, [&](const Tile& one) { return covers(one, second); });
            if (found == tiles.end() || second >= now) {
                continue;
            }
            for (const auto& one : all) {
                if (speaks(one) && covers(one, second)) {
                    CHECK(found->source >= one.source);
                }
            }
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
    Totals sum{.up = 1h, .planned = 2h, .driven = 1h};
    sum += {.up = 3h, .unplanned = 4h, .unknown = 5h, .driven = 2h};
    CHECK(sum == Totals{.up = 4h, .planned = 2h, .unplanned = 4h, .unknown = 5h, .driven = 3h});
    CHECK(sum.period() == 15h);
    CHECK(sum.known() == 10h);
}
