#pragma once
// One episode from the moment a fault appears until there is evidence that it is gone.
//
// Goals: one open episode a key (source address, SPN, FMI); a flapping code is counted, not
// repeated; nothing closes by silence. Assumptions: reports come in the order of the events stream;
// the agent keeps the hold time before it says `cleared`, and sends an address's whole active set
// when it begins to talk. Invariants: at most 512 episodes are kept a truck; what is pushed out is
// closed as `evicted` and counted. Numbers are never used twice.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "backend/faults/severity.hpp"
#include "backend/truck/event_time.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::faults {

// unknown: its ECU has fallen silent. Shown as such: neither there nor gone.
enum class EpisodeState : std::uint8_t { open = 0, unknown = 1, closed = 2 };
enum class CloseReason : std::uint8_t {
    none = 0,
    evidence = 1,  // a DM1 without it while its ECU talked
    boot_set = 2,  // not in the active set with which its ECU began to talk
    evicted = 3,   // no room: nothing is known about it any more
};

struct Episode {
    std::uint64_t number = 0;  // within the truck, from 1
    FaultKey key;
    EpisodeState state = EpisodeState::open;
    truck::EventTime opened;
    Time last_seen;
    std::optional<Time> closed;
    CloseReason close_reason = CloseReason::none;
    std::uint8_t occurrences = occurrences_absent;  // as the ECU counts
    std::uint32_t flaps = 0;                        // came back within the hold time
    std::uint8_t conversion_method = 0;
    Lamps lamps;
    std::optional<std::int64_t> odometer_m;  // when it appeared
    Severity severity;
    std::optional<Time> stop_now_since;  // while its action is stop_now
    friend bool operator==(const Episode&, const Episode&) = default;
};

constexpr std::size_t most_episodes = 512;
constexpr Duration hold_time = std::chrono::minutes{30};

struct FaultState {
    std::vector<Episode> episodes;  // by key: open, unknown, and closed within the hold time
    std::uint64_t last_number = 0;
    std::uint64_t evicted = 0;
    std::uint64_t cleared_unopened = 0;  // `cleared` of a fault that was not open
    friend bool operator==(const FaultState&, const FaultState&) = default;
};

// Each returns the episodes that are new or changed, as rows to be written.
std::vector<Episode> take(FaultState& state, const FaultReport& report, truck::EventTime when);
std::vector<Episode> take(FaultState& state, const EcuReport& report, truck::EventTime when);

bool has_stop_now(const FaultState& state);  // open or unknown

}  // namespace roadworthy::faults
