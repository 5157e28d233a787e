#include "backend/faults/trial.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using faults::Action;
using faults::Episode;
using faults::Rule;
using make::after;

namespace {

Episode episode(std::uint64_t number, std::uint32_t spn, std::uint8_t lamps) {
    Episode one{.number = number};
    one.key = {.source_address = 0, .spn = spn, .fmi = 3};
    one.opened = make::synchronised(after(1));
    one.last_seen = after(2);
    one.lamps = {.state = lamps};
    return one;
}

std::vector<Rule> noise_is_logged() {
    Rule rule;
    rule.key = "noise";
    rule.effect = faults::Effect::at_most;
    rule.when.spns = {{.first = 3031, .last = 3031}};
    return faults::over_built_in(std::vector{rule});
}

}  // namespace

TEST_CASE("a trial counts what would move, by which rule, and for how many trucks", "[trial]") {
    const auto tried = noise_is_logged();
    faults::Trial trial(faults::built_in_rules(), tried);
    trial.add(make::truck_id("TRUCK001"), episode(1, 3031, 0x04), {});
    trial.add(make::truck_id("TRUCK001"), episode(2, 3031, 0x10), {});
    trial.add(make::truck_id("TRUCK001"), episode(3, 110, 0x10), {});
    trial.add(make::truck_id("TRUCK002"), episode(1, 3031, 0x00), {});
    trial.add(make::truck_id("TRUCK003"), episode(1, 3031, 0x04), {});
    const auto& result = trial.result();
    const auto moved = [&](Action from, Action to) {
        return result.moved.at(static_cast<std::size_t>(from)).at(static_cast<std::size_t>(to));
    };
    CHECK(moved(Action::workshop_soon, Action::log) == 2);
    CHECK(moved(Action::stop_now, Action::log) == 1);
    CHECK(moved(Action::stop_now, Action::stop_now) == 1);
    CHECK(moved(Action::log, Action::log) == 1);
    CHECK(result.trucks_changed == 2);
    CHECK(result.heard.at("noise") == 3);
    REQUIRE(result.examples.size() == 3);
    CHECK(result.examples[0].episode.number == 2);
    CHECK(result.examples[0].before.action == Action::stop_now);
    CHECK(result.examples[2].truck == make::truck_id("TRUCK003"));
}

TEST_CASE("a trial keeps the twenty gravest examples", "[trial]") {
    const auto tried = noise_is_logged();
    faults::Trial trial(faults::built_in_rules(), tried);
    for (std::uint64_t number = 1; number <= 30; ++number) {
        trial.add(make::truck_id(), episode(number, 3031, number == 25 ? 0x10 : 0x01), {});
    }
    CHECK(trial.result().examples.size() == faults::most_examples);
    CHECK(trial.result().examples[0].episode.number == 25);
    CHECK(trial.result().examples[1].episode.number == 1);
}

TEST_CASE("a fault is as old in a trial as it was when it was heard of last", "[trial]") {
    Episode old = episode(1, 3031, 0x40);
    old.last_seen = after(91);
    faults::Trial trial(faults::built_in_rules(), faults::built_in_rules());
    trial.add(make::truck_id(), old, {});
    CHECK(trial.result().heard.contains("long_open_mil"));
}
