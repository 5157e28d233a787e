#include "backend/cases/promise.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/cases/policy.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/tales.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using cases::Case;
using cases::ClockKind;
using cases::ClockState;
using cases::Escalation;
using cases::PauseReason;
using cases::Reached;
using cases::Stage;
using make::call;
using make::entry;
using make::episode;
using make::monday;

namespace {

using Said = std::vector<cases::CaseEntry>;

Case only(const Said& said, const std::vector<cases::CaseEpisode>& episodes = {}) {
    return cases::fold(said, episodes).cases.at(0);
}

const cases::SlaPolicy policy;

cases::CaseClocks clocks(const Case& it, Duration now) {
    return cases::clocks(it, policy, cases::terms(policy, {}), monday + now);
}

Escalation escalation(const Case& it, Duration now) {
    return cases::escalation(it, policy, cases::terms(policy, {}), monday + now);
}

}  // namespace

TEST_CASE("the clocks of a fault start when we heard of it, not when it came up", "[promise]") {
    auto late = episode(1, 8h);
    late.heard = monday + 13h;
    const auto reading = clocks(only({}, {late}), 13h + 10min);
    CHECK(reading.response.used == 10min);
    CHECK(reading.response.deadline == monday + 13h + 30min);
    CHECK(reading.solution.deadline == monday + 37h);
}

TEST_CASE("the first stage after reported answers a case, whichever it is", "[promise]") {
    const auto [stage, state] = GENERATE(table<Stage, ClockState>({
        {Stage::reported, ClockState::missed},
        {Stage::answered, ClockState::met},
        {Stage::in_workshop, ClockState::met},
    }));
    const Said said{entry("e1", "B", 8h, call()), entry("e2", "B", 8h + 20min, Reached{stage})};
    CHECK(clocks(only(said), 10h).response.state == state);
}

TEST_CASE("a case is solved when its truck is released, or when it is closed", "[promise]") {
    Said said{entry("e1", "B", 8h, call()), entry("e2", "B", 20h, Reached{Stage::repaired})};
    CHECK(clocks(only(said), 40h).solution.state == ClockState::missed);
    said.push_back(entry("e3", "B", 22h, Reached{Stage::released}));
    CHECK(clocks(only(said), 40h).solution.used == 14h);
    said.back() = entry("e3", "B", 30h, make::closing());
    CHECK(clocks(only(said), 40h).solution.used == 22h);
    CHECK(clocks(only(said), 40h).response.used == 12h);

    auto by_repair = policy;
    by_repair.solved_by = Stage::repaired;
    CHECK(cases::solution_run(only(said), by_repair).stopped == monday + 20h);
}

TEST_CASE("only a pause that the policy allows stops the solution clock, and none the response",
          "[promise]") {
    const auto [reason, used] = GENERATE(table<PauseReason, Duration>({
        {PauseReason::waiting_for_customer, 2h},
        {PauseReason::parts_ordered_by_customer, 2h},
        {PauseReason::customer_uses_truck, 2h},
        {PauseReason::waiting_for_parts, 6h},
        {PauseReason::weather_or_road, 6h},
        {PauseReason::other, 6h},
    }));
    const auto it = only({entry("e1", "B", 8h, call()), entry("e2", "B", 9h, cases::Paused{reason}),
                          entry("e3", "B", 13h, cases::Resumed{})});
    CHECK(clocks(it, 14h).solution.used == used);
    CHECK(clocks(it, 14h).response.used == 6h);
}

TEST_CASE("the solution clock of a fault stands still while all is quiet", "[promise]") {
    auto again = episode(2, 20h);
    again.root = 1;
    const auto it = only({}, {episode(1, 8h, 10h), again});
    CHECK(clocks(it, 15h).solution.state == ClockState::paused);
    CHECK(clocks(it, 15h).solution.used == 1h + 55min);
    CHECK(clocks(it, 21h).solution.state == ClockState::running);
    CHECK(clocks(it, 21h).solution.used == 2h + 55min);
}

TEST_CASE("the policy looks at a case's own kind and worst fault", "[promise]") {
    auto worse = episode(2, 9h, {}, faults::Action::stop_now);
    worse.root = 1;
    CHECK(cases::subject(only({}, {episode(1, 8h), worse}), truck::Tier::vip, "gold") ==
          cases::SlaSubject{.kind = cases::CaseKind::fault,
                            .action = faults::Action::stop_now,
                            .tier = truck::Tier::vip,
                            .agreement = "gold"});
    const auto complaint = only({entry("e1", "C", 8h, call(cases::CaseKind::complaint))});
    CHECK(cases::subject(complaint, {}, "") ==
          cases::SlaSubject{.kind = cases::CaseKind::complaint});
}

TEST_CASE("the longer a case is unanswered, the higher it goes", "[promise]") {
    const auto it = only({entry("e1", "B", 8h, call())});
    const auto [now, level, role, next] = GENERATE(table<Duration, int, std::string, Duration>({
        {8h, 0, "", 8h + 30min},
        {8h + 30min, 0, "", 8h + 30min},
        {8h + 31min, 1, "service_advisor", 8h + 45min},
        {8h + 46min, 2, "service_manager", 9h + 30min},
    }));
    CHECK(escalation(it, now) == Escalation{.level = level, .role = role, .next = monday + next});
    CHECK(escalation(it, 9h + 31min) == Escalation{.level = 3, .role = "dealer_manager"});
}

TEST_CASE("an answered case goes higher when it is not solved", "[promise]") {
    Said said{entry("e1", "B", 8h, call()), entry("e2", "B", 10h, Reached{Stage::answered})};
    const auto it = only(said);
    CHECK(escalation(it, 9h + 59min).level == 3);  // before that, it was late
    CHECK(escalation(it, 10h) == Escalation{.next = monday + 32h});
    CHECK(escalation(it, 33h) == Escalation{.level = 2,
                                            .role = "service_manager",
                                            .clock = ClockKind::solution,
                                            .next = monday + 44h});
    CHECK(escalation(it, 45h) ==
          Escalation{.level = 3, .role = "dealer_manager", .clock = ClockKind::solution});
    said.push_back(entry("e3", "B", 46h, Reached{Stage::released}));
    CHECK(escalation(only(said), 47h) == Escalation{});
}

TEST_CASE("a case that is quiet or closed calls nobody", "[promise]") {
    const auto quiet = only({}, {episode(1, 8h, 12h)});
    CHECK(escalation(quiet, 11h).level == 3);
    CHECK(escalation(quiet, 12h) == Escalation{});
    const auto closed =
        only({entry("e1", "B", 8h, call()), entry("e2", "B", 12h, make::closing())});
    CHECK(escalation(closed, 11h).level == 3);
    CHECK(escalation(closed, 13h) == Escalation{});
}

TEST_CASE("a pause holds the next step back", "[promise]") {
    const auto it =
        only({entry("e1", "B", 8h, call()), entry("e2", "B", 8h + 5min, Reached{Stage::answered}),
              entry("e3", "B", 9h, cases::Paused{PauseReason::waiting_for_customer}),
              entry("e4", "B", 19h, cases::Resumed{})});
    CHECK(escalation(it, 12h) == Escalation{});
    CHECK(escalation(it, 20h) == Escalation{.next = monday + 42h});
}
