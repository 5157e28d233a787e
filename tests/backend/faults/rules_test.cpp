#include "backend/faults/rules.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"

using namespace roadworthy;
using faults::Action;
using faults::Conditions;
using faults::Effect;
using faults::Evidence;
using faults::LampKind;
using faults::Rule;
using std::chrono::days;

namespace {

constexpr Lamps none{.state = 0x00};
constexpr Lamps mil{.state = 0x40};
constexpr Lamps red{.state = 0x10};
constexpr Lamps amber{.state = 0x04};
constexpr Lamps amber_fast{.state = 0x04, .flash = 0b11'11'01'11};
constexpr Lamps protect{.state = 0x01};
constexpr Lamps absent{.state = 0xFF};

struct Case {
    std::uint32_t spn;
    std::uint8_t fmi;
    Lamps lamps;
    Action action;
    std::vector<std::string> rules;
    std::optional<days> within;
};

Evidence seen(std::uint32_t spn, std::uint8_t fmi, Lamps lamps = none) {
    return {.key = {.spn = spn, .fmi = fmi}, .lamps = lamps};
}

faults::Severity built_in(const Evidence& evidence) {
    return faults::judge(faults::built_in_rules(), evidence, {});
}

Rule rule(std::string key, Effect effect, Action action, Conditions when = {}) {
    Rule one;
    one.key = std::move(key);
    one.effect = effect;
    one.action = action;
    one.when = std::move(when);
    return one;
}

}  // namespace

TEST_CASE("a fault's action follows from its lamps and its code, and says by which rule",
          "[rules]") {
    const auto given = GENERATE(values<Case>({
        {3031, 9, none, Action::log, {"code_alone"}, {}},
        {3031, 9, absent, Action::log, {"code_alone"}, {}},
        {3031, 9, red, Action::stop_now, {"red_stop_lamp"}, {}},
        {3031, 9, amber, Action::workshop_soon, {"amber_warning_lamp"}, days{7}},
        {3031,
         9,
         amber_fast,
         Action::workshop_soon,
         {"amber_flashing", "amber_warning_lamp"},
         days{2}},
        {3031, 9, protect, Action::at_next_service, {"protect_lamp"}, days{90}},
        {3031, 9, mil, Action::at_next_service, {"malfunction_lamp"}, days{90}},
        {3031, 0, none, Action::log, {"code_alone"}, {}},
        {100, 1, none, Action::stop_now, {"critical_out_of_range_below"}, {}},
        {100, 0, none, Action::log, {"code_alone"}, {}},
        {110, 0, amber, Action::stop_now, {"critical_out_of_range_above"}, {}},
        {110, 1, none, Action::log, {"code_alone"}, {}},
        {111, 1, red, Action::stop_now, {"red_stop_lamp", "critical_out_of_range_below"}, {}},
        {100, 18, none, Action::workshop_soon, {"critical_near_limit_below"}, days{2}},
        {110,
         16,
         amber,
         Action::workshop_soon,
         {"amber_warning_lamp", "critical_near_limit_above"},
         days{2}},
        {110, 15, none, Action::log, {"code_alone"}, {}},
        {1569, 31, none, Action::workshop_soon, {"derating"}, days{2}},
        {5246, 16, amber, Action::workshop_soon, {"amber_warning_lamp", "inducement"}, days{1}},
    }));
    const auto severity = built_in(seen(given.spn, given.fmi, given.lamps));
    INFO("SPN " << given.spn << " FMI " << int{given.fmi});
    CHECK(severity.action == given.action);
    CHECK(severity.rules == given.rules);
    CHECK(severity.within == given.within);
}

TEST_CASE("a lamp in error lights nothing", "[rules]") {
    CHECK(built_in(seen(3031, 9, {.state = 0b10'10'10'10})).action == Action::log);
}

TEST_CASE("what keeps coming back, flaps or stays is no longer only logged", "[rules]") {
    Evidence evidence = seen(3031, 9);
    SECTION("the third time in thirty days") {
        evidence.episodes = 2;
        CHECK(built_in(evidence).action == Action::log);
        evidence.episodes = 3;
        CHECK(built_in(evidence).action == Action::at_next_service);
    }
    SECTION("five flaps") {
        evidence.flaps = 4;
        CHECK(built_in(evidence).action == Action::log);
        evidence.flaps = 5;
        CHECK(built_in(evidence).rules == std::vector<std::string>{"loose_contact"});
    }
    SECTION("a week") {
        evidence.open_for = days{7} - std::chrono::milliseconds{1};
        CHECK(built_in(evidence).action == Action::log);
        evidence.open_for = days{7};
        CHECK(built_in(evidence).rules == std::vector<std::string>{"does_not_go"});
    }
    SECTION("a lamp for ninety days") {
        evidence.lamps = mil;
        evidence.open_for = days{90} - std::chrono::milliseconds{1};
        CHECK(built_in(evidence).action == Action::at_next_service);
        evidence.open_for = days{90};
        CHECK(built_in(evidence).action == Action::workshop_soon);
    }
}

TEST_CASE("what the driver or the engine puts right sends no truck to the workshop", "[rules]") {
    const auto [spn, mild, grave, rule] = GENERATE(table<std::uint32_t, int, int, std::string>(
        {{1761, 18, 1, "refill"}, {3719, 16, 0, "regenerate"}}));
    const faults::Severity severity = built_in(seen(spn, static_cast<std::uint8_t>(mild), amber));
    CHECK(severity.action == Action::at_next_service);
    CHECK(severity.rules.back() == rule);
    CHECK(built_in(seen(spn, static_cast<std::uint8_t>(grave), amber)).action ==
          Action::workshop_soon);
}

TEST_CASE("each condition of a rule is asked for, and all of them", "[rules]") {
    Conditions when{.spns = {{.first = 100, .last = 110}, {.first = 3031, .last = 3031}},
                    .fmis = 1U << 3U | 1U << 4U,
                    .source_addresses = {0, 61},
                    .lamp = LampKind::amber_warning,
                    .flash = Flash::fast,
                    .episodes = 2,
                    .flaps = 1,
                    .occurrences = 5,
                    .open_for = days{3},
                    .model = "X3000",
                    .customer = "C1"};
    const faults::TruckTraits subject{.model = "X3000", .customer = "C1"};
    const Evidence holds{.key = {.source_address = 61, .spn = 105, .fmi = 4},
                         .lamps = amber_fast,
                         .occurrences = 5,
                         .flaps = 1,
                         .episodes = 2,
                         .open_for = days{3}};
    REQUIRE(faults::applies(when, holds, subject));
    const auto but = [&](auto change) {
        Evidence other = holds;
        change(other);
        return faults::applies(when, other, subject);
    };
    CHECK(but([](Evidence& it) { it.key.spn = 110; }));
    CHECK_FALSE(but([](Evidence& it) { it.key.spn = 111; }));
    CHECK_FALSE(but([](Evidence& it) { it.key.spn = 99; }));
    CHECK_FALSE(but([](Evidence& it) { it.key.fmi = 5; }));
    CHECK_FALSE(but([](Evidence& it) { it.key.source_address = 3; }));
    CHECK_FALSE(but([](Evidence& it) { it.lamps = amber; }));
    CHECK_FALSE(but([](Evidence& it) { it.lamps = red; }));
    CHECK_FALSE(but([](Evidence& it) { it.episodes = 1; }));
    CHECK_FALSE(but([](Evidence& it) { it.flaps = 0; }));
    CHECK_FALSE(but([](Evidence& it) { it.occurrences = 4; }));
    CHECK_FALSE(but([](Evidence& it) { it.occurrences = occurrences_absent; }));
    CHECK_FALSE(but([](Evidence& it) { it.open_for = days{2}; }));
    CHECK_FALSE(faults::applies(when, holds, {.model = "X5000", .customer = "C1"}));
    CHECK_FALSE(faults::applies(when, holds, {.model = "X3000", .customer = "C2"}));
    CHECK(faults::applies({}, holds, {}));
}

TEST_CASE("a rule that caps is heard and named, unless it changes nothing", "[rules]") {
    const std::vector<Rule> rules{rule("lamp", Effect::at_least, Action::workshop_soon),
                                  rule("known_noise", Effect::at_most, Action::log,
                                       {.spns = {{.first = 3031, .last = 3031}}}),
                                  rule("high_cap", Effect::at_most, Action::stop_now)};
    const auto capped = faults::judge(rules, seen(3031, 9), {});
    CHECK(capped.action == Action::log);
    CHECK(capped.rules == std::vector<std::string>{"lamp", "known_noise"});
    const auto free = faults::judge(rules, seen(100, 9), {});
    CHECK(free.action == Action::workshop_soon);
    CHECK(free.rules == std::vector<std::string>{"lamp"});
}

TEST_CASE("an operator's rule takes the place of the built-in one of its key, or takes it away",
          "[rules]") {
    const auto changed =
        faults::over_built_in(std::vector{rule("red_stop_lamp", Effect::at_least,
                                               Action::workshop_soon, {.lamp = LampKind::red_stop}),
                                          rule("amber_warning_lamp", Effect::off, Action::log)});
    CHECK(changed.size() == faults::built_in_rules().size() - 1);
    CHECK(faults::judge(changed, seen(3031, 9, red), {}).action == Action::workshop_soon);
    CHECK(faults::judge(changed, seen(3031, 9, amber), {}).action == Action::log);
    CHECK(faults::judge(changed, seen(100, 1), {}).action == Action::stop_now);
}

TEST_CASE("built-in rules have keys of their own and names in both languages", "[rules]") {
    std::set<std::string> keys;
    for (const Rule& one : faults::built_in_rules()) {
        INFO(one.key);
        CHECK(keys.insert(one.key).second);
        CHECK_FALSE(one.name_zh.empty());
        CHECK_FALSE(one.name_en.empty());
    }
}

TEST_CASE("actions have the names by which they are asked for", "[rules]") {
    for (const Action action :
         {Action::log, Action::at_next_service, Action::workshop_soon, Action::stop_now}) {
        CHECK(faults::action_named(faults::name(action)) == action);
    }
    CHECK(faults::name(Action::stop_now) == "stop_now");
    CHECK_FALSE(faults::action_named("stop"));
}
