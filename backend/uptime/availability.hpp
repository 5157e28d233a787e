#pragma once
// Sums over a tiled period, and the availability they give:
//   availability = up / (up + planned + unplanned), of the time about which something is known;
// the unknown part is shown beside it, never hidden in it.

#include <chrono>
#include <optional>
#include <span>

#include "backend/uptime/intervals.hpp"
#include "common/time.hpp"

namespace roadworthy::uptime {

struct Totals {
    std::chrono::seconds up{0};
    std::chrono::seconds planned{0};
    std::chrono::seconds unplanned{0};
    std::chrono::seconds unknown{0};
    friend bool operator==(const Totals&, const Totals&) = default;

    Totals& operator+=(const Totals& other);
    std::chrono::seconds period() const { return up + planned + unplanned + unknown; }
    std::chrono::seconds known() const { return up + planned + unplanned; }
};

Totals totals(std::span<const Span> tiles);
Totals totals(Period period, std::span<const Span> evidence);

// In hundredths of a percent (9950 = 99.50 %), rounded down; nothing where nothing is known.
std::optional<int> availability_bp(const Totals& totals);

struct DayTotals {
    Day day;
    Totals totals;  // 86,400 s together; what lies in the future is unknown
    friend bool operator==(const DayTotals&, const DayTotals&) = default;
};

}  // namespace roadworthy::uptime
