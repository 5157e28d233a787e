#pragma once
// Puts frames on one simulated bus of 250 kbit/s: one at a time, and what is longer than a frame as a
// BAM, one session an address, packets 60 ms apart (J1939-21 5.10.2 allows 50 to 200 ms).

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "agent/can/frame.hpp"
#include "common/time.hpp"

namespace roadworthy::sim {

using FrameSink = std::function<void(const can::Frame&)>;

struct Outgoing {
    std::uint8_t priority = 6;
    std::uint32_t pgn = 0;
    std::uint8_t source = 0;
    std::uint8_t destination = 255;
};

class Transmitter {
public:
    explicit Transmitter(FrameSink sink) : sink_(std::move(sink)) {}

    // Up to 8 bytes at once; more as a BAM, which starts with the next poll.
    void send(Time at, const Outgoing& message, std::span<const std::uint8_t> data);
    bool has_session(std::uint8_t source) const { return sessions_.contains(source); }
    void poll(Time now);
    void drop(std::uint8_t source) { sessions_.erase(source); }
    void drop_all() { sessions_.clear(); }

private:
    struct Session {
        std::uint32_t pgn = 0;
        std::vector<std::uint8_t> data;
        std::size_t packets_sent = 0;
        bool is_announced = false;
        Time next;
    };
    void put(Time at, const Outgoing& message, std::span<const std::uint8_t> data);
    void announce(Time at, std::uint8_t source, const Session& session);
    bool send_packet(Time at, std::uint8_t source, Session& session);

    FrameSink sink_;
    Time free_from_ = Time::min();
    std::map<std::uint8_t, Session> sessions_;
};

}  // namespace roadworthy::sim
