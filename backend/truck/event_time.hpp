#pragma once
// When did it happen? The unit's clock where it was synchronised; else its monotonic time put
// beside a synchronised report of the same boot; else the time we received it. Which one is kept
// with it.
//
// Each stream learns for itself: so the two streams of a truck may come in any interleaving.

#include <cstdint>
#include <vector>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::truck {

enum class TimeQuality : std::uint8_t { synchronised = 0, estimated = 1, received = 2 };

struct EventTime {
    Time at;
    TimeQuality quality = TimeQuality::received;
    friend bool operator==(const EventTime&, const EventTime&) = default;
};

struct BootClock {
    BootId boot;
    Time started;  // the wall time at monotonic zero
    friend bool operator==(const BootClock&, const BootClock&) = default;
};

struct StreamClock {
    std::vector<BootClock> boots;  // the newest last; at most 4
    friend bool operator==(const StreamClock&, const StreamClock&) = default;

    EventTime event_time(const Stamp& stamp, Time received);
};

}  // namespace roadworthy::truck
