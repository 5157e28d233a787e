#pragma once
// Puts together, as a silent listener, what ECUs send in several frames (J1939-21 5.10): broadcast
// (BAM) and connection (RTS/CTS) transfers.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "agent/can/frame.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "common/time.hpp"

namespace roadworthy::j1939 {

struct TransportCounters {
    std::uint64_t bam_complete = 0;
    std::uint64_t rts_complete = 0;
    std::uint64_t aborted = 0;
    std::uint64_t timed_out = 0;
    std::uint64_t out_of_sequence = 0;
    std::uint64_t superseded = 0;  // by a new announcement of the same source and destination
    std::uint64_t malformed = 0;   // announcements and packets that cannot be
    std::uint64_t evicted = 0;     // for want of a place
    std::uint64_t duplicates = 0;  // repeated packets
    friend bool operator==(const TransportCounters&, const TransportCounters&) = default;
};

class Transport {
public:
    static constexpr std::size_t most_sessions = 64;
    static constexpr std::size_t most_sessions_of_a_source = 4;
    static constexpr std::size_t most_bytes = 1785;

    Transport();

    // Takes a frame of the groups transport_connection or transport_data, and gives the message
    // that it completes. The data of the message hold until the next call.
    std::optional<Message> take(const can::Frame& frame);

    // Ends what has been silent for too long. Not needed to read what comes: it keeps the counters
    // honest when nothing more comes.
    void expire(Monotonic now);

    const TransportCounters& counters() const { return counters_; }
    std::size_t open_sessions() const { return open_; }

private:
    enum class Kind : std::uint8_t { broadcast, connection };
    struct Session {
        std::uint32_t key = 0;  // bus, source, destination
        std::uint32_t pgn = 0;
        std::uint16_t size = 0;
        Kind kind = Kind::broadcast;
        std::uint8_t packets = 0;
        std::uint8_t received = 0;           // packets that are there
        std::uint8_t buffer = 0;             // index of its 1785 bytes
        std::array<std::uint64_t, 4> has{};  // connection: one bit a packet
        Monotonic heard;                     // the greatest time of its frames
        std::uint64_t used = 0;              // order of use
    };

    void take_connection(const can::Frame& frame);
    void announce(const can::Frame& frame, Kind kind);
    void abort(const can::Frame& frame);
    void clear_to_send(const can::Frame& frame);
    std::optional<Message> take_data(const can::Frame& frame);
    bool take_in_order(Session& session, const can::Frame& frame);
    bool take_by_number(Session& session, const can::Frame& frame);
    Message complete(Session& session, const can::Frame& frame);

    Session* find(std::uint32_t key);
    Session* find_alive(std::uint32_t key, Monotonic time);
    Session& place_for(std::uint32_t key, Monotonic time);
    void touch(Session& session, Monotonic time);
    void close(Session& session, std::uint64_t& reason);
    static bool is_silent(const Session& session, Monotonic time);
    std::span<std::uint8_t> packet(const Session& session, std::uint8_t number) const;

    // The first open_ sessions are open; each place keeps its buffer.
    std::array<Session, most_sessions> sessions_;
    std::size_t open_ = 0;
    std::uint64_t uses_ = 0;
    std::unique_ptr<std::uint8_t[]> buffers_;
    TransportCounters counters_;
};

// Kept out of line, so that the many frames nobody wants do not pay for its registers.
template <class Sink>
[[gnu::noinline]] void receive_wanted(Transport& transport, const can::Frame& frame, Sink sink) {
    Message message = message_of(frame);
    const Pgn group{message.pgn};
    if (group == Pgn::transport_data || group == Pgn::transport_connection) {
        const auto whole = transport.take(frame);
        if (!whole) {
            return;
        }
        message = *whole;
    }
    sink(message);
}

// Gives sink(const Message&) each message that the agent wants: one frame's, or a whole transfer's.
// Templates, and the test for what is wanted always inline: this runs for every frame of the bus.
template <class Sink>
[[gnu::always_inline]] inline void receive(Transport& transport, const can::Frame& frame,
                                           Sink sink) {
    if (frame.is_extended && is_wanted(frame.id)) {
        receive_wanted(transport, frame, sink);
    }
}

}  // namespace roadworthy::j1939
