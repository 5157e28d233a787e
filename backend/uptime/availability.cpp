#include "backend/uptime/availability.hpp"

#include "backend/uptime/intervals.hpp"

#include <chrono>
#include <optional>
#include <span>

namespace roadworthy::uptime {

using std::chrono::seconds;

Totals& Totals::operator+=(const Totals& other) {
    up += other.up;
    planned += other.planned;
    unplanned += other.unplanned;
    unknown += other.unknown;
    driven += other.driven;
    return *this;
}

Totals totals(std::span<const Tile> tiles) {
    Totals sum;
    for (const auto& tile : tiles) {
        const auto length = std::chrono::floor<seconds>(tile.to - tile.from);
        switch (tile.condition) {
            case Condition::up:
                sum.up += length;
                sum.driven += tile.source == Source::driven ? length : seconds{0};
                break;
            case Condition::planned:
                sum.planned += length;
                break;
            case Condition::unplanned:
                sum.unplanned += length;
                break;
            case Condition::unknown:
                sum.unknown += length;
                break;
        }
    }
    return sum;
}

std::optional<int> availability_bp(const Totals& totals) {
    if (totals.known() == seconds{0}) {
        return std::nullopt;
    }
    return static_cast<int>(10'000 * totals.up / totals.known());
}

}  // namespace roadworthy::uptime
