#include "agent/timeline.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::agent {
namespace {

BootId random_boot() {
    std::random_device random;
    return BootId{(std::uint64_t{random()} << 32U) | random()};
}

}  // namespace

Timeline live_timeline(std::optional<Time> known, Monotonic now) {
    return {.boot = io::boot_id(),
            .wall_at_begin = known.value_or(io::now()) - now.time_since_epoch(),
            .clock = known ? ClockQuality::synchronised : ClockQuality::unsynchronised};
}

Timeline recorded_timeline(Monotonic first) {
    // A log that counts from the start of its recording says nothing of the day.
    constexpr Time first_candump{std::chrono::sys_days{std::chrono::year{2002} / 1 / 1}};
    const Time wall{first.time_since_epoch()};
    return {
        .boot = random_boot(),
        .begin = first,
        .wall_at_begin = wall,
        .clock = wall < first_candump ? ClockQuality::unsynchronised : ClockQuality::synchronised};
}

Timeline rebased_timeline(Monotonic first) {
    return {.boot = random_boot(),
            .begin = first,
            .wall_at_begin = io::now(),
            .clock = io::clock_quality()};
}

}  // namespace roadworthy::agent
