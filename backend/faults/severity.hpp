#pragma once
// What to do about a fault: four actions, decided by a table of rules as data. Every decision lists
// the rules that led to it.

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/fault_code.hpp"

namespace roadworthy::faults {

enum class Action : std::uint8_t { log = 0, at_next_service = 1, workshop_soon = 2, stop_now = 3 };

std::string_view name(Action action);

// The numbers are stored: new rules go to the end.
enum class Rule : std::uint8_t {
    red_stop_lamp = 0,
    amber_warning_lamp = 1,
    protect_lamp = 2,
    malfunction_lamp = 3,
    critical_out_of_range = 4,  // oil pressure, coolant, brakes: most severe level
    critical_near_limit = 5,    // the same, moderately severe
    code_alone = 6,             // no rule says more
};
std::string_view name(Rule rule);

struct Severity {
    Action action = Action::log;
    std::uint32_t rules = 0;  // bit n: Rule n led to it
    friend bool operator==(const Severity&, const Severity&) = default;
};
std::vector<Rule> reasons(const Severity& severity);

Severity severity(const FaultKey& key, Lamps lamps);

}  // namespace roadworthy::faults
