#pragma once
// In which hours of the week a truck usually stands, and in which it works, of the last eight weeks
// in which it was heard.
//
// Kept is a set: the hours of which something is known, in UTC, so that a workshop's time zone
// changes nothing stored. A set grows the same way in whatever order, and however often, its
// evidence comes. Rejected: sums of minutes, which a repeated span counts twice.
// Evidence, each within one stream, which comes in its order:
//   - a trip: the engine ran or the truck moved, so it worked;
//   - from the end of a trip to the beginning of the next, if the unit was awake and lost nothing;
//   - two odometer readings less than a kilometre apart, however far in time: it stood between them.
//     If they are at most an hour apart and further in distance, it worked.
// All else is unknown: silence is not standstill. An hour in which it worked at all is no standing
// hour, and only whole hours stand.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "backend/due/visits/slots.hpp"
#include "backend/truck/event_time.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

constexpr std::size_t most_weeks = 8;

// Monday 00:00 UTC first.
struct HoursOfWeek {
    std::array<std::uint64_t, 3> bits{};
    friend bool operator==(const HoursOfWeek&, const HoursOfWeek&) = default;

    bool has(std::size_t hour) const { return (bits.at(hour / 64) >> hour % 64 & 1U) != 0; }
    void add(std::size_t hour) { bits.at(hour / 64) |= std::uint64_t{1} << hour % 64; }
};

struct WeekSeen {
    std::int64_t week = 0;  // since the Monday before 1970
    HoursOfWeek worked;
    HoursOfWeek stood;
    friend bool operator==(const WeekSeen&, const WeekSeen&) = default;
};

// What the next report of each stream is set beside.
struct TripEnd {
    Time at;
    BootId boot;
    friend bool operator==(const TripEnd&, const TripEnd&) = default;
};
struct OdometerSeen {
    MeterSource source;
    Time since;  // at `value`, give or take a kilometre
    std::int64_t value_m = 0;
    Time at;  // read last
    friend bool operator==(const OdometerSeen&, const OdometerSeen&) = default;
};

struct Standing {
    std::vector<WeekSeen> weeks;  // in order; within eight weeks of the newest
    std::optional<TripEnd> trip_end;
    std::optional<OdometerSeen> odometer;
    friend bool operator==(const Standing&, const Standing&) = default;
};

// Reports whose time nobody knows say nothing.
void take(Standing& standing, const TripReport& report, truck::EventTime when, BootId boot);
void take(Standing& standing, const MetersReport& report, truck::EventTime when);
// Events have been lost: trips among them, perhaps.
void lose_track(Standing& standing);

// As a workshop's clock has it. The newer weeks count more, half after four weeks; an hour of which
// nothing is known counts as working.
// Of weeks that began at `since` or later: another owner's habits are not this one's.
UsualWeek usual_week(const Standing& standing, std::chrono::minutes utc_offset, Time since);

}  // namespace roadworthy::due
