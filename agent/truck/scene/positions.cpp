#include "agent/truck/scene/positions.hpp"

#include "agent/truck/scene/settings.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>

namespace roadworthy::onboard {
namespace {

constexpr std::int64_t coarse_e7 = 100'000;

std::int64_t coarsened(std::int64_t angle_e7) {
    const std::int64_t half = angle_e7 < 0 ? -coarse_e7 / 2 : coarse_e7 / 2;
    return (angle_e7 + half) / coarse_e7 * coarse_e7;
}

}  // namespace

void Positions::hear(std::int64_t latitude_e7, std::int64_t longitude_e7, Monotonic time) {
    if (precision_ == PositionPrecision::off) {
        return;
    }
    const bool is_on_earth = std::abs(latitude_e7) <= Position::most_latitude_e7 &&
                             std::abs(longitude_e7) <= Position::most_longitude_e7;
    if (!is_on_earth || (latitude_e7 == 0 && longitude_e7 == 0)) {
        ++fixes_refused_;
        return;
    }
    fix_ = {.latitude_e7 = latitude_e7, .longitude_e7 = longitude_e7, .time = time};
}

std::optional<Position> Positions::at(Monotonic now) const {
    if (!fix_) {
        return std::nullopt;
    }
    const bool is_exact = precision_ == PositionPrecision::exact;
    return Position{
        .latitude_e7 = is_exact ? fix_->latitude_e7 : coarsened(fix_->latitude_e7),
        .longitude_e7 = is_exact ? fix_->longitude_e7 : coarsened(fix_->longitude_e7),
        .age = std::chrono::floor<std::chrono::seconds>(std::max(now - fix_->time, Duration{0}))};
}

}  // namespace roadworthy::onboard
