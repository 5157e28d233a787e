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
    std::chrono::seconds driven{0};  // of `up`: on the road
    friend bool operator==(const Totals&, const Totals&) = default;

    Totals& operator+=(const Totals& other);
    std::chrono::seconds period() const { return up + planned + unplanned + unknown; }
    std::chrono::seconds known() const { return up + planned + unplanned; }
};

Totals totals(std::span<const Tile> tiles);

// In hundredths of a percent (9950 = 99.50 %), rounded down; nothing where nothing is known.
std::optional<int> availability_bp(const Totals& totals);

}  // namespace roadworthy::uptime
