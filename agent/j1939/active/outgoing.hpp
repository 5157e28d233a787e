#pragma once
// What is to be said on the bus, until somebody takes it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "agent/can/frame.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "common/time.hpp"

namespace roadworthy::j1939 {

constexpr std::uint8_t null_address = 254;  // of who has none

struct Header {
    Pgn pgn{};
    std::uint8_t source = null_address;
    std::uint8_t destination = to_all;
    std::uint8_t priority = 6;  // 7 for the transport protocol
};

class Outgoing {
public:
    static constexpr std::size_t most_frames = 64;

    explicit Outgoing(std::uint8_t bus) : bus_(bus) {}

    // At most eight bytes of data. Beyond most_frames it is lost, and counted.
    void send(const Header& header, std::span<const std::uint8_t> data, Monotonic now);
    // What was to be said from an address that has been lost.
    void withdraw(std::uint8_t source);
    std::vector<can::Frame> take() { return std::exchange(frames_, {}); }
    std::uint64_t lost() const { return lost_; }

private:
    std::uint8_t bus_;
    std::vector<can::Frame> frames_;
    std::uint64_t lost_ = 0;
};

}  // namespace roadworthy::j1939
