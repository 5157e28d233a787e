#include "backend/cases/calendar/calendar.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "backend/cases/calendar/opening_hours.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/places.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using cases::Calendar;
using cases::OpeningHours;
using make::hours;
using make::open;
using std::chrono::days;
using std::chrono::minutes;
namespace place = make::place;

namespace {

Time utc(const std::string& text) {
    return make::time(text);
}

}  // namespace

TEST_CASE("a deadline over a weekend is at the hour at which the place's own clock says so",
          "[calendar]") {
    // Open Monday to Friday, 08:00 to 17:00; from Friday noon there, eight hours of work lead to
    // Monday 11:00 there.
    const auto [zone, friday_noon, monday_eleven] =
        GENERATE(table<cases::Zone, std::string, std::string>({
            {place::pago_pago, "2026-11-27T23:00:00Z", "2026-11-30T22:00:00Z"},
            {place::st_johns, "2026-11-27T15:30:00Z", "2026-11-30T14:30:00Z"},
            {place::london, "2026-11-27T12:00:00Z", "2026-11-30T11:00:00Z"},
            {place::kathmandu, "2026-11-27T06:15:00Z", "2026-11-30T05:15:00Z"},
            {place::shanghai, "2026-11-27T04:00:00Z", "2026-11-30T03:00:00Z"},
            {place::lord_howe, "2026-11-27T01:00:00Z", "2026-11-30T00:00:00Z"},
            {place::chatham, "2026-11-26T22:15:00Z", "2026-11-29T21:15:00Z"},
            {place::kiritimati, "2026-11-26T22:00:00Z", "2026-11-29T21:00:00Z"},
        }));
    const Calendar calendar{.zone = zone, .hours = open(5, hours(8, 17))};
    INFO(friday_noon);
    CHECK(calendar.after(utc(friday_noon), 8h) == utc(monday_eleven));
    CHECK(calendar.working_time(utc(friday_noon), utc(monday_eleven)) == 8h);
    CHECK(calendar.is_open(utc(friday_noon)));
    CHECK(calendar.is_open(utc(friday_noon) + 5h - 1us));
    CHECK_FALSE(calendar.is_open(utc(friday_noon) + 5h));
}

TEST_CASE("a deadline over a change of the clocks is where the place's clock has moved",
          "[calendar]") {
    // Open each day, 08:00 to 18:00; from 17:00 on the day before the change, two hours of work
    // lead to 09:00 there.
    const auto [zone, five, nine] = GENERATE(table<cases::Zone, std::string, std::string>({
        {place::st_johns, "2026-03-07T20:30:00Z", "2026-03-08T11:30:00Z"},
        {place::st_johns, "2026-10-31T19:30:00Z", "2026-11-01T12:30:00Z"},
        {place::london, "2026-03-28T17:00:00Z", "2026-03-29T08:00:00Z"},
        {place::london, "2026-10-24T16:00:00Z", "2026-10-25T09:00:00Z"},
        {place::lord_howe, "2026-04-04T06:00:00Z", "2026-04-04T22:30:00Z"},
        {place::lord_howe, "2026-10-03T06:30:00Z", "2026-10-03T22:00:00Z"},
        {place::chatham, "2026-04-04T03:15:00Z", "2026-04-04T20:15:00Z"},
        {place::chatham, "2026-09-26T04:15:00Z", "2026-09-26T19:15:00Z"},
    }));
    const Calendar calendar{.zone = zone, .hours = open(7, hours(8, 18))};
    INFO(five);
    CHECK(calendar.after(utc(five), 2h) == utc(nine));
    CHECK(calendar.working_time(utc(five), utc(nine)) == 2h);
}

TEST_CASE("a night in which the clocks go forward is shorter, one in which they go back longer",
          "[calendar]") {
    // Each night from 22:00 to 06:00: from when to when, and how long.
    const auto [zone, from, until, length] =
        GENERATE(table<cases::Zone, std::string, std::string, minutes>({
            {place::st_johns, "2026-03-08T01:30:00Z", "2026-03-08T08:30:00Z", 7h},
            {place::st_johns, "2026-11-01T00:30:00Z", "2026-11-01T09:30:00Z", 9h},
            {place::london, "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z", 7h},
            {place::london, "2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z", 9h},
            {place::lord_howe, "2026-04-04T11:00:00Z", "2026-04-04T19:30:00Z", 8h + 30min},
            {place::lord_howe, "2026-10-03T11:30:00Z", "2026-10-03T19:00:00Z", 7h + 30min},
            {place::chatham, "2026-04-04T08:15:00Z", "2026-04-04T17:15:00Z", 9h},
            {place::chatham, "2026-09-26T09:15:00Z", "2026-09-26T16:15:00Z", 7h},
            {place::shanghai, "2026-03-28T14:00:00Z", "2026-03-28T22:00:00Z", 8h},
        }));
    const Calendar calendar{.zone = zone, .hours = open(7, hours(22, 30))};
    INFO(from);
    CHECK(calendar.working_time(utc(from), utc(until)) == length);
    CHECK(calendar.working_time(utc(from) - 16h, utc(until) + 12h) == length);
    CHECK(calendar.after(utc(from), length) == utc(until));
    CHECK(calendar.after(utc(from), length + 1min) == utc(until) + 16h + 1min);
}

