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
#include "agent/j1939/broadcasts.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "common/time.hpp"

namespace roadworthy::j1939 {

class Transport {
public:
    static constexpr std::size_t most_connections = 64;
    static constexpr std::size_t most_connections_of_a_source = 4;

    Transport();

    // Takes a frame of the groups transport_connection or transport_data, and gives the message
    // that it completes. The data of the message hold until the next call.
    std::optional<Message> take(const can::Frame& frame);

    // Ends what has been silent for too long. Not needed to read what comes: it keeps the counters
    // honest when nothing more comes.
    void expire(Monotonic now);

    const TransportCounters& counters() const { return counters_; }
    std::size_t open_transfers() const { return broadcasts_.open() + open_; }

private:
    struct Connection {
        std::uint32_t key = 0;  // bus, source, destination
        Transfer transfer;
        std::uint8_t buffer = 0;             // index of its 1785 bytes
        std::array<std::uint64_t, 4> has{};  // one bit a packet
        std::uint64_t used = 0;              // order of use
    };

    void take_connection(const can::Frame& frame);
    void announce(const can::Frame& frame);
    void connect(const can::Frame& frame, const Transfer& announced);
    void abort(const can::Frame& frame);
    void clear_to_send(const can::Frame& frame);
    std::optional<Message> take_data(const can::Frame& frame);
    bool take_by_number(Connection& connection, const can::Frame& frame);
    Message complete(Connection& connection, const can::Frame& frame);

    Connection* find(std::uint32_t key);
    Connection* find_alive(std::uint32_t key, Monotonic time);
    Connection& place_for(std::uint32_t key, Monotonic time);
    void touch(Connection& connection, Monotonic time);
    void close(Connection& connection, std::uint64_t& reason);
    std::span<std::uint8_t> packet(const Connection& connection, std::uint8_t number) const;

    Broadcasts broadcasts_;
    // The first open_ connections are open; each place keeps its buffer.
    std::array<Connection, most_connections> connections_;
    std::size_t open_ = 0;
    std::uint64_t uses_ = 0;
    std::unique_ptr<std::uint8_t[]> buffers_;
    TransportCounters counters_;
};

// The groups transport_data and transport_connection are neighbours. Of a group that is wanted: the
// pages beyond the first have others of these numbers.
constexpr bool is_of_transport(std::uint32_t id) {
    return (id >> 16 & 0xFF) - 0xEB <= 1;
}
static_assert(is_of_transport(static_cast<std::uint32_t>(Pgn::transport_data) << 8));
static_assert(is_of_transport(static_cast<std::uint32_t>(Pgn::transport_connection) << 8));

// Kept out of line, so that the many frames nobody wants do not pay for its registers.
template <class Sink>
[[gnu::noinline]] void receive_wanted(Transport& transport, const can::Frame& frame, Sink sink) {
    Message message = message_of(frame);
    if (is_of_transport(frame.id)) {
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
