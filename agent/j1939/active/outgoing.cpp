#include "agent/j1939/active/outgoing.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <span>
#include <vector>

#include "agent/can/frame.hpp"
#include "agent/j1939/message.hpp"
#include "common/time.hpp"

namespace roadworthy::j1939 {

void Outgoing::send(const Header& header, std::span<const std::uint8_t> data, Monotonic now) {
    if (frames_.size() == most_frames) {
        ++lost_;
        return;
    }
    const auto pgn = static_cast<std::uint32_t>(header.pgn);
    const std::uint32_t id = std::uint32_t{header.priority} << 26 | pgn << 8 | header.source;
    can::Frame frame{.time = now,
                     .id = is_addressed(id) ? id | std::uint32_t{header.destination} << 8 : id,
                     .bus = bus_,
                     .is_extended = true,
                     .length = static_cast<std::uint8_t>(data.size())};
    assert(data.size() <= frame.data.size());
    std::copy(data.begin(), data.end(), frame.data.begin());
    frames_.push_back(frame);
}

void Outgoing::withdraw(std::uint8_t source) {
    std::erase_if(frames_, [&](const can::Frame& frame) { return source_of(frame.id) == source; });
}

}  // namespace roadworthy::j1939
