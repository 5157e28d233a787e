#pragma once
// From a moment on the unit's own clock to the stamp of a report.

#include <optional>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::agent {

struct Timeline {
    BootId boot;
    Monotonic begin;  // what counts as the boot: a log has its own zero
    Time wall_at_begin;
    ClockQuality clock = ClockQuality::unsynchronised;

    Stamp stamp(Monotonic moment) const {
        const Duration since = moment - begin;
        return {.boot = boot,
                .monotonic = Monotonic{since},
                .time = wall_at_begin + since,
                .clock = clock};
    }
};

// Of this boot. `known`: what time it is at `now`, where that is known; else the wall clock has to
// do, and the stamps say that it is not synchronised. It may be set right at any time.
Timeline live_timeline(std::optional<Time> known, Monotonic now);

// Of a log whose first frame is at `first`: by the log's own seconds, or as if it began now. Every
// replay is a boot of its own.
Timeline recorded_timeline(Monotonic first);
Timeline rebased_timeline(Monotonic first);

}  // namespace roadworthy::agent
