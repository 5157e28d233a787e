#pragma once
// A J1939 message: one frame, or what the transport protocol put together.

#include <cstdint>
#include <span>

#include "common/time.hpp"

namespace roadworthy::j1939 {

constexpr std::uint8_t to_all = 0xFF;

struct Message {
    Monotonic time;  // of its last frame
    std::uint32_t pgn = 0;
    std::uint8_t bus = 0;
    std::uint8_t source_address = 0;
    std::uint8_t destination = to_all;
    std::span<const std::uint8_t> data;  // within the frame or the transport: until the next frame
};

}  // namespace roadworthy::j1939