TEST_CASE("an opening in an hour that the clocks repeat is twice, in one they leave out never",
          "[calendar]") {
    const Calendar one_to_three{.zone = place::lord_howe, .hours = open(7, hours(1, 3))};
    // 01:30 to 02:00 comes twice in April, 02:00 to 02:30 never in October.
    CHECK(one_to_three.working_time(utc("2026-04-04T13:00:00Z"), utc("2026-04-04T18:00:00Z")) ==
          2h + 30min);
    CHECK(one_to_three.working_time(utc("2026-10-03T13:00:00Z"), utc("2026-10-03T18:00:00Z")) ==
          1h + 30min);

    const Calendar one_to_two{.zone = place::london, .hours = open(7, hours(1, 2))};
    CHECK(one_to_two.working_time(utc("2026-03-28T12:00:00Z"), utc("2026-03-29T12:00:00Z")) == 0h);
    CHECK(one_to_two.after(utc("2026-03-28T12:00:00Z"), 1min) == utc("2026-03-30T00:01:00Z"));
    CHECK(one_to_two.working_time(utc("2026-10-24T12:00:00Z"), utc("2026-10-25T12:00:00Z")) == 2h);
    CHECK(one_to_two.after(utc("2026-10-24T12:00:00Z"), 90min) == utc("2026-10-25T01:30:00Z"));
}

TEST_CASE("a day that a place has left out has no opening", "[calendar]") {
    // Apia went from UTC-10 to UTC+14 at the end of Thursday, 29 December 2011: no Friday there.
    const Calendar calendar{.zone = make::zone(-10h, {{utc("2011-12-30T10:00:00Z"), 14h}}),
                            .hours = open(7, hours(8, 17))};
    CHECK(calendar.after(utc("2011-12-30T02:00:00Z"), 2h) == utc("2011-12-30T19:00:00Z"));
    CHECK(calendar.working_time(utc("2011-12-30T03:00:00Z"), utc("2011-12-30T18:00:00Z")) == 0h);
}

TEST_CASE("a holiday is closed, and a special opening has its own hours", "[calendar]") {
    const Calendar calendar{
        .zone = place::shanghai,
        .hours = open(5, hours(8, 18),
                      {{make::local_day("2026-10-10"), hours(9, 12)},  // a Saturday
                       {make::local_day("2026-10-01"), {}},            // Thursday
                       {make::local_day("2026-10-02"), {}}})};
    CHECK_FALSE(calendar.is_open(utc("2026-10-01T02:00:00Z")));
    CHECK(calendar.is_open(utc("2026-10-10T01:00:00Z")));
    CHECK_FALSE(calendar.is_open(utc("2026-10-10T04:00:00Z")));
    CHECK(calendar.after(utc("2026-09-30T09:00:00Z"), 2h) == utc("2026-10-05T01:00:00Z"));
    CHECK(calendar.after(utc("2026-10-09T09:00:00Z"), 3h) == utc("2026-10-10T03:00:00Z"));
}

TEST_CASE("a night belongs to the day on which it begins", "[calendar]") {
    const Calendar calendar{.zone = {},
                            .hours = open(7, hours(22, 30), {{make::local_day("2026-05-01"), {}}})};
    CHECK(calendar.is_open(utc("2026-05-01T05:59:00Z")));
    CHECK_FALSE(calendar.is_open(utc("2026-05-01T22:00:00Z")));
    CHECK_FALSE(calendar.is_open(utc("2026-05-02T05:00:00Z")));
    CHECK(calendar.working_time(utc("2026-04-30T12:00:00Z"), utc("2026-05-03T12:00:00Z")) == 16h);
}

