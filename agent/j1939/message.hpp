#pragma once
// A J1939 message: one frame, or what the transport protocol put together.

#include <cstddef>
#include <cstdint>
#include <span>

#include "agent/can/frame.hpp"
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

// A 29-bit identifier: priority 3 | EDP 1 | DP 1 | PF 8 | PS 8 | source 8. Below PF 240 the PS is
// a destination, from 240 on it is part of the group's number.
constexpr bool is_addressed(std::uint32_t id) {
    return (id >> 16 & 0xFF) < 240;
}
constexpr std::uint32_t pgn_of(std::uint32_t id) {
    return id >> 8 & (is_addressed(id) ? 0x3FF00U : 0x3FFFFU);
}
constexpr std::uint8_t destination_of(std::uint32_t id) {
    return is_addressed(id) ? static_cast<std::uint8_t>(id >> 8) : to_all;
}
constexpr std::uint8_t source_of(std::uint32_t id) {
    return static_cast<std::uint8_t>(id);
}

// A group's number within a message about it: three bytes, the lowest first.
constexpr std::uint32_t pgn_in(std::span<const std::uint8_t> data, std::size_t first) {
    return data[first] | std::uint32_t{data[first + 1]} << 8 | std::uint32_t{data[first + 2]} << 16;
}

// Only for frames with a 29-bit identifier; the message lives as long as the frame.
constexpr Message message_of(const can::Frame& frame) {
    return {.time = frame.time,
            .pgn = pgn_of(frame.id),
            .bus = frame.bus,
            .source_address = source_of(frame.id),
            .destination = destination_of(frame.id),
            .data = std::span{frame.data}.first(frame.length)};
}

}  // namespace roadworthy::j1939
