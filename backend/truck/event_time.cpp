#include "backend/truck/event_time.hpp"

#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace roadworthy::truck {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_boots = 4;
// No unit is older, and no unit knows what comes: GPS week roll-over, a battery taken out.
constexpr Time earliest = std::chrono::sys_days{std::chrono::year{2020} / 1 / 1};
constexpr Duration ahead = 1h;

bool is_credible(Time at, Time received) {
    return at >= earliest && at <= received + ahead;
}

}  // namespace

EventTime StreamClock::event_time(const Stamp& stamp, Time received) {
    const auto known = std::ranges::find(boots, stamp.boot, &BootClock::boot);
    if (stamp.clock == ClockQuality::synchronised && is_credible(stamp.time, received)) {
        const Time started = stamp.time - stamp.monotonic.time_since_epoch();
        if (known != boots.end()) {
            known->started = started;
        } else {
            if (boots.size() == most_boots) {
                boots.erase(boots.begin());
            }
            boots.push_back({.boot = stamp.boot, .started = started});
        }
        return {.at = stamp.time, .quality = TimeQuality::synchronised};
    }
    if (known != boots.end()) {
        const Time at = known->started + stamp.monotonic.time_since_epoch();
        if (is_credible(at, received)) {
            return {.at = at, .quality = TimeQuality::estimated};
        }
    }
    return {.at = received, .quality = TimeQuality::received};
}

}  // namespace roadworthy::truck
