#pragma once
// One episode from the moment a fault appears until there is evidence that it is gone.
//
// Goals: one open episode a key (source address, SPN, FMI); a flapping code is counted, not
// repeated; nothing closes, grows older or worse by silence. Assumptions: reports come in the order
// of the events stream; the agent keeps the hold time before it says `cleared`, and sends an
// address's whole active set when it begins to talk. Invariants: at most 512 episodes are kept a
// truck; what is pushed out is closed as `evicted` and counted. Numbers are never used twice. A parent
// is open or unknown and has none itself.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "backend/faults/comebacks.hpp"
#include "backend/faults/rule_book.hpp"
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
// Why an episode is folded under another: see faults/cascades.
enum class Cascade : std::uint8_t {
    none = 0,
    low_voltage = 1,
    network = 2,
    sensor_supply = 3,
    flood = 4,        // many at once, the cause is not known
    same_part = 5,    // another level, or another sign, of what one part has
    consequence = 6,  // the engine holds back power because of it
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
    Time since;                         // when its present action was reached
    std::uint32_t nth = 1;              // of this fault within `recently`, when it appeared
    std::uint64_t parent = 0;           // the episode under which it is folded; 0: none
    Cascade cascade = Cascade::none;    // why
    Action group_action = Action::log;  // the highest of it and of those folded under it
    Links links;                        // to the repairs before and after it
    std::optional<Time> silent_since;   // while it is unknown
    Judgement at_last_event;            // what its own last event made of it
    Action worst = Action::log;         // the highest that it ever had, as far as is known
    Action worst_before = Action::log;  // its last event: no rules that come change that
    Time appeared;                      // the last time that it came
    std::uint8_t foreign_lamps = 0;     // that another code has lit: the bits of Lamps::state
    friend bool operator==(const Episode&, const Episode&) = default;

    // Those of its DM1, less those that came on with another code while it stood.
    Lamps own_lamps() const {
        return {.state = static_cast<std::uint8_t>(lamps.state & ~foreign_lamps),
                .flash = lamps.flash};
    }
    std::optional<Time> stop_now_since() const {
        return severity.action == Action::stop_now ? std::optional{since} : std::nullopt;
    }
};

constexpr std::size_t most_episodes = 512;
// How long a fault that is gone may come back as the same episode: a loose contact over a weekend. But
// for the first half hour, not if its ECU counts anew: then somebody has cleared its memory.
constexpr Duration hold_time = std::chrono::days{3};
constexpr Duration flap_time = std::chrono::minutes{30};

struct FaultState {
    std::vector<Episode> episodes;  // by key: open, unknown, and closed within the hold time
    std::uint64_t last_number = 0;
    std::uint64_t evicted = 0;
    std::uint64_t cleared_unopened = 0;  // `cleared` of a fault that was not open
    std::optional<Time> heard;           // the truck, by its events
    std::vector<PastEpisode> past;
    std::vector<Repair> repairs;
    friend bool operator==(const FaultState&, const FaultState&) = default;
};

// Each returns the episodes that are new or changed, as rows to be written, in order: one that a
// late report has changed twice (by itself, and by a switch of rules after it) stands there twice.
std::vector<Episode> take(FaultState& state, const FaultReport& report, truck::EventTime when,
                          const Terms& terms);
std::vector<Episode> take(FaultState& state, const EcuReport& report, truck::EventTime when,
                          const Terms& terms);
// The truck was heard, whatever it said: what is open is so much older.
std::vector<Episode> hear(FaultState& state, Time at, const Terms& terms);
// Other rules, another owner or model.
std::vector<Episode> judge_again(FaultState& state, const Terms& terms);

struct RepairChanges {
    std::vector<Episode> episodes;
    std::vector<LinkedEpisode> past;
};
RepairChanges take(FaultState& state, const Repair& repair);

// One of them, that is not closed, as it was judged at `at`, which is not before its last event.
Episode as_of(const FaultState& state, const Episode& episode, Time at, const Terms& terms);
// Open or unknown, likewise.
bool has_stop_now(const FaultState& state, Time at, const Terms& terms);

}  // namespace roadworthy::faults
