#pragma once
// The trucks that make trouble, first the worst: how often one breaks down, drawn towards what is
// usual in its fleet while little is known of it (gamma-Poisson), times up to three when it has
// just broken down.
//
// A rank with its reason, never a probability and never a date. Measured on the breakdowns of 610
// city buses: in the next fortnight 18 of 100 of the first twentieth break down, of all 11. More
// terms (fault codes, lamps, machine learning) were no better.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "backend/uptime/intervals.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::uptime {

constexpr Duration same_breakdown = std::chrono::hours{24};

struct BreakdownHistory {
    TruckId truck;
    Time watched_since;
    std::uint32_t breakdowns = 0;  // since then
    std::optional<Time> last;      // when it ended, or was last confirmed
    friend bool operator==(const BreakdownHistory&, const BreakdownHistory&) = default;
};

// Unplanned evidence, in the order of `from`. What begins within a day of the end of the one before is
// the same breakdown: one cause brings many codes, and a truck that limps on stops again.
void take(BreakdownHistory& history, const Period& unplanned);

// "5 breakdowns in 540 days, 2.2 are usual in this fleet, the last one 6 days ago."
struct Troublesome {
    TruckId truck;
    std::uint32_t breakdowns = 0;
    Duration watched{};
    std::optional<double>
        usual;  // breakdowns of a truck of this fleet in as long; if anything is known
    std::optional<Duration> since_last;
    friend bool operator==(const Troublesome&, const Troublesome&) = default;
};

// All of one fleet, so that "usual" means something; equals in the order of their ids.
std::vector<Troublesome> ranked_by_trouble(std::span<const BreakdownHistory> fleet, Time now);

}  // namespace roadworthy::uptime
