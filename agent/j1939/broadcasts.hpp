#pragma once
// Puts together what ECUs broadcast in several frames (BAM, J1939-21 5.10.3).

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "agent/can/frame.hpp"
#include "agent/j1939/message.hpp"
#include "common/time.hpp"

namespace roadworthy::j1939 {

// What broadcasts and connections have in common.
constexpr std::size_t packet_bytes = 7;
constexpr std::size_t most_transfer_bytes = 255 * packet_bytes;

struct TransportCounters {
    std::uint64_t bam_complete = 0;
    std::uint64_t rts_complete = 0;
    std::uint64_t aborted = 0;
    std::uint64_t timed_out = 0;
    std::uint64_t out_of_sequence = 0;
    std::uint64_t superseded = 0;  // by a new announcement of the same source and destination
    std::uint64_t malformed = 0;   // announcements and packets that cannot be
    std::uint64_t evicted = 0;     // connections, for want of a place
    std::uint64_t duplicates = 0;  // repeated packets
    friend bool operator==(const TransportCounters&, const TransportCounters&) = default;
};

// size <= 7 * packets < size + 7, so no packet reaches beyond the size.
struct Transfer {
    std::uint32_t pgn = 0;
    std::uint16_t size = 0;
    std::uint8_t packets = 0;   // 0: none is open
    std::uint8_t received = 0;  // packets that are there
    Monotonic heard;            // the greatest time of its frames
};

class Broadcasts {
public:
    // An announcement that can be: `announced` says so, as of the frame's time.
    void announce(const can::Frame& frame, const Transfer& announced, TransportCounters& counters);
    // A packet to all; gives the message that it completes. Its data hold until the next call.
    std::optional<Message> take(const can::Frame& frame, TransportCounters& counters);
    void expire(Monotonic now, TransportCounters& counters);

    std::size_t open() const { return open_; }

private:
    static constexpr std::size_t sources = 256;
    struct Bus {
        Bus();
        std::array<Transfer, sources> transfers;
        std::unique_ptr<std::uint8_t[]> buffers;
    };

    Transfer* find_alive(const can::Frame& frame, TransportCounters& counters);
    void close(Transfer& transfer, std::uint64_t& reason);
    std::span<std::uint8_t> packet(const can::Frame& frame, std::uint8_t number) const;

    std::vector<std::unique_ptr<Bus>> buses_;  // those that have broadcast
    std::size_t open_ = 0;
};

}  // namespace roadworthy::j1939
