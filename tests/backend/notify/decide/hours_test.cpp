#include "backend/notify/decide/hours.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <string>
#include <tuple>

#include "backend/cases/calendar/zone.hpp"
#include "common/time.hpp"
#include "tests/backend/notify/decide/people.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;
using namespace std::chrono_literals;
using make::time;

namespace {

// 2026: at 01:00 UTC on 29 March from +1 to +2 h, on 25 October back.
cases::Zone berlin() {
    return cases::Zone::from(1h, {{.at = time("2026-03-29T01:00:00Z"), .offset = 2h},
                                  {.at = time("2026-10-25T01:00:00Z"), .offset = 1h}})
        .value();
}

Person with(cases::Zone zone, std::chrono::minutes digest_at) {
    Person one = people::sleeper("a");
    one.zone = std::move(zone);
    one.recipient.digest_at = digest_at;
    return one;
}

}  // namespace

TEST_CASE("quiet hours end with their last minute, on the same day or the next", "[notify]") {
    const auto [from, until, at, wanted] =
        GENERATE(table<std::chrono::minutes, std::chrono::minutes, std::string, std::string>({
            // 22:00 to 07:00 in China: 14:00 to 23:00 UTC
            {22h, 7h, "2026-11-23T13:59:59Z", "2026-11-23T13:59:59Z"},
            {22h, 7h, "2026-11-23T14:00:00Z", "2026-11-23T23:00:00Z"},
            {22h, 7h, "2026-11-23T17:00:00Z", "2026-11-23T23:00:00Z"},
            {22h, 7h, "2026-11-23T22:59:59Z", "2026-11-23T23:00:00Z"},
            {22h, 7h, "2026-11-23T23:00:00Z", "2026-11-23T23:00:00Z"},
            // 12:00 to 13:30: 04:00 to 05:30 UTC
            {12h, 13h + 30min, "2026-11-23T04:00:00Z", "2026-11-23T05:30:00Z"},
            {12h, 13h + 30min, "2026-11-23T05:30:00Z", "2026-11-23T05:30:00Z"},
            {12h, 13h + 30min, "2026-11-23T03:59:00Z", "2026-11-23T03:59:00Z"},
        }));
    Person one = people::person("a");
    one.recipient.quiet = {.from = from, .until = until};
    CHECK(not_quiet(one, time(at)) == time(wanted));
}

TEST_CASE("who has no quiet hours is told at any hour", "[notify]") {
    const Time night = time("2026-11-23T19:00:00Z");
    CHECK(not_quiet(people::person("a"), night) == night);
}

TEST_CASE("quiet hours end by the clock on the wall, on the days on which it is put on or back",
          "[notify]") {
    const Person one = with(berlin(), 8h);
    CHECK(not_quiet(one, time("2026-03-28T23:00:00Z")) == time("2026-03-29T05:00:00Z"));
    CHECK(not_quiet(one, time("2026-10-24T23:00:00Z")) == time("2026-10-25T06:00:00Z"));
}

TEST_CASE("the next digest is later than now, and one a day", "[notify]") {
    const Person one = with(people::china(), 8h);
    CHECK(next_digest(one, time("2026-11-22T23:59:59Z")) == time("2026-11-23T00:00:00Z"));
    CHECK(next_digest(one, time("2026-11-23T00:00:00Z")) == time("2026-11-24T00:00:00Z"));
}

TEST_CASE(
    "a digest in the hour that the clocks leave out comes when they have gone over it, and "
    "one in the hour that comes twice comes once",
    "[notify]") {
    Person one = with(berlin(), 2h + 30min);
    one.recipient.quiet.reset();
    CHECK(next_digest(one, time("2026-03-28T12:00:00Z")) == time("2026-03-29T01:00:00Z"));
    CHECK(next_digest(one, time("2026-03-29T01:00:00Z")) == time("2026-03-30T00:30:00Z"));
    CHECK(next_digest(one, time("2026-10-24T12:00:00Z")) == time("2026-10-25T00:30:00Z"));
    CHECK(next_digest(one, time("2026-10-25T00:30:00Z")) == time("2026-10-26T01:30:00Z"));
}

TEST_CASE("a digest in quiet hours waits for their end", "[notify]") {
    const Person one = with(people::china(), 22h + 30min);
    // At 23:00 on the 23rd: that of half past ten waits for seven.
    CHECK(next_digest(one, time("2026-11-23T15:00:00Z")) == time("2026-11-23T23:00:00Z"));
    CHECK(next_digest(one, time("2026-11-23T17:00:00Z")) == time("2026-11-23T23:00:00Z"));
    CHECK(next_digest(one, time("2026-11-23T23:00:00Z")) == time("2026-11-24T23:00:00Z"));
}

TEST_CASE("nobody is ever told in his quiet hours, nor later than their length", "[notify]") {
    const auto seed = GENERATE(take(100, random(0, 1'000'000)));
    INFO(seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    const auto draw = [&](int most) {
        return static_cast<int>(random() % static_cast<unsigned>(most));
    };
    Person one = with(berlin(), std::chrono::minutes{draw(1440)});
    const std::chrono::minutes from{draw(1440)};
    one.recipient.quiet = {.from = from,
                           .until = std::chrono::minutes{(from.count() + 1 + draw(1439)) % 1440}};
    const Time at = time("2026-03-27T00:00:00Z") + std::chrono::minutes{draw(7 * 1440)};
    const Time told = not_quiet(one, at);
    CHECK(told >= at);
    CHECK(told - at <= 25h);
    CHECK(not_quiet(one, told) == told);
    const Time digest = next_digest(one, at);
    CHECK(digest > at);
    CHECK(digest - at <= 49h);
    CHECK(not_quiet(one, digest) == digest);
}

TEST_CASE("a day goes from midnight to midnight, with 23 or 25 hours twice a year", "[notify]") {
    const auto hours_of = [](std::string_view at) {
        const Span day = local_day(berlin(), time(at));
        CHECK(day.from <= time(at));
        CHECK(time(at) < day.until);
        return (day.until - day.from) / 1h;
    };
    CHECK(hours_of("2026-03-28T12:00:00Z") == 24);
    CHECK(hours_of("2026-03-28T23:30:00Z") == 23);
    CHECK(hours_of("2026-10-25T12:00:00Z") == 25);
    CHECK(local_day(people::china(), time("2026-11-23T16:00:00Z")).from ==
          time("2026-11-23T16:00:00Z"));
}
