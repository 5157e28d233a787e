#pragma once
// Frames of transfers for tests, as a sender puts them on the bus.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "agent/can/frame.hpp"
#include "agent/j1939/message.hpp"
#include "common/time.hpp"

namespace roadworthy::j1939::transfers {

using namespace std::chrono_literals;
using Bytes = std::vector<std::uint8_t>;
using Frames = std::vector<can::Frame>;

struct Ends {
    std::uint8_t source = 0;
    std::uint8_t destination = to_all;
    std::uint8_t bus = 0;
};

inline Monotonic at(Duration since_start) {
    return Monotonic{since_start};
}

inline Bytes payload(std::size_t size, std::uint8_t first = 0) {
    Bytes bytes(size);
    std::iota(bytes.begin(), bytes.end(), first);
    return bytes;
}

inline can::Frame frame(std::uint32_t pgn, const Ends& ends, const Bytes& data, Duration when) {
    can::Frame made{.time = at(when), .bus = ends.bus, .is_extended = true};
    const std::uint32_t id = 0x18000000 | pgn << 8 | ends.source;
    made.id = is_addressed(id) ? id | std::uint32_t{ends.destination} << 8 : id;
    made.length = static_cast<std::uint8_t>(data.size());
    std::copy(data.begin(), data.end(), made.data.begin());
    return made;
}

inline std::uint8_t byte_of(std::size_t value, unsigned index = 0) {
    return static_cast<std::uint8_t>(value >> (8 * index));
}

// control: 16 RTS, 17 CTS, 19 end of message, 32 BAM, 255 abort.
inline can::Frame connection(std::uint8_t control, std::size_t size, std::uint32_t pgn,
                             const Ends& ends, Duration when) {
    const Bytes data{control, byte_of(size), byte_of(size, 1), byte_of((size + 6) / 7),
                     0xFF,    byte_of(pgn),  byte_of(pgn, 1),  byte_of(pgn, 2)};
    return frame(60416, ends, data, when);
}

// The packet of that number, from 1; the last is filled up with 0xFF.
inline can::Frame packet(std::size_t number, const Bytes& whole, const Ends& ends, Duration when) {
    Bytes data(8, 0xFF);
    data[0] = byte_of(number);
    const std::size_t first = (number - 1) * 7;
    for (std::size_t index = 0; index < 7 && first + index < whole.size(); ++index) {
        data[1 + index] = whole[first + index];
    }
    return frame(60160, ends, data, when);
}

struct Transfer {
    std::uint32_t pgn = 65226;
    Ends ends;
    Duration start = 0ms;
    Duration spacing = 50ms;
};

// A broadcast, or a connection if the destination is one address.
inline Frames transfer(const Bytes& whole, const Transfer& how) {
    const std::uint8_t control = how.ends.destination == to_all ? 32 : 16;
    Frames frames{connection(control, whole.size(), how.pgn, how.ends, how.start)};
    for (std::size_t number = 1; number <= (whole.size() + 6) / 7; ++number) {
        frames.push_back(packet(number, whole, how.ends,
                                how.start + static_cast<std::int64_t>(number) * how.spacing));
    }
    return frames;
}

}  // namespace roadworthy::j1939::transfers
