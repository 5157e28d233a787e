#include "agent/j1939/transport.hpp"

#include "agent/can/frame.hpp"
#include "agent/j1939/broadcasts.hpp"
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
// Invariants, of connections: at most one a (bus, source, destination), 64 in all and 4 a source; each
// belongs to exactly one buffer; `received` counts packets that are in the buffer, and one that has
// them all is closed in the call that brings the last. Broadcasts have places of their own, so that
// connections, of which any two addresses may have one, cannot drown what a truck tells everybody.

namespace roadworthy::j1939 {
namespace {

constexpr Duration silence = std::chrono::milliseconds{1250};  // T2, T3

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

// A time that stepped back makes no silence.
bool is_silent(const Transfer& transfer, Monotonic time) {
    return time - transfer.heard > silence;
}

std::uint32_t announced_pgn(const can::Frame& frame) {
    return pgn_in(frame.data, 5);
}

}  // namespace

Transport::Transport() : buffers_(new std::uint8_t[most_connections * most_transfer_bytes]) {
    // Not zeroed: a page of the buffers costs memory once it is used.
    for (std::size_t place = 0; place < most_connections; ++place) {
        connections_[place].buffer = static_cast<std::uint8_t>(place);
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
        case Control::broadcast_announce:
            return announce(frame);
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

void Transport::announce(const can::Frame& frame) {
    const std::size_t size = frame.data[1] | std::size_t{frame.data[2]} << 8;
    const std::uint8_t packets = frame.data[3];
    const bool is_broadcast = frame.data[0] == Control::broadcast_announce;
    // At most 255 packets: so the size cannot exceed a buffer either.
    if (size == 0 || (size + packet_bytes - 1) / packet_bytes != packets ||
        is_broadcast != (destination_of(frame.id) == to_all)) {
        ++counters_.malformed;
        return;
    }
    const Transfer announced{.pgn = announced_pgn(frame),
                             .size = static_cast<std::uint16_t>(size),
                             .packets = packets,
                             .heard = frame.time};
    if (is_broadcast) {
        broadcasts_.announce(frame, announced, counters_);
    } else {
        connect(frame, announced);
    }
}

void Transport::connect(const can::Frame& frame, const Transfer& announced) {
    const std::uint32_t key = sender_key(frame);
    if (Connection* const before = find_alive(key, frame.time)) {
        close(*before, counters_.superseded);
    }
    Connection& connection = place_for(key, frame.time);
    connection = {.key = key, .transfer = announced, .buffer = connection.buffer};
    touch(connection, frame.time);
}

// Either side may end a connection; the group tells which one, when both have one open. A sender
// whom nobody answers aborts after 1250 ms of silence, so silence alone is not asked for here.
void Transport::abort(const can::Frame& frame) {
    for (const std::uint32_t key : {sender_key(frame), receiver_key(frame)}) {
        Connection* const connection = find(key);
        if (connection != nullptr && connection->transfer.pgn == announced_pgn(frame)) {
            close(*connection, counters_.aborted);
        }
    }
}

void Transport::clear_to_send(const can::Frame& frame) {
    Connection* const connection = find_alive(receiver_key(frame), frame.time);
    if (connection != nullptr && connection->transfer.pgn == announced_pgn(frame)) {
        touch(*connection, frame.time);
    }
}

std::optional<Message> Transport::take_data(const can::Frame& frame) {
    if (destination_of(frame.id) == to_all) {
        return broadcasts_.take(frame, counters_);
    }
    Connection* const connection = find_alive(sender_key(frame), frame.time);
    if (connection == nullptr || !take_by_number(*connection, frame)) {
        return std::nullopt;
    }
    return complete(*connection, frame);
}

// In a connection the receiver asks again for what it missed: numbers may come twice and go back.
bool Transport::take_by_number(Connection& connection, const can::Frame& frame) {
    const std::uint8_t number = frame.data[0];
    if (number == 0 || number > connection.transfer.packets) {
        ++counters_.malformed;
        return false;
    }
    const auto place = packet(connection, number);
    if (frame.length < 1 + place.size()) {
        ++counters_.malformed;
        return false;
    }
    std::copy_n(frame.data.begin() + 1, place.size(), place.begin());
    touch(connection, frame.time);
    std::uint64_t& word = connection.has[number / 64];
    const std::uint64_t bit = std::uint64_t{1} << (number % 64);
    if ((word & bit) != 0) {
        ++counters_.duplicates;
        return false;
    }
    word |= bit;
    return ++connection.transfer.received == connection.transfer.packets;
}

Message Transport::complete(Connection& connection, const can::Frame& frame) {
    const Message message{
        .time = frame.time,
        .pgn = connection.transfer.pgn,
        .bus = frame.bus,
        .source_address = source_of(frame.id),
        .destination = destination_of(frame.id),
        .data = {packet(connection, 1).data(), connection.transfer.size},
    };
    close(connection, counters_.rts_complete);
    return message;
}

void Transport::expire(Monotonic now) {
    broadcasts_.expire(now, counters_);
    for (std::size_t place = open_; place-- > 0;) {
        if (is_silent(connections_[place].transfer, now)) {
            close(connections_[place], counters_.timed_out);
        }
    }
}

Transport::Connection* Transport::find(std::uint32_t key) {
    const auto end = connections_.begin() + static_cast<std::ptrdiff_t>(open_);
    const auto found = std::find_if(connections_.begin(), end, [&](const Connection& connection) {
        return connection.key == key;
    });
    return found == end ? nullptr : &*found;
}

Transport::Connection* Transport::find_alive(std::uint32_t key, Monotonic time) {
    Connection* const connection = find(key);
    if (connection != nullptr && is_silent(connection->transfer, time)) {
        close(*connection, counters_.timed_out);
        return nullptr;
    }
    return connection;
}

// Makes room first where the source, or the table, is full. What has brought data stays before what
// was only announced, so that a flood of announcements cannot drown a transfer under way; else the
// longest unused goes.
Transport::Connection& Transport::place_for(std::uint32_t key, Monotonic time) {
    const auto is_of_source = [&](const Connection& connection) {
        return connection.key >> 8 == key >> 8;
    };
    const auto end = connections_.begin() + static_cast<std::ptrdiff_t>(open_);
    const bool is_source_full =
        static_cast<std::size_t>(std::count_if(connections_.begin(), end, is_of_source)) >=
        most_connections_of_a_source;
    if (is_source_full || open_ == most_connections) {
        const auto rank = [&](const Connection& connection) {
            const bool may_go = !is_source_full || is_of_source(connection);
            return std::tuple{!may_go, connection.transfer.received > 0, connection.used};
        };
        Connection& oldest = *std::min_element(
            connections_.begin(), end,
            [&](const Connection& a, const Connection& b) { return rank(a) < rank(b); });
        close(oldest, is_silent(oldest.transfer, time) ? counters_.timed_out : counters_.evicted);
    }
    return connections_[open_++];
}

void Transport::touch(Connection& connection, Monotonic time) {
    connection.transfer.heard = std::max(connection.transfer.heard, time);
    connection.used = ++uses_;
}

void Transport::close(Connection& connection, std::uint64_t& reason) {
    ++reason;
    std::swap(connection, connections_[--open_]);
}

// Where the packet of that number, from 1, goes: 7 bytes, fewer for the last.
std::span<std::uint8_t> Transport::packet(const Connection& connection, std::uint8_t number) const {
    const std::size_t offset = (number - std::size_t{1}) * packet_bytes;
    std::uint8_t* const start =
        buffers_.get() + std::size_t{connection.buffer} * most_transfer_bytes + offset;
    return {start, std::min(packet_bytes, connection.transfer.size - offset)};
}

}  // namespace roadworthy::j1939
