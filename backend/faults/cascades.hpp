#pragma once
// One cause, many codes: folds the effects of low voltage, of a dead network and of a sensor supply
// under the episode of the cause, what comes in a flood under its worst one, the levels and signs of
// one part under the gravest, and what the engine does about a fault under that fault.
//
// Goals: a DM1 of 97 entries is one matter; what would be lost by folding, the highest action, stands
// at the parent. Invariants: a parent is not closed and has no parent; a cause never folds what asks
// for more than it, unless a broken circuit or a held back engine explains it.

#include <chrono>
#include <cstdint>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

namespace roadworthy::faults {

// An effect may be heard before its cause: ECUs talk once a second, large DM1s each 2.5 to 4.5 s.
constexpr Duration effect_before_cause = std::chrono::seconds{60};
constexpr Duration effect_after_cause = std::chrono::minutes{5};
constexpr Duration flood_within = std::chrono::seconds{60};
constexpr std::size_t flood_of = 5;

// Which cause a code names, if any. Sources: J1939-73 for FMIs; SPNs 168 and 158 are battery and
// ignition voltage, 639, 1231 and 1235 the networks, 620, 1079, 1080 and 3509 to 3514 the supplies of sensors.
Cascade cause_named_by(const FaultKey& key);
bool is_effect(Cascade cause, const FaultKey& of, const FaultKey& effect);

// One part: the same SPN of an ECU, or SPNs that one defect sets one after the other.
bool is_same_part(const FaultKey& one, const FaultKey& other);
// The engine says that it holds power back, or will: never a fault of its own.
bool is_holding_back(const FaultKey& key);

// After the episode of that number has opened, or opened again. Adds what has changed.
void fold_in(std::vector<Episode>& episodes, std::uint64_t newcomer,
             std::vector<std::uint64_t>& changed);
// After the episode of that number has closed: those under it fold under their worst one.
void release(std::vector<Episode>& episodes, std::uint64_t parent,
             std::vector<std::uint64_t>& changed);
void weigh_groups(std::vector<Episode>& episodes, std::vector<std::uint64_t>& changed);

}  // namespace roadworthy::faults
