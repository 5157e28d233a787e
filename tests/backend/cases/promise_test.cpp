#include "backend/cases/promise.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
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
#include "tests/backend/cases/places.hpp"
#include "tests/backend/cases/tales.hpp"
#include "tests/support/make.hpp"

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

namespace {

std::uint64_t below(make::Random& random, std::uint64_t bound) {
    return random() % bound;
}

// Anything that may be said of a breakdown or a fault within three days.
Case random_case(make::Random& random) {
    const auto any = [&] { return std::chrono::minutes{below(random, 72 * 60)}; };
    const std::vector<cases::Said> sayings = {Reached{Stage::answered},
                                              Reached{Stage::repaired},
                                              Reached{Stage::released},
                                              cases::Paused{PauseReason::waiting_for_customer},
                                              cases::Paused{PauseReason::other},
                                              cases::Resumed{},
                                              make::closing()};
    Said said;
    const bool is_call = below(random, 2) == 0;
    const char* const about = is_call ? "B" : "F1";
    if (is_call) {
        said.push_back(entry("e0", about, 8h, call()));
    }
    for (int i = 1; i <= static_cast<int>(below(random, 4)); ++i) {
        said.push_back(entry("e" + std::to_string(i), about, any(),
                             sayings.at(below(random, sayings.size()))));
    }
    const Duration opened = any();
    auto fault = episode(1, opened);
    auto again = episode(2, opened + any());
    again.root = 1;
    if (below(random, 2) == 0) {
        fault.cleared = fault.opened + any();
    }
    return is_call ? only(said) : only(said, {fault, again});
}

// From nine to twelve and from one to five on workdays.
cases::SlaPolicy office_hours() {
    auto made = policy;
    cases::DayHours day = make::hours(9, 12);
    day.push_back(make::hours(13, 17).front());
    made.calendars["office"] = {.zone = {}, .hours = make::open(5, day)};
    made.rows = {{.calendar = "office"}};
    return made;
}

}  // namespace

TEST_CASE("the ladder of a case is what escalation says at any time", "[promise]") {
    const auto seed = GENERATE(take(150, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const auto it = random_case(random);
    const auto held = below(random, 2) == 0 ? policy : office_hours();
    const auto terms = cases::terms(held, {});
    const auto rungs = cases::ladder(it, held, terms);
    std::set<int> called;
    for (auto now = monday; now < monday + 120h; now += 5min) {
        const auto said = cases::escalation(it, held, terms, now);
        if (said.level > 0) {
            called.insert(said.level);
            const auto rung = std::ranges::find_if(
                rungs, [&](const cases::Rung& one) { return one.level >= said.level; });
            REQUIRE(rung != rungs.end());
            CHECK(rung->at <= now);
        }
    }
    for (const cases::Rung& rung : rungs) {
        if (rung.at < monday + 110h) {
            CHECK(cases::escalation(it, held, terms, rung.at).level == rung.level);
            CHECK(cases::escalation(it, held, terms, rung.at).role == rung.role);
            CHECK(cases::escalation(it, held, terms, rung.at - 1ms).level < rung.level);
        }
    }
}

TEST_CASE("a case is late from the millisecond at which one of its clocks is missed", "[promise]") {
    const auto seed = GENERATE(take(150, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const auto it = random_case(random);
    const auto held = below(random, 2) == 0 ? policy : office_hours();
    const auto terms = cases::terms(held, {});
    const auto late = cases::deadlines(it, held, terms).late;
    for (auto now = monday; now < monday + 200h; now += 7min) {
        const auto read = cases::clocks(it, held, terms, now);
        const bool is_missed =
            read.response.state == ClockState::missed || read.solution.state == ClockState::missed;
        CHECK(is_missed == (late && *late <= now));
    }
}

TEST_CASE("the next deadline is that of a clock that still runs", "[promise]") {
    const auto terms = cases::terms(policy, {});
    Said said{entry("e1", "B", 8h, call())};
    CHECK(cases::deadlines(only(said), policy, terms).next == monday + 8h + 30min);
    said.push_back(entry("e2", "B", 8h + 10min, Reached{Stage::answered}));
    CHECK(cases::deadlines(only(said), policy, terms).next == monday + 32h);
    CHECK(cases::deadlines(only(said), policy, terms).response == monday + 8h + 30min);
    said.push_back(entry("e3", "B", 20h, make::closing()));
    CHECK_FALSE(cases::deadlines(only(said), policy, terms).next);
    CHECK_FALSE(cases::deadlines(only({}, {episode(1, 8h, 9h)}), policy, terms).next);
}
