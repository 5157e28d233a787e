#include "backend/cases/case.hpp"

#include <catch2/catch.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/faults/severity.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/tales.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using cases::Case;
using cases::CaseState;
using cases::Oddity;
using cases::PauseReason;
using cases::Reached;
using cases::Stage;
using make::call;
using make::entry;
using make::episode;
using make::monday;

namespace {

Case only(const std::vector<cases::CaseEntry>& entries,
          const std::vector<cases::CaseEpisode>& episodes = {}) {
    auto book = cases::fold(entries, episodes);
    REQUIRE(book.cases.size() == 1);
    return std::move(book.cases.front());
}

std::vector<cases::Odd> odd(std::initializer_list<std::pair<Oddity, std::string>> all) {
    std::vector<cases::Odd> made;
    for (const auto& [what, id] : all) {
        made.push_back({what, make::entry_id(id)});
    }
    return made;
}

}  // namespace

TEST_CASE("a case tells what was said last of its owner, its next step and its estimate",
          "[case]") {
    const auto it =
        only({entry("e1", "B", 8h, call()), entry("e2", "B", 9h, cases::Owned{.owner = "Li"}),
              entry("e4", "B", 11h, cases::Owned{.owner = "Zhao", .words = "night"}),
              entry("e3", "B", 10h, cases::Owned{.owner = "Chen"}),
              entry("e5", "B", 9h, cases::NextStep{"tow", Day{}}),
              entry("e6", "B", 10h, cases::NextStep{"ask for the hose", {}}),
              entry("e7", "B", 12h, cases::Estimate{.ready = monday + 20h}),
              entry("e8", "B", 13h, cases::Answer{.is_accepted = true})});
    CHECK(it.owner == cases::Owned{.owner = "Zhao", .words = "night"});
    CHECK(it.next_step == cases::NextStep{"ask for the hose", {}});
    CHECK(it.estimate == cases::Estimate{.ready = monday + 20h});
    CHECK(it.answer == cases::Answer{.is_accepted = true});
    CHECK(it.call == call());
    CHECK(it.odd.empty());
}

TEST_CASE("of several calls a case shows the first", "[case]") {
    auto again = call();
    again.words = "it still stands";
    const auto it = only({entry("e1", "B", 8h, call()), entry("e2", "C", 9h, again),
                          entry("e3", "C", 10h, cases::Joined{make::case_id("B")})});
    CHECK(it.call == call());
    CHECK(it.heard == monday + 8h);
    CHECK(it.entries.size() == 3);
}

TEST_CASE("a new estimate waits for a new answer", "[case]") {
    const auto it = only({entry("e1", "B", 8h, call()),
                          entry("e2", "B", 9h, cases::Estimate{.ready = monday + 20h}),
                          entry("e3", "B", 10h, cases::Answer{.is_accepted = true}),
                          entry("e4", "B", 11h, cases::Estimate{.ready = monday + 30h})});
    CHECK(it.estimate == cases::Estimate{.ready = monday + 30h});
    CHECK_FALSE(it.answer);
}

TEST_CASE("a case began when the first of it happened, and we heard when we heard", "[case]") {
    auto early_call = call();
    early_call.happened = monday + 5h;
    const auto it = only({entry("e1", "B", 8h, early_call)}, {episode(1, 6h), episode(2, 9h)});
    CHECK(it.happened == monday + 5h);
    CHECK(it.heard == monday + 6h + 5min);

    auto mild = episode(1, 6h, {}, faults::Action::log);
    mild.root = 2;
    const auto fault = only({}, {mild, episode(2, 9h)});
    CHECK(fault.happened == monday + 6h);
    CHECK(fault.heard == monday + 9h + 5min);  // the mild one asked for no case
}

TEST_CASE("stages may be skipped and entered late; those out of order are named and stand",
          "[case]") {
    const auto it =
        only({entry("e1", "B", 8h, call()), entry("e2", "B", 12h, Reached{Stage::in_workshop}),
              entry("e3", "B", 9h, Reached{Stage::answered}),
              entry("e4", "B", 13h, Reached{Stage::rescue_on_the_way}),
              entry("e5", "B", 14h, Reached{Stage::repaired}),
              entry("e6", "B", 7h, Reached{Stage::answered})});
    CHECK(it.stages == std::vector<cases::StageTime>{{Stage::answered, monday + 7h, "Li"},
                                                     {Stage::answered, monday + 9h, "Li"},
                                                     {Stage::in_workshop, monday + 12h, "Li"},
                                                     {Stage::rescue_on_the_way, monday + 13h, "Li"},
                                                     {Stage::repaired, monday + 14h, "Li"}});
    CHECK(it.odd == odd({{Oddity::before_case, "e6"}, {Oddity::out_of_order, "e4"}}));
    CHECK(cases::stage(it, monday + 8h + 30min) == Stage::answered);
    CHECK(cases::stage(it, monday + 12h) == Stage::in_workshop);
    CHECK(cases::stage(it, monday + 20h) == Stage::repaired);
    CHECK(cases::stage(it, monday) == Stage::reported);
}

