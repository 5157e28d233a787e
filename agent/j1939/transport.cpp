#include "agent/j1939/transport.hpp"

#include "agent/can/frame.hpp"
#include "agent/j1939/message.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

// Goals: what a silent listener heard whole is given whole, once, whatever else is on the bus; what
// it did not is given not at all, and counted. No sender can make it use more memory.
//
// Assumptions: frames of one bus come in the order in which the bus carried them, but their times
// may step back; frames may be missing or heard twice; nobody on the bus is to be trusted.
//
// Invariants: at most one session a (bus, source, destination), 64 in all and 4 a source; a session
// belongs to exactly one buffer; size <= 7 * packets < size + 7, so no packet reaches beyond its
// session's size; `received` counts packets that are in the buffer, and a session that has them all
// is closed in the call that brings the last.

namespace roadworthy::j1939 {
namespace {

constexpr Duration broadcast_silence = std::chrono::milliseconds{750};    // T1
constexpr Duration connection_silence = std::chrono::milliseconds{1250};  // T2, T3
constexpr std::size_t packet_bytes = 7;

enum Control : std::uint8_t {
    request_to_send = 16,
    clear_to_send = 17,
    end_of_message = 19,
    broadcast_announce = 32,
    abort_connection = 255,
};

std::uint32_t key_of(std::uint8_t bus, std::uint8_t source, std::uint8_t destination) {
    return std::uint32_t{bus} << 16 | std::uint32_t{source} << 8 | destination;
}
std::uint32_t sender_key(const can::Frame& frame) {
    return key_of(frame.bus, source_of(frame.id), destination_of(frame.id));
}
std::uint32_t receiver_key(const can::Frame& frame) {
    return key_of(frame.bus, destination_of(frame.id), source_of(frame.id));
}

std::uint32_t announced_pgn(const can::Frame& frame) {
    return pgn_in(frame.data, 5);
}

}  // namespace

Transport::Transport() : buffers_(new std::uint8_t[most_sessions * most_bytes]) {
    // Not zeroed: a page of the buffers costs memory once it is used.
    for (std::size_t place = 0; place < most_sessions; ++place) {
        sessions_[place].buffer = static_cast<std::uint8_t>(place);
    }
}

std::optional<Message> Transport::take(const can::Frame& frame) {
    switch (Pgn{pgn_of(frame.id)}) {
        case Pgn::transport_data:
            return take_data(frame);
        case Pgn::transport_connection:
            take_connection(frame);
            return std::nullopt;
        default:
            return std::nullopt;
    }
}

void Transport::take_connection(const can::Frame& frame) {
    if (frame.length < 8) {
        ++counters_.malformed;
        return;
    }
    switch (frame.data[0]) {
        case Control::request_to_send:
            return announce(frame, Kind::connection);
        case Control::broadcast_announce:
            return announce(frame, Kind::broadcast);
        case Control::clear_to_send:
            return clear_to_send(frame);
        case Control::abort_connection:
            return abort(frame);
        case Control::end_of_message:
            return;  // the last packet has said so
        default:
            ++counters_.malformed;
    }
}

void Transport::announce(const can::Frame& frame, Kind kind) {
    const std::size_t size = frame.data[1] | std::size_t{frame.data[2]} << 8;
    const std::uint8_t packets = frame.data[3];
    const bool is_to_all = destination_of(frame.id) == to_all;
    // At most 255 packets: so the size cannot exceed a buffer either.
    static_assert(255 * packet_bytes == most_bytes);
    if (size == 0 || (size + packet_bytes - 1) / packet_bytes != packets ||
        is_to_all != (kind == Kind::broadcast)) {
        ++counters_.malformed;
        return;
    }
    const std::uint32_t key = sender_key(frame);
    if (Session* const before = find_alive(key, frame.time)) {
        close(*before, counters_.superseded);
    }
    Session& session = place_for(key, frame.time);
    session = {.key = key,
               .pgn = announced_pgn(frame),
               .size = static_cast<std::uint16_t>(size),
               .kind = kind,
               .packets = packets,
               .buffer = session.buffer,
               .heard = frame.time};
    touch(session, frame.time);
}

// Either side may end a connection; the group tells which one, when both have one open. A sender
// whom nobody answers aborts after 1250 ms of silence, so silence alone is not asked for here.
void Transport::abort(const can::Frame& frame) {
    for (const std::uint32_t key : {sender_key(frame), receiver_key(frame)}) {
        Session* const session = find(key);
        if (session != nullptr && session->kind == Kind::connection &&
            session->pgn == announced_pgn(frame)) {
            close(*session, counters_.aborted);
        }
    }
}

void Transport::clear_to_send(const can::Frame& frame) {
    Session* const session = find_alive(receiver_key(frame), frame.time);
    if (session != nullptr && session->pgn == announced_pgn(frame)) {
        touch(*session, frame.time);
    }
}

std::optional<Message> Transport::take_data(const can::Frame& frame) {
    Session* const session = find_alive(sender_key(frame), frame.time);
    if (session == nullptr) {
        return std::nullopt;  // begun before we listened, or ended
    }
    const bool is_whole = session->kind == Kind::broadcast ? take_in_order(*session, frame)
                                                           : take_by_number(*session, frame);
    return is_whole ? std::optional{complete(*session, frame)} : std::nullopt;
}

// A broadcast is not repeated on request: a packet out of its turn means that one is lost.
bool Transport::take_in_order(Session& session, const can::Frame& frame) {
    const std::uint8_t number = frame.data[0];
    const auto bytes = std::span{frame.data}.subspan(1);
    const auto is_same = [&] {
        const auto stored = packet(session, number);
        return std::equal(stored.begin(), stored.end(), bytes.begin());
    };
    if (session.received > 0 && number == session.received && is_same()) {
        ++counters_.duplicates;
        return false;
    }
    if (number != session.received + 1) {
        close(session, counters_.out_of_sequence);
        return false;
    }
    const auto place = packet(session, number);
    if (frame.length < 1 + place.size()) {
        ++counters_.malformed;
        return false;
    }
    std::copy_n(bytes.begin(), place.size(), place.begin());
    touch(session, frame.time);
    return ++session.received == session.packets;
}

// In a connection the receiver asks again for what it missed: numbers may come twice and go back.
bool Transport::take_by_number(Session& session, const can::Frame& frame) {
    const std::uint8_t number = frame.data[0];
    if (number == 0 || number > session.packets) {
        ++counters_.malformed;
        return false;
    }
    const auto place = packet(session, number);
    if (frame.length < 1 + place.size()) {
        ++counters_.malformed;
        return false;
    }
    std::copy_n(frame.data.begin() + 1, place.size(), place.begin());
    touch(session, frame.time);
    std::uint64_t& word = session.has[number / 64];
    const std::uint64_t bit = std::uint64_t{1} << (number % 64);
    if ((word & bit) != 0) {
        ++counters_.duplicates;
        return false;
    }
    word |= bit;
    return ++session.received == session.packets;
}

Message Transport::complete(Session& session, const can::Frame& frame) {
    const Message message{
        .time = frame.time,
        .pgn = session.pgn,
        .bus = frame.bus,
        .source_address = source_of(frame.id),
        .destination = destination_of(frame.id),
        .data = {packet(session, 1).data(), session.size},
    };
    close(session,
          session.kind == Kind::broadcast ? counters_.bam_complete : counters_.rts_complete);
    return message;
}

void Transport::expire(Monotonic now) {
    for (std::size_t place = open_; place-- > 0;) {
        if (is_silent(sessions_[place], now)) {
            close(sessions_[place], counters_.timed_out);
        }
    }
}

Transport::Session* Transport::find(std::uint32_t key) {
    const auto end = sessions_.begin() + static_cast<std::ptrdiff_t>(open_);
    const auto found = std::find_if(sessions_.begin(), end,
                                    [&](const Session& session) { return session.key == key; });
    return found == end ? nullptr : &*found;
}

Transport::Session* Transport::find_alive(std::uint32_t key, Monotonic time) {
    Session* const session = find(key);
    if (session != nullptr && is_silent(*session, time)) {
        close(*session, counters_.timed_out);
        return nullptr;
    }
    return session;
}

// Makes room first where the source, or the table, is full. What has brought data stays before what
// was only announced, so that a flood of announcements cannot drown a transfer under way.
// For want of a place connections go before broadcasts, of which a source has but one: trucks tell
// their codes by these, and connections between any two addresses are what an attacker leaves open
// by the thousand. Of connections those without a packet go first, else the longest unused.
Transport::Session& Transport::place_for(std::uint32_t key, Monotonic time) {
    const auto is_of_source = [&](const Session& session) { return session.key >> 8 == key >> 8; };
    const auto end = sessions_.begin() + static_cast<std::ptrdiff_t>(open_);
    const bool is_source_full =
        static_cast<std::size_t>(std::count_if(sessions_.begin(), end, is_of_source)) >=
        most_sessions_of_a_source;
    if (is_source_full || open_ == most_sessions) {
        const auto rank = [&](const Session& session) {
            const bool may_go = !is_source_full || is_of_source(session);
            const bool is_broadcast = session.kind == Kind::broadcast;
            return std::tuple{!may_go, is_broadcast, is_broadcast || session.received > 0,
                              session.used};
        };
        Session& oldest = *std::min_element(
            sessions_.begin(), end,
            [&](const Session& a, const Session& b) { return rank(a) < rank(b); });
        close(oldest, is_silent(oldest, time) ? counters_.timed_out : counters_.evicted);
    }
    return sessions_[open_++];
}

void Transport::touch(Session& session, Monotonic time) {
    session.heard = std::max(session.heard, time);
    session.used = ++uses_;
}

void Transport::close(Session& session, std::uint64_t& reason) {
    ++reason;
    std::swap(session, sessions_[--open_]);
}

// A time that stepped back makes no silence.
bool Transport::is_silent(const Session& session, Monotonic time) {
    return time - session.heard >
           (session.kind == Kind::broadcast ? broadcast_silence : connection_silence);
}

// Where the packet of that number, from 1, goes: 7 bytes, fewer for the last.
std::span<std::uint8_t> Transport::packet(const Session& session, std::uint8_t number) const {
    const std::size_t offset = (number - std::size_t{1}) * packet_bytes;
    std::uint8_t* const start = buffers_.get() + std::size_t{session.buffer} * most_bytes + offset;
    return {start, std::min(packet_bytes, session.size - offset)};
}

}  // namespace roadworthy::j1939
