#pragma once
// What of the truck's surroundings may be told.

#include <cstdint>

namespace roadworthy::onboard {

// coarse: the nearest hundredth of a degree, about a kilometre.
enum class PositionPrecision : std::uint8_t { off = 0, coarse = 1, exact = 2 };

enum class Snapshotting : std::uint8_t { off = 0, on = 1 };

}  // namespace roadworthy::onboard
