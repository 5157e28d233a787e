#pragma once
// Reports before they have a number.

#include <cstdint>

#include "agent/uplink/outbox/outbox.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::uplink {

inline Unnumbered meters(std::int64_t odometer_m) {
    return {make::stamp("2026-03-01"), make::meters({make::odometer(odometer_m)})};
}

inline Unnumbered fault() {
    return {make::stamp("2026-03-01"), make::fault(0, 100, 3)};
}

}  // namespace roadworthy::uplink
