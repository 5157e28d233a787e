#include "backend/cases/clocks.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/calendar/opening_hours.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/places.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using cases::Calendar;
using cases::ClockRun;
using cases::ClockState;
using cases::read_clock;
using cases::Target;

namespace {

Time utc(const std::string& text) {
    return make::time(text);
}

const Calendar always;
const Target half_an_hour{.amount = 30min, .calendar = &always};
const Target a_day{.amount = 24h, .calendar = &always};
const Time noon = make::time("2026-11-23T12:00:00Z");

}  // namespace

TEST_CASE("a clock runs towards its deadline, and is missed only after it", "[clocks]") {
    const ClockRun run{.started = noon};
    const auto [now, state, left, over] = GENERATE(table<Duration, ClockState, Duration, Duration>({
        {-1h, ClockState::running, 30min, 0h},
        {0h, ClockState::running, 30min, 0h},
        {20min, ClockState::running, 10min, 0h},
        {30min, ClockState::running, 0h, 0h},
        {30min + 1us, ClockState::missed, 0h, 1us},
        {2h, ClockState::missed, 0h, 90min},
    }));
    const auto reading = read_clock(run, half_an_hour, noon + now);
    CHECK(reading.state == state);
    CHECK(reading.left == left);
    CHECK(reading.over == over);
    CHECK(reading.deadline == noon + 30min);
}

TEST_CASE("a clock that has stopped is met or missed for good", "[clocks]") {
    const auto [stopped, state, used] = GENERATE(table<Duration, ClockState, Duration>({
        {-5min, ClockState::met, 0min},  // answered before we heard of it from the truck
        {10min, ClockState::met, 10min},
        {30min, ClockState::met, 30min},
        {31min, ClockState::missed, 31min},
    }));
    const ClockRun run{.started = noon, .stopped = noon + stopped};
    const auto reading = read_clock(run, half_an_hour, noon + 100h);
    CHECK(reading.state == state);
    CHECK(reading.used == used);
    CHECK(reading.deadline == noon + 30min);
}

TEST_CASE("a stop that lies ahead has not happened yet", "[clocks]") {
    const ClockRun run{.started = noon, .stopped = noon + 20min};
    CHECK(read_clock(run, half_an_hour, noon + 10min).state == ClockState::running);
    CHECK(read_clock(run, half_an_hour, noon + 20min).state == ClockState::met);
}

TEST_CASE("a pause moves the deadline, and while it lasts there is none", "[clocks]") {
    ClockRun run{.started = noon, .pauses = {{.from = noon + 2h}}};
    const auto during = read_clock(run, a_day, noon + 12h);
    CHECK(during.state == ClockState::paused);
    CHECK(during.used == 2h);
    CHECK(during.paused == 10h);
    CHECK(during.left == 22h);
    CHECK(during.deadline == std::nullopt);

    run.pauses = {{.from = noon + 2h, .until = noon + 12h}};
    CHECK(read_clock(run, a_day, noon + 5h).deadline == std::nullopt);  // its end is not known then
    const auto after = read_clock(run, a_day, noon + 12h);
    CHECK(after.state == ClockState::running);
    CHECK(after.used == 2h);
    CHECK(after.deadline == noon + 34h);
    CHECK(read_clock(run, a_day, noon + 1h).deadline == noon + 24h);
}

TEST_CASE("pauses that overlap are counted once, and one before the start only from there",
          "[clocks]") {
    const ClockRun run{.started = noon,
                       .pauses = {{noon + 6h, noon + 8h},
                                  {noon - 5h, noon + 1h},
                                  {noon + 3h, noon + 7h},
                                  {noon + 4h, noon + 5h},
                                  {noon + 9h, noon + 9h}}};
    const auto reading = read_clock(run, a_day, noon + 10h);
    CHECK(reading.paused == 6h);
    CHECK(reading.used == 4h);
    CHECK(reading.deadline == noon + 30h);
}

TEST_CASE("a clock that was missed before a pause stays missed in it", "[clocks]") {
    const ClockRun run{.started = noon, .pauses = {{.from = noon + 25h}}};
    const auto reading = read_clock(run, a_day, noon + 50h);
    CHECK(reading.state == ClockState::missed);
    CHECK(reading.over == 1h);
    CHECK(reading.deadline == noon + 24h);
}

