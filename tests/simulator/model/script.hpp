#pragma once
// What is made to happen around one moment, whatever the seed says: so that an hour of log holds what
// a test or a demonstration wants to see.

#include <optional>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "common/time.hpp"
#include "tests/simulator/model/day_record.hpp"

namespace roadworthy::sim {

struct ForcedTrip {
    Time from;
    std::chrono::minutes length{0};
};

struct ForcedAilment {
    Time onset;
    std::string_view cause;
    std::optional<Time> heals;  // else as the cause has it
};

enum class WakeUp : std::uint8_t { plain, jumping };

struct Script {
    std::optional<Time> on_duty_from;  // from here on only the forced trips are driven for a day
    std::vector<ForcedTrip> trips;
    std::vector<ForcedAilment> ailments;
    std::vector<Silence> silences;
    std::optional<Time> cluster_swap;  // else as the seed has it
    WakeUp cluster_wake_up = WakeUp::plain;
};

// as-planned (nothing forced), normal (drives off at the anchor and goes on for half a day), faults,
// cascade, cluster-swap, wake-up-odometer, silent-ecu.
Result<Script> script_named(std::string_view scenario, Time anchor);
std::string_view scenario_names();  // separated by commas

}  // namespace roadworthy::sim
