#pragma once
// The messages that the ECUs send by themselves, as J1939-71 lays them out: one table. About 800
// frames a second, of which a third are makers' own.

#include <array>
#include <cstdint>
#include <span>

#include "tests/simulator/bus/snapshot.hpp"

namespace roadworthy::sim {

using Data = std::array<std::uint8_t, 8>;

constexpr std::uint8_t tachograph = 238;
constexpr std::uint8_t to_all = 255;

struct Periodic {
    std::uint8_t priority = 6;
    std::uint32_t pgn = 0;
    std::uint8_t source = engine;
    std::uint8_t destination = to_all;  // of a PGN that has one
    int period_ms = 1000;
    Data (*data)(const Snapshot& now, const Character& truck) = nullptr;
};

std::span<const Periodic> periodic_messages();

// HOURS is sent when the cluster asks.
Data engine_hours(const Snapshot& now);

// The cluster's odometer while it wakes up is not this one: see bus_log.
Data high_resolution_distance(std::int64_t odometer_m);

// 29 bits. The destination counts for a PGN below 0xF000 alone.
std::uint32_t identifier(std::uint8_t priority, std::uint32_t pgn, std::uint8_t source,
                         std::uint8_t destination);

}  // namespace roadworthy::sim
