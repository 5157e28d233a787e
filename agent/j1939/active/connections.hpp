#pragma once
// Receives what is sent to our address in several frames: says when to send, what to send again,
// that it came, or that it is not wanted (RTS/CTS, J1939-21 5.10). Only the words: the bytes are put
// together by Transport, which hears them as it hears everybody's.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "agent/can/frame.hpp"
#include "agent/j1939/active/outgoing.hpp"
#include "agent/j1939/pace.hpp"
#include "common/time.hpp"

namespace roadworthy::j1939 {

struct ConnectionCounters {
    std::uint64_t complete = 0;
    std::uint64_t aborted = 0;      // by the sender
    std::uint64_t timed_out = 0;    // and so aborted by us
    std::uint64_t asked_again = 0;  // for packets that were missing
    std::uint64_t refused = 0;      // not asked for, or no place
    std::uint64_t ignored = 0;      // what cannot be, or came too often to be answered
    friend bool operator==(const ConnectionCounters&, const ConnectionCounters&) = default;
};

class Connections {
public:
    static constexpr std::size_t most_sessions = 4;

    enum class Wanted : std::uint8_t { no, yes };

    // A frame of the group transport_connection to `us`, our address. `wanted`: asked for by us.
    void hear_control(const can::Frame& frame, Wanted wanted, Monotonic now, Outgoing& out);
    // A frame of the group transport_data to `us`.
    void hear_data(const can::Frame& frame, Monotonic now, Outgoing& out);
    void tick(Monotonic now, Outgoing& out);
    // Our address is no longer ours: nothing more is said.
    void drop() { open_ = 0; }

    bool is_open() const { return open_ > 0; }
    const ConnectionCounters& counters() const { return counters_; }

private:
    struct Session {
        std::uint32_t pgn = 0;
        std::uint16_t size = 0;
        std::uint8_t source = 0;
        std::uint8_t us = 0;
        std::uint8_t packets = 0;
        std::uint8_t most_at_once = 0;  // that the sender sends on one word
        std::uint8_t received = 0;
        std::uint8_t last_wanted = 0;        // of the packets that it was told to send
        std::uint8_t repeats = 0;            // times it was told so again
        bool is_answered = false;            // by a packet, since it was told
        bool is_owed_word = false;           // which the pace held back
        Monotonic due;                       // of its next packet, or of the word
        std::array<std::uint64_t, 4> has{};  // one bit a packet
    };

    void announce(const can::Frame& frame, Wanted wanted, Monotonic now, Outgoing& out);
    void refuse(const can::Frame& frame, std::uint8_t reason, Monotonic now, Outgoing& out);
    void end(const can::Frame& frame);
    void go_on(Session& session, Monotonic now, Outgoing& out);
    void ask_again(Session& session, Monotonic now, Outgoing& out);
    void say(const Session& session, const std::array<std::uint8_t, 5>& word, Monotonic now,
             Outgoing& out);
    Session* find(std::uint8_t source);
    void close(Session& session, std::uint64_t& reason);

    std::array<Session, most_sessions> sessions_;  // the first open_ are open
    std::size_t open_ = 0;
    Pace words_{std::chrono::milliseconds{100}, 16};
    Pace refusals_{std::chrono::milliseconds{500}, 4};
    ConnectionCounters counters_;
};

}  // namespace roadworthy::j1939
