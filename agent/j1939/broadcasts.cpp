#include "agent/j1939/broadcasts.hpp"

#include "agent/can/frame.hpp"
#include "agent/j1939/message.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

// Goals: what was heard whole is given whole, once, whatever all the others on the bus send: trucks
// tell their codes by broadcasts. What was not is given not at all, and counted.
//
// Assumptions: as for Transport.
//
// Invariants: each source of each bus has one place and one buffer, which nobody else can take (a
// source may have but one broadcast under way). A transfer that has all its packets is closed in the
// call that brings the last.

namespace roadworthy::j1939 {
namespace {

constexpr Duration silence = std::chrono::milliseconds{750};  // T1

// A time that stepped back makes no silence.
bool is_silent(const Transfer& transfer, Monotonic time) {
    return time - transfer.heard > silence;
}

}  // namespace

// Not zeroed: a page of the buffers costs memory once it is used.
Broadcasts::Bus::Bus() : buffers(new std::uint8_t[sources * most_transfer_bytes]) {}

void Broadcasts::announce(const can::Frame& frame, const Transfer& announced,
                          TransportCounters& counters) {
    if (Transfer* const before = find_alive(frame, counters)) {
        close(*before, counters.superseded);
    }
    if (frame.bus >= buses_.size()) {
        buses_.resize(frame.bus + std::size_t{1});
    }
    auto& bus = buses_[frame.bus];
    if (!bus) {
        bus = std::make_unique<Bus>();
    }
    bus->transfers[source_of(frame.id)] = announced;
    ++open_;
}

// A broadcast is not repeated on request: a packet out of its turn means that one is lost.
std::optional<Message> Broadcasts::take(const can::Frame& frame, TransportCounters& counters) {
    Transfer* const transfer = find_alive(frame, counters);
    if (transfer == nullptr) {
        return std::nullopt;  // begun before we listened, or ended
    }
    const std::uint8_t number = frame.data[0];
    const auto bytes = std::span{frame.data}.subspan(1);
    const auto is_same = [&] {
        const auto stored = packet(frame, number);
        return std::equal(stored.begin(), stored.end(), bytes.begin());
    };
    if (transfer->received > 0 && number == transfer->received && is_same()) {
        ++counters.duplicates;
        return std::nullopt;
    }
    if (number != transfer->received + 1) {
        close(*transfer, counters.out_of_sequence);
        return std::nullopt;
    }
    const auto place = packet(frame, number);
    if (frame.length < 1 + place.size()) {
        ++counters.malformed;
        return std::nullopt;
    }
    std::copy_n(bytes.begin(), place.size(), place.begin());
    transfer->heard = std::max(transfer->heard, frame.time);
    if (++transfer->received < transfer->packets) {
        return std::nullopt;
    }
    close(*transfer, counters.bam_complete);
    return Message{.time = frame.time,
                   .pgn = transfer->pgn,
                   .bus = frame.bus,
                   .source_address = source_of(frame.id),
                   .destination = to_all,
                   .data = {packet(frame, 1).data(), transfer->size}};
}

void Broadcasts::expire(Monotonic now, TransportCounters& counters) {
    if (open_ == 0) {
        return;
    }
    for (const auto& bus : buses_) {
        if (!bus) {
            continue;
        }
        for (Transfer& transfer : bus->transfers) {
            if (transfer.packets > 0 && is_silent(transfer, now)) {
                close(transfer, counters.timed_out);
            }
        }
    }
}

Transfer* Broadcasts::find_alive(const can::Frame& frame, TransportCounters& counters) {
    if (frame.bus >= buses_.size() || !buses_[frame.bus]) {
        return nullptr;
    }
    Transfer& transfer = buses_[frame.bus]->transfers[source_of(frame.id)];
    if (transfer.packets == 0) {
        return nullptr;
    }
    if (is_silent(transfer, frame.time)) {
        close(transfer, counters.timed_out);
        return nullptr;
    }
    return &transfer;
}

void Broadcasts::close(Transfer& transfer, std::uint64_t& reason) {
    ++reason;
    --open_;
    transfer.packets = 0;
}

// Where the packet of that number, from 1, of the frame's source goes: 7 bytes, fewer for the last.
std::span<std::uint8_t> Broadcasts::packet(const can::Frame& frame, std::uint8_t number) const {
    const Bus& bus = *buses_[frame.bus];
    const std::uint8_t source = source_of(frame.id);
    const std::size_t offset = (number - std::size_t{1}) * packet_bytes;
    return {bus.buffers.get() + source * most_transfer_bytes + offset,
            std::min(packet_bytes, bus.transfers[source].size - offset)};
}

}  // namespace roadworthy::j1939
