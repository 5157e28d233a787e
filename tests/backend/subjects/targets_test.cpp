#include "backend/due/rules/targets.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>

#include "backend/due/plans.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using due::Axis;
using due::Counting;
using due::next_target;
using due::Places;
using make::day;

namespace {

constexpr Axis oil{.first_target = 5'000, .every = 20'000, .early = 1'000, .tolerance = 500};

Axis anniversary() {
    Axis axis = oil;
    axis.counting = Counting::anniversary;
    return axis;
}

}  // namespace

TEST_CASE("the next target counts from where it was done", "[targets]") {
    CHECK(next_target(oil, {}) == 5'000);
    CHECK(next_target(oil, {5'200}) == 25'200);
    CHECK(next_target(oil, {5'200, 24'900}) == 44'900);
}

TEST_CASE("by anniversary it counts from the plan, within the tolerances and including them",
          "[targets]") {
    const auto done = GENERATE(table<std::int64_t, std::int64_t>({
        {4'000, 25'000},
        {5'000, 25'000},
        {5'500, 25'000},
        {3'999, 23'999},
        {5'501, 25'501},
    }));
    CHECK(next_target(anniversary(), {std::get<0>(done)}) == std::get<1>(done));
    CHECK(next_target(anniversary(), {5'100, 24'800}) == 45'000);
}

TEST_CASE("what was done at an unknown place has no next target until it is done again",
          "[targets]") {
    Axis axis = oil;
    axis.counting = GENERATE(Counting::actual, Counting::anniversary);
    CHECK(next_target(axis, {std::nullopt}) == std::nullopt);
    CHECK(next_target(axis, {std::nullopt, 30'000}) == 50'000);
}

TEST_CASE("an item without a recurring interval has no target once it is done", "[targets]") {
    Axis axis = anniversary();
    axis.every.reset();
    CHECK(next_target(axis, {5'000}) == std::nullopt);
    CHECK(next_target(axis, {5'000, 6'000}) == std::nullopt);
}

TEST_CASE("what is forgotten leaves the plan where it was, if it was kept", "[targets]") {
    Axis axis = anniversary();
    axis.is_cut = true;
    CHECK(next_target(axis, {65'300}) == 85'000);
    CHECK(next_target(axis, {64'000}) == 85'000);
    CHECK(next_target(axis, {66'000}) == 86'000);
    CHECK(next_target(axis, {100}) == 20'100);
    axis.is_cut = false;
    CHECK(next_target(axis, {65'300}) == 85'300);
}

TEST_CASE("a date by the papers stands until it is served", "[targets]") {
    const auto of = [](Day one) { return std::optional<std::int64_t>{days_of(one)}; };
    const Day due_on = day("2027-03-01");
    Axis yearly{.every = 365, .early = 30, .counting = Counting::anniversary};
    CHECK(next_target(yearly, {}, due_on) == of(due_on));
    CHECK(next_target(yearly, {of(day("2026-03-01")), of(day("2027-01-29"))}, due_on) ==
          of(due_on));
    CHECK(next_target(yearly, {of(day("2027-01-30"))}, due_on) == of(day("2028-02-29")));
    CHECK(next_target(yearly, {of(day("2027-03-02"))}, due_on) == of(day("2028-03-01")));
    yearly.every.reset();
    CHECK(next_target(yearly, {of(due_on), of(day("2027-04-01"))}, due_on) == std::nullopt);
}

TEST_CASE("a season comes once a year, and is served early or late", "[targets]") {
    const due::Season winter{.month = 11, .day = 1};
    const auto next = [&](const char* done) {
        return due::next_season(winter, {.done = day(done), .early = 45});
    };
    CHECK(due::next_season(winter, {.delivered = day("2026-11-01")}) == day("2026-11-01"));
    CHECK(due::next_season(winter, {.delivered = day("2026-11-02")}) == day("2027-11-01"));
    CHECK(next("2026-09-16") == day("2026-11-01"));
    CHECK(next("2026-09-17") == day("2027-11-01"));
    CHECK(next("2027-02-01") == day("2027-11-01"));
    CHECK_FALSE(due::next_season(winter, {}));
    SECTION("on the last day of February where the year has no 29th") {
        const due::Season leap{.month = 2, .day = 29};
        CHECK(due::next_season(leap, {.delivered = day("2027-01-01")}) == day("2027-02-28"));
        CHECK(due::next_season(leap, {.delivered = day("2028-01-01")}) == day("2028-02-29"));
    }
}

TEST_CASE("a region has its own season, or the one of every other, or none", "[targets]") {
    const due::PlanItem item{.key = "rains", .seasons = {{"", 6, 1}, {"south", 4, 1}}};
    CHECK(due::season_of(item, "south")->month == 4);
    CHECK(due::season_of(item, "north")->month == 6);
    CHECK(due::season_of({.key = "rains", .seasons = {{"south", 4, 1}}}, "north") == nullptr);
}
