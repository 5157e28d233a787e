#include "tests/simulator/bus/transmitter.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>

#include "agent/can/frame.hpp"
#include "common/time.hpp"
#include "tests/simulator/bus/messages.hpp"

namespace roadworthy::sim {
namespace {

constexpr std::chrono::milliseconds packet_spacing{60};
// 8 bytes with a 29-bit identifier, stuffed, at 250 kbit/s.
constexpr std::chrono::microseconds frame_time{540};
constexpr std::uint32_t transport_connection = 60416;
constexpr std::uint32_t transport_data = 60160;
constexpr std::size_t packet_bytes = 7;

}  // namespace

void Transmitter::send(Time at, const Outgoing& message, std::span<const std::uint8_t> data) {
    if (data.size() <= 8) {
        put(at, message, data);
        return;
    }
    assert(!has_session(message.source) && data.size() <= 1785);
    sessions_.emplace(message.source,
                      Session{.pgn = message.pgn, .data = {data.begin(), data.end()}, .next = at});
}

void Transmitter::put(Time at, const Outgoing& message, std::span<const std::uint8_t> data) {
    const Time time = std::max(at, free_from_);
    free_from_ = time + frame_time;
    can::Frame frame{
        .time = Monotonic{time.time_since_epoch()},
        .id = identifier(message.priority, message.pgn, message.source, message.destination),
        .is_extended = true,
        .length = static_cast<std::uint8_t>(data.size())};
    std::ranges::copy(data, frame.data.begin());
    sink_(frame);
}

void Transmitter::poll(Time now) {
    for (auto it = sessions_.begin(); it != sessions_.end();) {
        auto& [source, session] = *it;
        bool is_over = false;
        if (session.next <= now) {
            if (!session.is_announced) {
                announce(now, source, session);
                session.is_announced = true;
            } else {
                is_over = send_packet(now, source, session);
            }
            session.next = now + packet_spacing;
        }
        it = is_over ? sessions_.erase(it) : std::next(it);
    }
}

void Transmitter::announce(Time at, std::uint8_t source, const Session& session) {
    constexpr std::uint8_t bam = 32;
    const std::size_t size = session.data.size();
    const auto byte = [](std::size_t value) { return static_cast<std::uint8_t>(value & 0xFF); };
    const Data data = {bam,
                       byte(size),
                       byte(size >> 8),
                       byte((size + packet_bytes - 1) / packet_bytes),
                       0xFF,
                       byte(session.pgn),
                       byte(session.pgn >> 8),
                       byte(session.pgn >> 16)};
    put(at, {.priority = 7, .pgn = transport_connection, .source = source}, data);
}

// True: that was the last.
bool Transmitter::send_packet(Time at, std::uint8_t source, Session& session) {
    Data data;
    data.fill(0xFF);
    const std::size_t begin = session.packets_sent * packet_bytes;
    const std::size_t end = std::min(begin + packet_bytes, session.data.size());
    data[0] = static_cast<std::uint8_t>(++session.packets_sent);
    std::copy(session.data.begin() + static_cast<std::ptrdiff_t>(begin),
              session.data.begin() + static_cast<std::ptrdiff_t>(end), data.begin() + 1);
    put(at, {.priority = 7, .pgn = transport_data, .source = source}, data);
    return end == session.data.size();
}

}  // namespace roadworthy::sim
