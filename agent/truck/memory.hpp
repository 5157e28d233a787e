#pragma once
// What is to be known of the truck after a restart: without it each start would tell every fault as
// new, and a unit that was moved to another truck would not notice.

#include "common/fault_code.hpp"
#include "common/report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace roadworthy::onboard {

// A code that was told to have appeared, and not to have cleared.
struct RememberedFault {
    std::uint8_t source_address = 0;
    Dtc dtc;
    Lamps lamps;
    friend bool operator==(const RememberedFault&, const RememberedFault&) = default;
};

struct Memory {
    std::vector<RememberedFault> faults;
    std::optional<std::string> vin;  // the last one told
    std::vector<EcuIdentity> ecus;   // as told
    friend bool operator==(const Memory&, const Memory&) = default;
};

}  // namespace roadworthy::onboard