TEST_CASE("openings that overlap are counted once", "[calendar]") {
    OpeningHours::Week week;
    week[0] = {{8h, 12h}, {11h, 13h}, {14h, 18h}, {20h, 32h}};
    week[1] = {{7h, 9h}};
    const Calendar calendar{.zone = {}, .hours = OpeningHours::from(week).value()};
    CHECK(calendar.working_time(utc("2026-11-23"), utc("2026-11-24")) == 5h + 4h + 4h);
    CHECK(calendar.working_time(utc("2026-11-24"), utc("2026-11-25")) == 9h);
    // 522 Mondays; the last is the day before the end, so that its Tuesday is not in.
    CHECK(calendar.working_time(utc("2026-01-01"), utc("2036-01-01")) == 522 * 22h - 9h);
}

TEST_CASE("a deadline that never comes is never, and one that is far comes", "[calendar]") {
    const Calendar closed{.zone = {}, .hours = OpeningHours::from({}).value()};
    CHECK_FALSE(closed.is_open(utc("2026-11-23T12:00:00Z")));
    CHECK(closed.after(utc("2026-11-23"), 1us) == std::nullopt);
    CHECK(closed.working_time(utc("0000-01-01"), utc("9999-01-01")) == 0h);

    const Calendar once{
        .zone = {},
        .hours = OpeningHours::from({}, {{make::local_day("2031-02-03"), hours(8, 9)}}).value()};
    CHECK(once.after(utc("2026-11-23"), 1h) == utc("2031-02-03T09:00:00Z"));
    CHECK(once.after(utc("2026-11-23"), 1h + 1us) == std::nullopt);
    CHECK(once.after(utc("2031-02-03T09:00:00Z"), 1us) == std::nullopt);

    const Calendar always;
    CHECK(always.after(utc("2026-11-23"), days{365 * 30}) == utc("2026-11-23") + days{10'950});
    CHECK(always.after(utc("2026-11-23"), days{365 * 500}) == std::nullopt);
    CHECK(always.after(utc("2026-11-23"), Duration::max()) == std::nullopt);
}

TEST_CASE("what is done at a closing time or before the next opening is in time", "[calendar]") {
    const Calendar calendar{.zone = {}, .hours = open(5, hours(8, 18))};
    const Time friday = utc("2026-11-27T17:00:00Z");
    CHECK(calendar.after(friday, 1h) == utc("2026-11-27T18:00:00Z"));
    CHECK(calendar.working_time(friday, utc("2026-11-30T08:00:00Z")) == 1h);
    CHECK(calendar.after(utc("2026-11-28T12:00:00Z"), 0h) == utc("2026-11-28T12:00:00Z"));
    CHECK(calendar.working_time(friday, friday - 5h) == 0h);
}

TEST_CASE("hours and zones out of their bounds are refused with what came", "[calendar]") {
    const auto week = [](cases::Span span) { return OpeningHours::Week{{{span}}}; };
    CHECK(OpeningHours::from(week({8h, 8h})).error().message ==
          "expected an opening that begins within its day and lasts at most 24 hours, got minutes "
          "480 to 480");
    CHECK_FALSE(OpeningHours::from(week({-1min, 8h})));
    CHECK_FALSE(OpeningHours::from(week({24h, 25h})));
    CHECK_FALSE(OpeningHours::from(week({8h, 32h + 1min})));
    CHECK(OpeningHours::from(week({8h, 32h})));
    CHECK_FALSE(OpeningHours::from({{cases::DayHours(17, {8h, 9h})}}));
    const cases::SpecialDay day{make::local_day("2026-10-01"), {}};
    CHECK(OpeningHours::from({}, {day, day}).error().message ==
          "expected each special day once, got 2026-10-01 twice");
    CHECK(OpeningHours::from({}, {{day.day, {{9h, 8h}}}})
              .error()
              .message.starts_with("2026-10-01: expected an opening"));
    CHECK_FALSE(OpeningHours::from({}, std::vector<cases::SpecialDay>(4'097, day)));

    CHECK_FALSE(cases::Zone::from(24h));
    CHECK_FALSE(cases::Zone::from(0h, {{utc("2026-01-01"), -24h}}));
    CHECK(
        cases::Zone::from(0h, {{utc("2026-01-02"), 1h}, {utc("2026-01-01"), 0h}}).error().message ==
        "expected a zone's changes in order of time, got 2026-01-01T00:00:00Z after "
        "2026-01-02T00:00:00Z");
    CHECK_FALSE(cases::Zone::from(0h, std::vector<cases::OffsetChange>(1'025)));
}

namespace {

using Random = std::mt19937;

int pick(Random& random, int least, int most) {
    return std::uniform_int_distribution{least, most}(random);
}

// In whole minutes throughout, so that each minute is open or not.
cases::DayHours random_hours(Random& random) {
    cases::DayHours all;
    for (int n = pick(random, 0, 3); n > 0; --n) {
        const minutes from{pick(random, 0, 1'439)};
        all.push_back({.from = from, .until = from + minutes{pick(random, 1, 1'440)}});
    }
    return all;
}

const Time beginning = make::time("2026-03-01");

Calendar random_calendar(Random& random) {
    std::vector<cases::OffsetChange> changes;
    Time at = beginning - days{2};
    for (int n = pick(random, 0, 6); n > 0; --n) {
        at += minutes{pick(random, 1, 6'000)};
        changes.push_back({.at = at, .offset = minutes{pick(random, -900, 900)}});
    }
    OpeningHours::Week week;
    for (auto& day : week) {
        day = pick(random, 0, 3) == 0 ? cases::DayHours{} : random_hours(random);
    }
    std::vector<cases::SpecialDay> special;
    cases::LocalDay day = make::local_day("2026-02-26");
    for (int n = pick(random, 0, 4); n > 0; --n) {
        day += days{pick(random, 1, 8)};
        special.push_back({.day = day, .hours = random_hours(random)});
    }
    return {.zone = make::zone(minutes{pick(random, -900, 900)}, changes),
            .hours = OpeningHours::from(std::move(week), std::move(special)).value()};
}

// As the definition says it, for one minute, from nothing but the tables.
bool is_open_by_definition(const Calendar& calendar, Time at) {
    auto offset = calendar.zone.first_offset();
    for (const auto& change : calendar.zone.changes()) {
        offset = change.at <= at ? change.offset : offset;
    }
    const auto local = (at + offset).time_since_epoch();
    for (const int back : {0, 1}) {
        const auto day = std::chrono::floor<days>(local) - days{back};
        const auto weekday = static_cast<std::size_t>(((day.count() + 3) % 7 + 7) % 7);
        const cases::DayHours* hours = &calendar.hours.week()[weekday];
        for (const auto& special : calendar.hours.special()) {
            hours = special.day.time_since_epoch() == day ? &special.hours : hours;
        }
        for (const auto& span : *hours) {
            if (local >= day + span.from && local < day + span.until) {
                return true;
            }
        }
    }
    return false;
}

}  // namespace

TEST_CASE("working time is always what counting each minute gives", "[calendar]") {
    const auto seed = GENERATE(range(0U, 60U));
    INFO(seed);
    Random random{seed};
    const Calendar calendar = random_calendar(random);
    constexpr std::size_t length = 20 * 1'440;
    std::vector<minutes> open_before{minutes{0}};  // at each minute
    for (std::size_t i = 0; i < length; ++i) {
        const bool is_open = is_open_by_definition(calendar, beginning + minutes{i});
        open_before.push_back(open_before.back() + minutes{is_open ? 1 : 0});
    }
    for (int round = 0; round < 40; ++round) {
        const auto a = static_cast<std::size_t>(pick(random, 0, length - 1));
        const auto b = static_cast<std::size_t>(pick(random, static_cast<int>(a), length));
        INFO(a << " to " << b);
        const Time from = beginning + minutes{a};
        const minutes expected = open_before[b] - open_before[a];
        REQUIRE(calendar.working_time(from, beginning + minutes{b}) == expected);
        REQUIRE(calendar.is_open(from) == (open_before[a + 1] > open_before[a]));
        if (expected > 0min) {  // The first minute's end by which it has gone by.
            const auto first =
                std::lower_bound(open_before.begin(), open_before.end(), open_before[b]);
            REQUIRE(calendar.after(from, expected) ==
                    beginning + minutes{first - open_before.begin()});
        }
    }
}

TEST_CASE("working time until a deadline is always the amount, and never splits otherwise",
          "[calendar]") {
    const auto seed = GENERATE(range(100U, 160U));
    INFO(seed);
    Random random{seed};
    const Calendar calendar = random_calendar(random);
    for (int round = 0; round < 50; ++round) {
        const Time from = beginning + Duration{pick(random, 0, 2'000'000'000)};
        const Duration amount = Duration{pick(random, 1, 1'000'000'000)} * pick(random, 1, 5'000);
        const auto deadline = calendar.after(from, amount);
        if (deadline) {
            REQUIRE(calendar.working_time(from, *deadline) == amount);
            REQUIRE(calendar.working_time(from, *deadline - 1us) == amount - 1us);
        } else {
            REQUIRE(calendar.working_time(from, from + cases::furthest_deadline) < amount);
        }
        const Time middle = from + amount / pick(random, 1, 9);
        const Time end = middle + amount;
        REQUIRE(calendar.working_time(from, middle) + calendar.working_time(middle, end) ==
                calendar.working_time(from, end));
    }
}
