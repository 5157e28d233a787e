#pragma once
// When a visit costs its truck least: in the hours in which it usually stands, while its workshop is
// open.

#include <array>
#include <cstddef>
#include <vector>

#include "backend/due/visits/visits.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

// The share of each hour of the week (Monday 00:00 first, the workshop's own hours) in which the
// truck stands where it can reach the workshop: 0 always away or driving, 1 always there.
using WeekProfile = std::array<double, 168>;

struct Slot {
    Day day;
    int hour = 0;     // of the arrival
    Day done_on;      // leaves the workshop
    Minutes lost{0};  // of standing in hours in which it would have worked
    friend bool operator==(const Slot&, const Slot&) = default;
};

// The best of each day on which the visit may begin, the cheapest first, at most `most`. Work is
// done in open hours only; a truck that is not ready by the evening stays. A slot ends on or before
// the visit's last day; if none can, they only begin there.
std::vector<Slot> best_slots(const Visit& visit, const Opening& opening, const WeekProfile& stands,
                             std::size_t most = 3);

}  // namespace roadworthy::due
