#pragma once
// Points in time and days, and their text form. Only common/io/clock.hpp asks what time it is.

#include <chrono>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace roadworthy {

using Duration = std::chrono::microseconds;
using Time = std::chrono::sys_time<Duration>;  // UTC
using Day = std::chrono::sys_days;             // UTC day

// A unit's own time since its boot: it never steps, and means nothing outside that boot.
struct UnitClock {
    // NOLINTBEGIN(readability-identifier-naming): the names that std::chrono asks of a clock
    using rep = Duration::rep;
    using period = Duration::period;
    using duration = Duration;
    using time_point = std::chrono::time_point<UnitClock>;
    static constexpr bool is_steady = true;
    // NOLINTEND(readability-identifier-naming)
};
using Monotonic = UnitClock::time_point;

// One moment by both clocks.
struct Instant {
    Time wall;
    Monotonic monotonic;
};

inline Day day_of(Time time) {
    return std::chrono::floor<std::chrono::days>(time);
}

std::string iso(Time time);  // 2026-11-22T21:30:00Z, with .ffffff only where it is not zero
std::string iso(Day day);    // 2026-11-22

// Accepts what iso() gives; a time may omit the Z, use a space for the T, or be a day alone
// (00:00).
Result<Time> parse_time(std::string_view text);
Result<Day> parse_day(std::string_view text);

// Milliseconds since 1970: the form of a time in SQL, on the wire and in metrics.
inline std::int64_t milliseconds_of(Time time) {
    return std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
}
inline Time time_of_milliseconds(std::int64_t milliseconds) {
    return Time{std::chrono::milliseconds{milliseconds}};
}
inline std::int64_t days_of(Day day) {
    return day.time_since_epoch().count();
}
inline Day day_of_days(std::int64_t days) {
    return Day{std::chrono::days{days}};
}

}  // namespace roadworthy
