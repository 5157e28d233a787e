#pragma once
// Moments beside those that the unit's clock gives.

#include "common/time.hpp"

#include <cstdint>

namespace roadworthy::onboard {

// Before all others, and near enough to be subtracted from any: when the unheard was heard.
inline constexpr Monotonic never{Duration{-(std::int64_t{1} << 60)}};

}  // namespace roadworthy::onboard
