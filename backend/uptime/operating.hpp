#pragma once
// When a truck is meant to work, and what is aimed at: data that an operator enters.

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/time.hpp"

namespace roadworthy::uptime {

enum class Whose : std::uint8_t { all = 0, segment = 1, truck = 2 };

// The latest that was entered under a name holds. A truck's own comes before its segment's, that
// before the one of all; without any the truck is meant to work round the clock.
struct OperatingHours {
    Whose whose = Whose::all;
    std::string name;  // the segment or the truck; empty: of all
    cases::Calendar calendar;
    friend bool operator==(const OperatingHours&, const OperatingHours&) = default;
};

// Absent: nothing is aimed at.
struct Targets {
    std::string segment;  // empty: every other
    std::optional<int> availability_bp;
    std::optional<std::int64_t> mtbf_s;  // at least
    std::optional<std::int64_t> mttr_s;  // at most
    std::optional<std::int64_t> response_s;
    std::optional<std::int64_t> repair_s;
    std::optional<int> first_time_fix_bp;
    friend bool operator==(const Targets&, const Targets&) = default;
};

// When a day begins by the clocks of that place.
Time begin_of(Day day, const cases::Zone& zone);

// What of the tiles lies within the hours, by the clocks of their place: a day on which these are put
// back has an hour more where it was meant to work in it.
Totals totals(std::span<const Tile> tiles, const cases::Calendar& hours);

}  // namespace roadworthy::uptime
