#include "common/time.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <random>
#include <string>

namespace roadworthy {
namespace {

using std::chrono::days, std::chrono::hours, std::chrono::microseconds, std::chrono::seconds;

}  // namespace

TEST_CASE("a time reads as people write it", "[time]") {
    const auto [text, since_1970] = GENERATE(table<std::string, Duration>({
        {"1970-01-01T00:00:00Z", Duration{0}},
        {"1970-01-01", Duration{0}},
        {"1970-01-01 00:01", seconds{60}},
        {"1970-01-01T01:00:00", hours{1}},
        {"1970-01-02T00:00:00.5Z", hours{24} + microseconds{500'000}},
        {"1970-01-01T00:00:00.000001Z", microseconds{1}},
        {"1970-01-01T00:00:00.0000019Z", microseconds{1}},
        {"1969-12-31T23:59:59.999999Z", microseconds{-1}},
        {"2026-11-22T21:30:00Z", seconds{1'795'383'000}},
        {"2000-02-29", days{11'016}},
    }));
    INFO(text);
    CHECK(parse_time(text) == Time{since_1970});
}

TEST_CASE("what is no time is refused with what came", "[time]") {
    const auto* const text = GENERATE(
        "", "2026", "2026-11", "2026-11-22T", "2026-11-22T21", "2026-11-22T24:00",
        "2026-11-22T21:60", "2026-11-22T21:30:60", "2026-11-22T21:30:00.Z", "2026-11-22T21:30:00ZZ",
        "2026-11-22x21:30", "2026-11-22T21:30:00+08:00", "2026-13-01", "2026-02-29", "2026-00-10",
        "2026-01-00", "2026-11-22T-0:00", "-000-01-01", "26-11-22", "-026-11-22", "2026/11/22",
        " 2026-11-22", "2026-11-22 ");
    const auto time = parse_time(text);
    REQUIRE_FALSE(time);
    CHECK_THAT(time.error().message, Catch::EndsWith('"' + std::string(text) + '"'));
}

TEST_CASE("a day reads as a date and nothing else", "[time]") {
    CHECK(parse_day("2026-11-22") == Day{days{20'779}});
    CHECK_FALSE(parse_day("2026-11-22T00:00:00Z"));
    CHECK_FALSE(parse_day("2025-02-29"));
    CHECK_FALSE(parse_day(""));
}

TEST_CASE("a time is written with a fraction only where it has one", "[time]") {
    CHECK(iso(Time{}) == "1970-01-01T00:00:00Z");
    CHECK(iso(Time{microseconds{1}}) == "1970-01-01T00:00:00.000001Z");
    CHECK(iso(Time{microseconds{-1}}) == "1969-12-31T23:59:59.999999Z");
    CHECK(iso(Day{days{20'779}}) == "2026-11-22");
}

TEST_CASE("every time of the years 0 to 9999 reads back as it was written", "[time]") {
    const auto seed = GENERATE(range(0U, 200U));
    INFO(seed);
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::int64_t> within(-62'167'219'200'000'000,
                                                       253'402'300'799'999'999);
    const Time time{microseconds{within(random)}};
    CHECK(parse_time(iso(time)) == time);
    CHECK(parse_day(iso(day_of(time))) == day_of(time));
}

TEST_CASE("milliseconds and days round down, before 1970 as after", "[time]") {
    CHECK(milliseconds_of(Time{microseconds{1'999}}) == 1);
    CHECK(milliseconds_of(Time{microseconds{-1}}) == -1);
    CHECK(milliseconds_of(time_of_milliseconds(-62'167'219'200'000)) == -62'167'219'200'000);
    CHECK(days_of(day_of(Time{seconds{86'399}})) == 0);
    CHECK(days_of(day_of(Time{microseconds{-1}})) == -1);
    CHECK(day_of_days(20'779) == Day{days{20'779}});
}

}  // namespace roadworthy