TEST_CASE("twenty-four working hours over a change of the clocks end by the place's clock",
          "[clocks]") {
    // Each day from 08:00 to 18:00, started at 12:00 there, the day before the change: six hours,
    // ten, and eight, so until 16:00 two days later.
    const auto [zone, started, deadline] = GENERATE(table<cases::Zone, std::string, std::string>({
        {make::place::st_johns, "2026-03-07T15:30:00Z", "2026-03-09T18:30:00Z"},
        {make::place::st_johns, "2026-10-31T14:30:00Z", "2026-11-02T19:30:00Z"},
        {make::place::lord_howe, "2026-04-04T01:00:00Z", "2026-04-06T05:30:00Z"},
        {make::place::chatham, "2026-09-25T23:15:00Z", "2026-09-28T02:15:00Z"},
        {make::place::shanghai, "2026-11-23T04:00:00Z", "2026-11-25T08:00:00Z"},
    }));
    const Calendar calendar{.zone = zone, .hours = make::open(7, make::hours(8, 18))};
    const Target target{.amount = 24h, .calendar = &calendar};
    const ClockRun run{.started = utc(started)};
    INFO(started);
    CHECK(read_clock(run, target, utc(started)).deadline == utc(deadline));
    const auto reading = read_clock(run, target, utc(deadline) + 1h);
    CHECK(reading.state == ClockState::missed);
    CHECK(reading.over == 1h);
}

TEST_CASE("a clock in a night that the clocks repeat runs twice through the hour", "[clocks]") {
    const ClockRun run{.started =
                           utc("2026-10-25T00:30:00Z")};  // 01:30 in London, for the first time
    const Calendar nights{.zone = make::place::london, .hours = make::open(7, make::hours(22, 30))};
    const Target target{.amount = 2h, .calendar = &nights};
    CHECK(read_clock(run, target, run.started).deadline == utc("2026-10-25T02:30:00Z"));
}

TEST_CASE("a target that the calendar never gets to has no deadline", "[clocks]") {
    const Calendar closed{.zone = {}, .hours = cases::OpeningHours::from({}).value()};
    const auto reading =
        read_clock({.started = noon}, {.amount = 1h, .calendar = &closed}, noon + 999h);
    CHECK(reading.state == ClockState::running);
    CHECK(reading.deadline == std::nullopt);
    CHECK(reading.left == 1h);
}

TEST_CASE("of any clock, used and paused always add up and nothing is ever negative", "[clocks]") {
    const auto seed = GENERATE(range(0U, 300U));
    INFO(seed);
    std::mt19937 random{seed};
    const auto minute = [&](int least, int most) {
        return std::chrono::minutes{std::uniform_int_distribution{least, most}(random)};
    };
    const Calendar calendar{.zone = make::place::chatham,
                            .hours = make::open(6, make::hours(8, 18))};
    const Time base = utc("2026-09-24");
    ClockRun run{.started = base + minute(0, 4'000)};
    if (seed % 3 != 0) {
        run.stopped = base + minute(0, 9'000);
    }
    for (int n = static_cast<int>(seed % 5); n > 0; --n) {
        const Time from = base + minute(0, 8'000);
        run.pauses.push_back({.from = from});
        if (n % 3 != 0) {
            run.pauses.back().until = from + minute(-10, 3'000);
        }
    }
    const Target target{.amount = minute(1, 3'000), .calendar = &calendar};
    Duration used_before{0};
    for (Time now = base - 1h; now < base + std::chrono::minutes{10'000}; now += 97min) {
        const auto reading = read_clock(run, target, now);
        const Time end = run.stopped ? std::min(now, *run.stopped) : now;
        REQUIRE(reading.used + reading.paused == calendar.working_time(run.started, end));
        REQUIRE(reading.used >= used_before);
        REQUIRE(reading.paused >= 0s);
        REQUIRE(reading.left >= 0s);
        REQUIRE(reading.over >= 0s);
        REQUIRE(reading.used == target.amount - reading.left + reading.over);
        REQUIRE((reading.over > 0s) == (reading.state == ClockState::missed));
        if (reading.over > 0s) {
            REQUIRE(reading.deadline < end);
            REQUIRE(read_clock(run, target, *reading.deadline).left == 0s);
        }
        used_before = reading.used;
    }
    auto turned = run;
    std::ranges::reverse(turned.pauses);
    REQUIRE(read_clock(turned, target, base + 100h) == read_clock(run, target, base + 100h));
}
