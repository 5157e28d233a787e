#include "agent/j1939/active/participant.hpp"

#include "agent/can/frame.hpp"
#include "agent/j1939/active/connections.hpp"
#include "agent/j1939/active/name.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "common/time.hpp"

#include <cstddef>
#include <cstdint>

// Goals: take part without being noticed.
//
// Assumptions: what take() gives is sent within 100 ms, or fail() is called.
//
// Invariants: nothing is sent on a bus that has been silent for most_silence: a frame that nobody
// acknowledges is sent again for ever, and may wake what sleeps. Nothing but claims goes out without
// an address. Nothing is sent on another bus. Whatever is heard, no more goes out than the paces of
// the three parts allow together: 24 frames at once, 14 a second in the long run.

namespace roadworthy::j1939 {
namespace {

constexpr WantedBits all_bits() {
    WantedBits bits = bits_of(wanted_groups);
    const WantedBits more = bits_of(participant_groups);
    for (std::size_t index = 0; index < bits.size(); ++index) {
        bits[index] |= more[index];
    }
    return bits;
}

}  // namespace

constinit const WantedBits participant_bits = all_bits();

void Participant::hear(const can::Frame& frame, Monotonic now) {
    if (frame.bus != bus_) {
        return;
    }
    heard_ = now;
    if (!is_awake_) {
        is_awake_ = true;
        claim_.begin(now, out_);
    }
    hear_network(frame, now);
    note_address();
    if (us_) {
        hear_ours(frame, now);
    }
}

// What concerns addresses, and what others ask.
void Participant::hear_network(const can::Frame& frame, Monotonic now) {
    const Message message = message_of(frame);
    if (Pgn{message.pgn} == Pgn::address_claim) {
        if (frame.length == frame.data.size()) {
            claim_.hear_claim(message.source_address, name_in(frame.data), now, out_);
        }
        return;
    }
    claim_.hear_talk(message.source_address, now, out_);
    requests_.hear_talk(message.source_address, now);
    if (Pgn{message.pgn} != Pgn::request || frame.length < 3) {
        return;
    }
    const std::uint32_t wanted = pgn_in(frame.data, 0);
    if (Pgn{wanted} == Pgn::address_claim) {
        claim_.hear_request(message.destination, now, out_);
    } else {
        requests_.hear_request(wanted, message.destination, now);
    }
}

// What is said to us.
void Participant::hear_ours(const can::Frame& frame, Monotonic now) {
    const Message message = message_of(frame);
    const Pgn group{message.pgn};
    if (group == Pgn::acknowledgement) {
        requests_.hear_acknowledgement(message, *us_, now);
    } else if (message.destination != *us_) {
        return;
    } else if (group == Pgn::transport_data) {
        connections_.hear_data(frame, now, out_);
    } else if (group == Pgn::transport_connection) {
        const bool is_expected =
            requests_.is_expected(message.source_address, pgn_in(frame.data, 5), now);
        connections_.hear_control(
            frame, is_expected ? Connections::Wanted::yes : Connections::Wanted::no, now, out_);
    }
}

void Participant::hear(const Message& message, Monotonic now) {
    requests_.hear(message, now);
}

void Participant::tick(Monotonic now) {
    if (!is_awake_) {
        return;
    }
    if (now - heard_ > most_silence) {
        return fall_asleep();
    }
    claim_.tick(now, out_);
    note_address();
    requests_.tick(us_, connections_.is_open(), now, out_);
    connections_.tick(now, out_);
}

void Participant::fail() {
    ++not_sent_;
    fall_asleep();
}

void Participant::fall_asleep() {
    is_awake_ = false;
    claim_.rest();
    note_address();
}

void Participant::note_address() {
    if (claim_.address() == us_) {
        return;
    }
    if (us_) {
        connections_.drop();
        out_.withdraw(*us_);
    }
    us_ = claim_.address();
}

ParticipantCounters Participant::counters() const {
    return {.claims = claim_.counters(),
            .requests = requests_.counters(),
            .connections = connections_.counters(),
            .not_sent = not_sent_ + out_.lost()};
}

}  // namespace roadworthy::j1939
