#pragma once
// Working time: opening hours on the clocks of one place.
//
// The clock on the wall decides, and time is counted as it goes by: an opening that lies in an hour
// which the clocks leave out has no time, one in an hour that they repeat has it twice.
// Times are of the years 0 to 9999.

#include <chrono>
#include <optional>

#include "backend/cases/calendar/opening_hours.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {

// Beyond this a deadline is "never": the Gregorian calendar has repeated itself by then.
constexpr Duration furthest_deadline = std::chrono::days{146'097};

struct Calendar {
    Zone zone;
    OpeningHours hours;  // of itself: round the clock
    friend bool operator==(const Calendar&, const Calendar&) = default;

    bool is_open(Time at) const { return hours.is_open(zone.local(at)); }

    // Of [from, until); none where `until` is not after `from`. The parts of any division add up.
    Duration working_time(Time from, Time until) const;

    // The first instant by which `amount` has gone by; `from` itself for none. What is done at that
    // instant is in time: its working time is the amount, not more. Where it is a closing time,
    // nothing is late before the next opening. Empty: never.
    std::optional<Time> after(Time from, Duration amount) const;
};

}  // namespace roadworthy::cases
