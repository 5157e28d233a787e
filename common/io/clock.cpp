#include "common/io/clock.hpp"

#include <sys/timex.h>
#include <time.h>

#include <cerrno>
#include <chrono>
#include <ctime>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::io {
namespace {

Duration read_clock(clockid_t clock) {
    timespec spec{};
    if (clock_gettime(clock, &spec) != 0) {
        throw std::system_error(errno, std::generic_category(), "clock_gettime");
    }
    return std::chrono::duration_cast<Duration>(std::chrono::seconds{spec.tv_sec} +
                                                std::chrono::nanoseconds{spec.tv_nsec});
}

}  // namespace

Time now() {
    return Time{read_clock(CLOCK_REALTIME)};
}

Monotonic since_boot() {
    return Monotonic{read_clock(CLOCK_BOOTTIME)};
}

Instant instant() {
    constexpr Duration together{200};
    constexpr int most_tries = 5;
    Instant closest;
    Duration least = Duration::max();
    for (int tries = 0; tries < most_tries && least > together; ++tries) {
        const Monotonic before = since_boot();
        const Time wall = now();
        const Duration between = since_boot() - before;
        if (between < least) {
            least = between;
            closest = {.wall = wall, .monotonic = before + between / 2};
        }
    }
    return closest;
}

BootId boot_id() {
    const std::string path = "/proc/sys/kernel/random/boot_id";
    std::ifstream file(path);
    std::string uuid;
    if (!(file >> uuid)) {
        throw std::runtime_error("cannot read " + path);
    }
    return BootId{fnv1a64(uuid)};
}

ClockQuality clock_quality() {
    timex state{};
    const int clock_state = adjtimex(&state);
    // Where a sandbox forbids the question, nobody knows.
    const bool unsynchronised =
        clock_state == -1 || clock_state == TIME_ERROR || (state.status & STA_UNSYNC) != 0;
    return unsynchronised ? ClockQuality::unsynchronised : ClockQuality::synchronised;
}

}  // namespace roadworthy::io
