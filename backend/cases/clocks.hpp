#pragma once
// A clock that counts working time towards a target.
//
// Goals: how much has gone by, how much is left, and when it is used up. Assumptions: what is given
// is all that is known; what lies after `now` has not happened yet. Invariants: nothing is ever
// negative; used + paused = the working time since the start; one of `left` and `over` is zero.

#include <cstdint>
#include <optional>
#include <vector>

#include "backend/cases/calendar/calendar.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {

struct Pause {
    Time from;
    std::optional<Time> until;  // exclusive
    friend bool operator==(const Pause&, const Pause&) = default;
};

struct ClockRun {
    Time started;
    std::optional<Time> stopped;  // before the start: at once
    std::vector<Pause> pauses;    // in any order, may overlap
    friend bool operator==(const ClockRun&, const ClockRun&) = default;
};

struct Target {
    Duration amount{0};
    const Calendar* calendar = nullptr;  // never null where it is read; outlives this
};

// missed: more than the target is used, whether the clock has stopped or not.
enum class ClockState : std::uint8_t { running = 0, paused = 1, met = 2, missed = 3 };

struct ClockReading {
    ClockState state = ClockState::running;
    Duration used{0};
    Duration paused{0};
    Duration left{0};
    Duration over{0};
    // The first instant by which the target is or was used up. Empty while the clock stands still
    // before it, and where the calendar never gets there.
    std::optional<Time> deadline;
    friend bool operator==(const ClockReading&, const ClockReading&) = default;
};

ClockReading read_clock(const ClockRun& run, const Target& target, Time now);

// The first instant by which so much is used if nothing else happens after `now`; empty as above.
std::optional<Time> when_used(const ClockRun& run, const Target& target, Time now);

}  // namespace roadworthy::cases
