#pragma once
// What breaks on a simulated truck, and which trouble codes it shows: one cause, one code or a whole
// cascade of them.

#include <cstdint>
#include <span>
#include <string_view>

#include "common/fault_code.hpp"

namespace roadworthy::sim {

// steady: stays until it is mended. loose: comes and goes while the truck is driven.
enum class Pattern : std::uint8_t { steady, loose };

// What a good mechanic who knew the cause would say of it, when it has come so far as to show this.
enum class Need : std::uint8_t { nothing, next_service, workshop_soon, stop_now };
std::string_view name(Need need);

struct CodeSpec {
    FaultKey key;
    std::uint8_t lamps = 0;  // bits that it lights in DM byte 1
    int minutes_after_onset = 0;
    Pattern pattern = Pattern::steady;
    Need need = Need::nothing;
};

struct Cause {
    std::string_view name;
    std::int64_t per_million_days = 0;  // for a truck of usual frailty
    std::int64_t winter_factor = 1;
    std::int64_t heals_percent = 0;  // without anybody's help; else the workshop mends it
    int least_days = 0;              // from onset until it heals or is mended
    int most_days = 0;
    int repair_hours = 2;
    bool stops_truck = false;
    std::span<const CodeSpec> codes;  // the first one names it; no two causes share a code
};

std::span<const Cause> causes();
const Cause& cause_named(std::string_view name);  // one of ours

}  // namespace roadworthy::sim