TEST_CASE("a pause ends when the case is resumed or another reason takes over", "[case]") {
    const auto it =
        only({entry("e1", "B", 8h, call()),
              entry("e2", "B", 9h, cases::Paused{PauseReason::waiting_for_customer}),
              entry("e3", "B", 10h, cases::Paused{PauseReason::waiting_for_parts}),
              entry("e4", "B", 11h, cases::Resumed{}), entry("e5", "B", 12h, cases::Resumed{}),
              entry("e6", "B", 13h, cases::Paused{PauseReason::other})});
    CHECK(it.pauses == std::vector<cases::PauseTime>{
                           {PauseReason::waiting_for_customer, {monday + 9h, monday + 10h}},
                           {PauseReason::waiting_for_parts, {monday + 10h, monday + 11h}},
                           {PauseReason::other, {monday + 13h, std::nullopt}}});
    CHECK(it.odd == odd({{Oddity::nothing_to_resume, "e5"}}));
}

TEST_CASE("a pause and a resumption at one instant leave the clock running", "[case]") {
    const auto it = only({entry("e1", "B", 8h, call()), entry("a", "B", 9h, cases::Resumed{}),
                          entry("b", "B", 9h, cases::Paused{})});
    CHECK(it.pauses.back().pause.until == monday + 9h);
}

TEST_CASE("a case is closed by the first closing that stands", "[case]") {
    auto second = make::closing();
    second.cause = "another";
    std::vector<cases::CaseEntry> said{
        entry("e1", "B", 8h, call()),           entry("e2", "B", 20h, make::closing()),
        entry("e3", "B", 21h, second),          entry("e4", "B", 22h, Reached{Stage::repaired}),
        entry("e5", "B", 23h, cases::Paused{}), entry("e6", "B", 24h, cases::Note{"thanks"})};
    const auto it = only(said);
    CHECK(it.closing == make::closing());
    CHECK(it.closed == monday + 20h);
    CHECK(it.odd == odd({{Oddity::closed_twice, "e3"},
                         {Oddity::after_closing, "e4"},
                         {Oddity::after_closing, "e5"}}));
    CHECK(cases::state(it, monday + 20h - 1us) == CaseState::open);
    CHECK(cases::state(it, monday + 20h) == CaseState::closed);

    said.push_back(entry("e7", "B", 25h, cases::Withdrawn{make::entry_id("e2")}));
    CHECK(only(said).closing == second);
    CHECK(only(said).closed == monday + 21h);
}

TEST_CASE("a fault case is quiet while none of its episodes is there, by evidence", "[case]") {
    auto again = episode(2, 20h, 22h);
    again.root = 1;
    auto within = episode(3, 21h, 21h + 30min);
    within.root = 1;
    const std::vector<cases::CaseEntry> said{entry("e1", "F1", 9h, cases::Note{"seen"})};
    const auto it = only(said, {episode(1, 8h, 10h), again, within});
    CHECK(it.quiet == std::vector<cases::Pause>{{monday + 10h, monday + 20h}, {monday + 22h, {}}});
    CHECK(cases::state(it, monday + 9h) == CaseState::open);
    CHECK(cases::state(it, monday + 10h) == CaseState::quiet);
    CHECK(cases::quiet_since(it, monday + 19h) == monday + 10h);
    CHECK(cases::state(it, monday + 20h) == CaseState::open);
    CHECK(cases::quiet_since(it, monday + 21h) == std::nullopt);
    CHECK(cases::state(it, monday + 999h) == CaseState::quiet);  // for good: somebody has seen it

    CHECK(only(said, {episode(1, 8h, 10h), again,
                      [] {
                          auto lasting = episode(4, 9h);
                          lasting.root = 1;
                          return lasting;
                      }()})
              .quiet.empty());
    // Somebody has called: that a lamp went out answers nobody.
    CHECK(only({entry("e1", "B", 9h, call())}, {episode(1, 8h, 10h)}).quiet.empty());
    CHECK(only({entry("e1", "C", 9h, call(cases::CaseKind::complaint)),
                entry("e2", "C", 9h, cases::Joined{make::case_id("F1")})},
               {episode(1, 8h, 10h)})
              .quiet.empty());
}

TEST_CASE("a quiet case that nobody touched for a week has closed by itself", "[case]") {
    const Duration end = 10h + 7 * 24h;
    const auto it = only({}, {episode(1, 8h, 10h)});
    CHECK(it.clears_by_itself == monday + end);
    CHECK(cases::ended(it) == monday + end);
    CHECK(cases::state(it, monday + end - 1us) == CaseState::quiet);
    CHECK(cases::state(it, monday + end) == CaseState::cleared_by_itself);

    const auto note = [](Duration at) { return entry("e1", "F1", at, cases::Note{"?"}); };
    CHECK_FALSE(only({note(end - 1us)}, {episode(1, 8h, 10h)}).clears_by_itself);
    CHECK(only({note(end)}, {episode(1, 8h, 10h)}).clears_by_itself == monday + end);

    // What people say about it afterwards is its closing, but its end stays.
    const auto closed = only({entry("e1", "F1", end + 5h, make::closing())}, {episode(1, 8h, 10h)});
    CHECK(cases::state(closed, monday + end + 5h) == CaseState::closed);
    CHECK(cases::ended(closed) == monday + end);
}
