#pragma once
// What to do about a fault: four actions. Every decision lists the rules that led to it.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::faults {

enum class Action : std::uint8_t { log = 0, at_next_service = 1, workshop_soon = 2, stop_now = 3 };

std::string_view name(Action action);
std::optional<Action> action_named(std::string_view name);

struct Severity {
    Action action = Action::log;
    std::vector<std::string> rules;  // Rule::key of those that led to it, in the order of their set
    std::uint32_t rule_set = 0;      // RuleSet::version; 0: the built-in rules alone
    // How long it may wait, the shortest that those rules say. Absent: nobody says.
    std::optional<std::chrono::days> within;
    std::optional<std::int64_t> within_m;
    friend bool operator==(const Severity&, const Severity&) = default;
};

}  // namespace roadworthy::faults
