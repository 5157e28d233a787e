#pragma once
// Puts together, as a silent listener, what ECUs send in several frames (J1939-21 5.10): broadcast
// (BAM) and connection (RTS/CTS) transfers.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"

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

    // Takes a frame of the groups transport_connection or transport_data; gives the message that
    // it completes. The data of the message hold until the next call.
    std::optional<Message> take(const can::Frame& frame);

    // Ends what has been silent for too long. Not needed for correctness: it keeps the counters
    // honest when nothing more comes.
    void expire(Monotonic now);

    const TransportCounters& counters() const { return counters_; }
    std::size_t open_sessions() const { return open_; }

private:
    enum class Kind : std::uint8_t { broadcast, connection };
    struct Key {
        std::uint8_t bus = 0;
        std::uint8_t source = 0;
        std::uint8_t destination = 0;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct Session {
        Key key;
        Kind kind = Kind::broadcast;
        std::uint8_t packets = 0;
        std::uint8_t received = 0;  // packets that are there
        std::uint8_t buffer = 0;    // index of its 1785 bytes
        std::uint16_t size = 0;
        std::uint32_t pgn = 0;
        Monotonic heard;             // the greatest time of its frames
        std::uint64_t used = 0;      // order of use, for eviction
        std::array<std::uint64_t, 4> has{};  // one bit a packet
    };
    struct Announcement {
        Kind kind = Kind::broadcast;
        std::uint16_t size = 0;
        std::uint8_t packets = 0;
        std::uint32_t pgn = 0;
    };

    void take_connection(const can::Frame& frame);
    std::optional<Message> take_data(const can::Frame& frame);
    std::optional<Message> take_broadcast_packet(Session& session, const can::Frame& frame);
    std::optional<Message> take_connection_packet(Session& session, const can::Frame& frame);
    void open(const Key& key, const Announcement& announcement, Monotonic time);
    void abort(const can::Frame& frame);
    void refresh(const can::Frame& frame);
    void make_room(const Key& key, Monotonic time);
    void evict_oldest(std::optional<Key> of_source, Monotonic time);
    void store(Session& session, const can::Frame& frame);
    std::optional<Message> complete(Session& session, const can::Frame& frame);
    Session* find(const Key& key);
    void touch(Session& session, Monotonic time);
    void close(Session& session);
    std::span<std::uint8_t> buffer(const Session& session) {
        return {buffers_.get() + std::size_t{session.buffer} * most_bytes, most_bytes};
    }

    // The first open_ sessions are open; each place keeps its buffer.
    std::array<Session, most_sessions> sessions_;
    std::size_t open_ = 0;
    std::uint64_t uses_ = 0;
    std::unique_ptr<std::uint8_t[]> buffers_;
    TransportCounters counters_;
};

// Gives sink(const Message&) each message that the agent wants: one frame's, or a whole transfer's.
// A template, and the test for what is wanted inline, because this runs for every frame of the bus.
template <class Sink>
void receive(Transport& transport, const can::Frame& frame, Sink&& sink) {
    if (!frame.is_extended || !is_wanted(frame.id)) {
        return;
    }
    const auto group = Pgn{pgn_of(frame.id)};
    if (group != Pgn::transport_data && group != Pgn::transport_connection) {
        sink(message_of(frame));
    } else if (const auto message = transport.take(frame)) {
        sink(*message);
    }
}

}  // namespace roadworthy::j1939
