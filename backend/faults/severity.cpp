#include "backend/faults/severity.hpp"

#include "common/fault_code.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace roadworthy::faults {
namespace {

// J1939-73 failure mode identifiers that say on which side of its range a value lies, and how far.
constexpr std::uint8_t above_most_severe = 0;
constexpr std::uint8_t below_most_severe = 1;
constexpr std::uint8_t above_moderately = 16;
constexpr std::uint8_t below_moderately = 18;

enum class Side : std::uint8_t { above, below };

// What destroys an engine or takes the brakes within minutes, and on which side.
struct Critical {
    std::uint32_t spn;
    Side side;
};
constexpr std::array critical{
    Critical{.spn = 98, .side = Side::below},   // engine oil level
    Critical{.spn = 100, .side = Side::below},  // engine oil pressure
    Critical{.spn = 109, .side = Side::below},  // coolant pressure
    Critical{.spn = 110, .side = Side::above},  // coolant temperature
    Critical{.spn = 111, .side = Side::below},  // coolant level
    Critical{.spn = 117, .side = Side::below},  // brake pressure, primary
    Critical{.spn = 118, .side = Side::below},  // brake pressure, secondary
    Critical{.spn = 175, .side = Side::above},  // engine oil temperature
    Critical{.spn = 177, .side = Side::above},  // transmission oil temperature
    Critical{.spn = 190, .side = Side::above},  // engine speed
};

bool is_critical(const FaultKey& key, std::uint8_t above, std::uint8_t below) {
    return std::ranges::any_of(critical, [&](const Critical& one) {
        return one.spn == key.spn && key.fmi == (one.side == Side::above ? above : below);
    });
}

struct RuleEntry {
    Rule rule;
    std::string_view name;
    Action action;
    bool (*applies)(const FaultKey& key, Lamps lamps);
};

// In the order of Rule. A lamp stands for all codes of its DM1: which of them lit it, J1939 does
// not say.
constexpr std::array rules{
    RuleEntry{Rule::red_stop_lamp, "red_stop_lamp", Action::stop_now,
              [](const FaultKey&, Lamps lamps) { return lamps.red_stop() == Lamp::on; }},
    RuleEntry{Rule::amber_warning_lamp, "amber_warning_lamp", Action::workshop_soon,
              [](const FaultKey&, Lamps lamps) { return lamps.amber_warning() == Lamp::on; }},
    RuleEntry{Rule::protect_lamp, "protect_lamp", Action::at_next_service,
              [](const FaultKey&, Lamps lamps) { return lamps.protect() == Lamp::on; }},
    RuleEntry{Rule::malfunction_lamp, "malfunction_lamp", Action::at_next_service,
              [](const FaultKey&, Lamps lamps) { return lamps.mil() == Lamp::on; }},
    RuleEntry{Rule::critical_out_of_range, "critical_out_of_range", Action::stop_now,
              [](const FaultKey& key, Lamps) {
                  return is_critical(key, above_most_severe, below_most_severe);
              }},
    RuleEntry{Rule::critical_near_limit, "critical_near_limit", Action::workshop_soon,
              [](const FaultKey& key, Lamps) {
                  return is_critical(key, above_moderately, below_moderately);
              }},
    RuleEntry{Rule::code_alone, "code_alone", Action::log,
              [](const FaultKey&, Lamps) { return true; }},
};

constexpr std::uint32_t bit(Rule rule) {
    return 1U << static_cast<unsigned>(rule);
}

}  // namespace

std::string_view name(Action action) {
    constexpr std::array<std::string_view, 4> names{"log", "at_next_service", "workshop_soon",
                                                    "stop_now"};
    return names[static_cast<std::size_t>(action)];
}

std::string_view name(Rule rule) {
    return rules[static_cast<std::size_t>(rule)].name;
}

std::vector<Rule> reasons(const Severity& severity) {
    std::vector<Rule> found;
    for (const auto& entry : rules) {
        if ((severity.rules & bit(entry.rule)) != 0) {
            found.push_back(entry.rule);
        }
    }
    return found;
}

// The rules behind the highest action that any rule asks for.
Severity severity(const FaultKey& key, Lamps lamps) {
    Severity severity;
    for (const auto& entry : rules) {
        if (entry.action < severity.action || !entry.applies(key, lamps)) {
            continue;
        }
        if (entry.action > severity.action) {
            severity = {.action = entry.action};
        }
        severity.rules |= bit(entry.rule);
    }
    return severity;
}

}  // namespace roadworthy::faults
