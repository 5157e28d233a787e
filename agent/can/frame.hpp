#pragma once
// A CAN frame as the bus gave it.

#include <array>
#include <cstdint>

#include "common/time.hpp"

namespace roadworthy::can {

struct Frame {
    // SocketCAN: the kernel's receive time on the unit's own clock. A log: the log's own seconds.
    // May step back from one frame to the next.
    Monotonic time;
    std::uint32_t id = 0;      // 11 or 29 bits
    std::uint8_t bus = 0;      // index of the interface, as configured or as first seen in a log
    bool is_extended = false;  // 29 bits: J1939
    std::uint8_t length = 0;   // 0..8
    std::array<std::uint8_t, 8> data{};
    friend bool operator==(const Frame&, const Frame&) = default;
};

}  // namespace roadworthy::can
