#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"

using namespace roadworthy;
using faults::Action;
using faults::Rule;

namespace {

constexpr Lamps none{.state = 0x00};
constexpr Lamps mil{.state = 0x40};
constexpr Lamps red{.state = 0x10};
constexpr Lamps amber{.state = 0x04};
constexpr Lamps protect{.state = 0x01};
constexpr Lamps absent{.state = 0xFF};

struct Case {
    std::uint32_t spn;
    std::uint8_t fmi;
    Lamps lamps;
    Action action;
    std::vector<Rule> rules;
};

}  // namespace

TEST_CASE("a fault's action follows from its lamps and its code, and says by which rule",
          "[severity]") {
    const auto given = GENERATE(values<Case>({
        {3031, 9, none, Action::log, {Rule::code_alone}},
        {3031, 9, absent, Action::log, {Rule::code_alone}},
        {3031, 9, red, Action::stop_now, {Rule::red_stop_lamp}},
        {3031, 9, amber, Action::workshop_soon, {Rule::amber_warning_lamp}},
        {3031, 9, protect, Action::at_next_service, {Rule::protect_lamp}},
        {3031, 9, mil, Action::at_next_service, {Rule::malfunction_lamp}},
        {3031, 0, none, Action::log, {Rule::code_alone}},
        {100, 1, none, Action::stop_now, {Rule::critical_out_of_range}},
        {100, 0, none, Action::log, {Rule::code_alone}},
        {110, 0, amber, Action::stop_now, {Rule::critical_out_of_range}},
        {110, 1, none, Action::log, {Rule::code_alone}},
        {111, 1, red, Action::stop_now, {Rule::red_stop_lamp, Rule::critical_out_of_range}},
        {100, 18, none, Action::workshop_soon, {Rule::critical_near_limit}},
        {110,
         16,
         amber,
         Action::workshop_soon,
         {Rule::amber_warning_lamp, Rule::critical_near_limit}},
        {110, 15, none, Action::log, {Rule::code_alone}},
    }));
    const auto severity = faults::severity({.spn = given.spn, .fmi = given.fmi}, given.lamps);
    INFO("SPN " << given.spn << " FMI " << int{given.fmi});
    CHECK(severity.action == given.action);
    CHECK(faults::reasons(severity) == given.rules);
}

TEST_CASE("a lamp in error lights nothing", "[severity]") {
    CHECK(faults::severity({.spn = 3031}, {.state = 0b10'10'10'10}).action == Action::log);
}

TEST_CASE("actions and rules have the names by which they are stored", "[severity]") {
    CHECK(faults::name(Action::log) == "log");
    CHECK(faults::name(Action::at_next_service) == "at_next_service");
    CHECK(faults::name(Action::workshop_soon) == "workshop_soon");
    CHECK(faults::name(Action::stop_now) == "stop_now");
    CHECK(faults::name(Rule::red_stop_lamp) == "red_stop_lamp");
    CHECK(faults::name(Rule::critical_near_limit) == "critical_near_limit");
    CHECK(faults::name(Rule::code_alone) == "code_alone");
}
