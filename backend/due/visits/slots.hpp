#pragma once
// When a visit costs its truck least: in the hours in which it usually stands, while its workshop is
// open.

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "backend/due/visits/visits.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

// What is known of each hour of the workshop's week (Monday 00:00 first): the share of the weeks in
// which the truck stands, 0 always working, 1 always standing; and the number of those weeks.
struct UsualWeek {
    std::array<double, 168> stands{};
    std::array<int, 168> weeks_known{};
    friend bool operator==(const UsualWeek&, const UsualWeek&) = default;
};

struct Slot {
    Day day;
    int hour = 0;     // of the arrival
    Day done_on;      // leaves the workshop
    Minutes stay{0};  // from the arrival until it is back
    Minutes lost{0};  // of those, in hours in which it would have worked
    int weeks = 0;    // in which all its hours are known; 0: nobody knows when it stands
    friend bool operator==(const Slot&, const Slot&) = default;
};

struct SlotTerms {
    const Opening& opening;
    const UsualWeek& usual;
    Time not_before = Time::min();  // by the workshop's clock
    std::size_t most = 3;
    std::optional<Day> best_day;  // among equals the nearest to it; none: the earliest
};
// The best of each day on which the visit may begin, the cheapest first. Work is done in open hours
// only; a truck that is not ready by the evening stays. A slot ends on or before the visit's last
// day; if none can, they only begin there.
std::vector<Slot> best_slots(const Visit& visit, const SlotTerms& terms);

}  // namespace roadworthy::due
