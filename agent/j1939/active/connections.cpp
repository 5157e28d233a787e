#include "agent/j1939/active/connections.hpp"

#include "agent/can/frame.hpp"
#include "agent/j1939/active/outgoing.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

// Goals: what we asked for comes whole, though packets get lost; a sender is never left waiting, nor
// talked to more than that takes.
//
// Assumptions: tick() comes about each 100 ms while the bus talks. What is said here is on the bus
// within 100 ms, so within the 200 ms (Tr) that a sender is promised, and long before the 1250 ms
// (T3) for which it waits. Anybody may send any frame, in anybody's name.
//
// Invariants: at most most_sessions, one a sender, and none that was not asked for. A session ends
// by its last packet, an abort, a new announcement, or within most_repeats + 1 silences. No more is
// said than words_ and refusals_ allow. A word that tells the sender to wait (CTS for no packet: Th,
// T4) is never said, because nothing here has to wait.

namespace roadworthy::j1939 {
namespace {

constexpr Duration between_packets = std::chrono::milliseconds{750};  // T1
constexpr Duration first_packet = std::chrono::milliseconds{1250};    // T2
constexpr std::size_t packet_bytes = 7;
constexpr std::size_t least_bytes = 9;     // what is shorter fits into a frame
constexpr std::uint8_t most_at_once = 16;  // a fifth of a second at full speed is lost at worst
constexpr std::uint8_t most_repeats = 2;   // J1939-21 5.10.2.4

enum Control : std::uint8_t {
    request_to_send = 16,
    clear_to_send = 17,
    end_of_message = 19,
    abort_connection = 255,
};
enum Reason : std::uint8_t { no_resources = 2, time_out = 3 };

std::size_t size_in(const can::Frame& frame) {
    return frame.data[1] | std::size_t{frame.data[2]} << 8;
}
bool can_be(const can::Frame& announcement) {
    const std::size_t size = size_in(announcement);
    return size >= least_bytes && (size + packet_bytes - 1) / packet_bytes == announcement.data[3];
}

template <class Bits>
bool has(const Bits& bits, std::size_t number) {
    return (bits[number / 64] >> (number % 64) & 1) != 0;
}

}  // namespace

void Connections::hear_control(const can::Frame& frame, Wanted wanted, Monotonic now,
                               Outgoing& out) {
    if (frame.length < 8) {
        ++counters_.ignored;
        return;
    }
    switch (frame.data[0]) {
        case Control::request_to_send:
            return announce(frame, wanted, now, out);
        case Control::abort_connection:
            return end(frame);
        default:
            // The words of a receiver, so too: we send nothing long.
            ++counters_.ignored;
    }
}

// A new announcement takes the place of the sender's one before, as it does in Transport.
void Connections::announce(const can::Frame& frame, Wanted wanted, Monotonic now, Outgoing& out) {
    if (!can_be(frame)) {
        ++counters_.ignored;
        return;
    }
    if (Session* const before = find(source_of(frame.id))) {
        close(*before, counters_.aborted);
    }
    if (wanted == Wanted::no || open_ == most_sessions) {
        return refuse(frame, Reason::no_resources, now, out);
    }
    Session& session = sessions_[open_++];
    // 0 is what no sender may say; 255: no limit.
    const std::uint8_t limit = std::max<std::uint8_t>(frame.data[4], 1);
    session = {.pgn = pgn_in(frame.data, 5),
               .size = static_cast<std::uint16_t>(size_in(frame)),
               .source = source_of(frame.id),
               .us = destination_of(frame.id),
               .packets = frame.data[3],
               .most_at_once = std::min(limit, most_at_once)};
    go_on(session, now, out);
}

void Connections::refuse(const can::Frame& frame, std::uint8_t reason, Monotonic now,
                         Outgoing& out) {
    if (!refusals_.allows(now)) {
        ++counters_.ignored;
        return;
    }
    ++counters_.refused;
    const Session never{.pgn = pgn_in(frame.data, 5),
                        .source = source_of(frame.id),
                        .us = destination_of(frame.id)};
    say(never, {Control::abort_connection, reason, 0xFF, 0xFF, 0xFF}, now, out);
}

void Connections::end(const can::Frame& frame) {
    Session* const session = find(source_of(frame.id));
    if (session != nullptr && session->pgn == pgn_in(frame.data, 5)) {
        close(*session, counters_.aborted);
    }
}

// Counts as received what Transport takes, no more.
void Connections::hear_data(const can::Frame& frame, Monotonic now, Outgoing& out) {
    Session* const session = find(source_of(frame.id));
    if (session == nullptr) {
        return;
    }
    const std::uint8_t number = frame.data[0];
    const bool is_one = number >= 1 && number <= session->packets;
    const std::size_t before = is_one ? (number - std::size_t{1}) * packet_bytes : 0;
    if (!is_one || frame.length < 1 + std::min(packet_bytes, session->size - before)) {
        ++counters_.ignored;
        return;
    }
    session->is_answered = true;
    if (!session->is_owed_word) {
        session->due = now + between_packets;
    }
    if (!has(session->has, number)) {
        session->has[number / 64] |= std::uint64_t{1} << (number % 64);
        ++session->received;
    }
    if (session->received == session->packets) {
        go_on(*session, now, out);
    } else if (number == session->last_wanted && !session->is_owed_word) {
        const auto is_there = [&](std::uint8_t each) { return has(session->has, each); };
        std::uint8_t missing = 1;
        while (is_there(missing)) {
            ++missing;
        }
        missing < number ? ask_again(*session, now, out) : go_on(*session, now, out);
    }
}

void Connections::tick(Monotonic now, Outgoing& out) {
    for (std::size_t place = open_; place-- > 0;) {
        Session& session = sessions_[place];
        if (now <= session.due) {
            continue;
        }
        if (session.is_owed_word) {
            go_on(session, now, out);
        } else {
            ask_again(session, now, out);
        }
    }
}

// Who sent nothing at all on our word is gone.
void Connections::ask_again(Session& session, Monotonic now, Outgoing& out) {
    if (session.is_answered && session.repeats < most_repeats) {
        ++session.repeats;
        ++counters_.asked_again;
        return go_on(session, now, out);
    }
    if (refusals_.allows(now)) {
        say(session, {Control::abort_connection, Reason::time_out, 0xFF, 0xFF, 0xFF}, now, out);
    }
    close(session, counters_.timed_out);
}

// Tells the sender what comes next: the first packets that are missing, or that none is.
void Connections::go_on(Session& session, Monotonic now, Outgoing& out) {
    session.is_owed_word = !words_.allows(now);
    if (session.is_owed_word) {
        session.due = now;
        return;
    }
    if (session.received == session.packets) {
        say(session,
            {Control::end_of_message, static_cast<std::uint8_t>(session.size),
             static_cast<std::uint8_t>(session.size >> 8), session.packets, 0xFF},
            now, out);
        return close(session, counters_.complete);
    }
    std::uint8_t first = 1;
    while (has(session.has, first)) {
        ++first;
    }
    std::uint8_t count = 1;
    while (count < session.most_at_once && first + count <= session.packets &&
           !has(session.has, std::size_t{first} + count)) {
        ++count;
    }
    session.last_wanted = static_cast<std::uint8_t>(first + count - 1);
    session.is_answered = false;
    session.due = now + first_packet;
    say(session, {Control::clear_to_send, count, first, 0xFF, 0xFF}, now, out);
}

void Connections::say(const Session& session, const std::array<std::uint8_t, 5>& word,
                      Monotonic now, Outgoing& out) {
    std::array<std::uint8_t, 8> data{};
    std::copy(word.begin(), word.end(), data.begin());
    for (std::size_t place = 0; place < 3; ++place) {
        data[5 + place] = static_cast<std::uint8_t>(session.pgn >> (8 * place));
    }
    out.send({.pgn = Pgn::transport_connection,
              .source = session.us,
              .destination = session.source,
              .priority = 7},
             data, now);
}

Connections::Session* Connections::find(std::uint8_t source) {
    const auto end = sessions_.begin() + static_cast<std::ptrdiff_t>(open_);
    const auto found = std::find_if(
        sessions_.begin(), end, [&](const Session& session) { return session.source == source; });
    return found == end ? nullptr : &*found;
}

void Connections::close(Session& session, std::uint64_t& reason) {
    ++reason;
    session = sessions_[--open_];
}

}  // namespace roadworthy::j1939
