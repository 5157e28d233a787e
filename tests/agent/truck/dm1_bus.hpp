#pragma once
// A truck's DM1s, given one by one, and what was told of them.

#include "agent/truck/events.hpp"
#include "agent/truck/faults.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "tests/agent/truck/moments.hpp"

#include <cstdint>
#include <vector>

namespace roadworthy::onboard {

inline constexpr Lamps amber{.state = 0x04, .flash = 0xFF};
inline constexpr Lamps red{.state = 0x10, .flash = 0xFF};

inline Dtc code(std::uint32_t spn, std::uint8_t fmi, std::uint8_t occurrences = 1) {
    return {.spn = spn, .fmi = fmi, .occurrences = occurrences, .conversion_method = 0};
}

struct Bus {
    Faults faults;
    Events events;
    Surroundings surroundings;

    void dm1(double seconds, const std::vector<Dtc>& dtcs, Lamps lamps = amber,
             std::uint8_t source_address = 0) {
        faults.hear({source_address, lamps, dtcs, at(seconds)}, surroundings, events);
    }
    // Each second from `from` up to, without, `to`.
    void every_second(double from, double to, const std::vector<Dtc>& dtcs) {
        for (double now = from; now < to; now += 1) {
            dm1(now, dtcs);
        }
    }
    std::vector<FaultReport> reports() { return only<FaultReport>(events.take()); }
};

inline std::vector<FaultEvent> kinds(const std::vector<FaultReport>& reports) {
    std::vector<FaultEvent> kinds;
    for (const FaultReport& report : reports) {
        kinds.push_back(report.event);
    }
    return kinds;
}

using Kinds = std::vector<FaultEvent>;

}  // namespace roadworthy::onboard
