#pragma once
// What the ECUs themselves remember: the previously active codes of their DM2s, for the workshop.

#include "agent/j1939/pace.hpp"
#include "agent/truck/events.hpp"
#include "agent/truck/moments.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace roadworthy::onboard {

// Goals: tell an address' list once a boot, and again when it is another.
// Assumptions: a DM2 is sent on request, ours or a workshop's tool's; it holds the whole list.
// Invariants: an empty list is told only after one that was not. An address tells at most one an
//   hour, all together what `pace` allows: the lists are long, and a bus may babble.
class History {
public:
    static constexpr std::size_t addresses = 254;  // 254 and 255 are nobody's
    static constexpr std::chrono::hours between_lists{1};
    static constexpr j1939::Pace pace{std::chrono::minutes{10}, 32};

    // The codes as sent: one may stand in them twice.
    void hear(std::uint8_t source_address, std::span<const Dtc> codes, Monotonic time,
              Events& events);

private:
    struct Told {
        std::optional<std::uint64_t> mark;  // of the list
        Monotonic at = never;
    };

    std::array<Told, addresses> told_{};
    j1939::Pace pace_ = pace;
};

}  // namespace roadworthy::onboard
