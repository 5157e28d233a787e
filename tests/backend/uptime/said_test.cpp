#include "backend/uptime/said.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/due/plans.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/blocks.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/tales.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using cases::PauseReason;
using cases::Stage;
using make::entry;
using make::monday;
using uptime::Condition;
using uptime::EvidenceChanges;
using uptime::Source;
using uptime::Totals;
using namespace std::chrono_literals;

namespace {

std::vector<uptime::Evidence> rows_of(const EvidenceChanges& changes) {
    std::vector<uptime::Evidence> rows;
    for (const auto& [key, row] : changes.rows) {
        if (row) {
            rows.push_back(*row);
        }
    }
    std::ranges::sort(rows, {}, &uptime::Evidence::from);
    return rows;
}

std::vector<uptime::Evidence> rows_of(const std::vector<cases::CaseEntry>& entries,
                                      const std::vector<cases::CaseEpisode>& episodes = {}) {
    EvidenceChanges changes;
    for (const auto& one : cases::fold(entries, episodes).cases) {
        uptime::take(one, changes);
    }
    return rows_of(changes);
}

uptime::Evidence row(Source source, Duration from, Duration to, const std::string& ref = "B1") {
    return {.source = source, .ref = ref, .from = monday + from, .to = monday + to};
}

cases::CaseEntry reached(const char* id, Duration at, Stage stage) {
    return entry(id, "B1", at, cases::Reached{.stage = stage});
}

}  // namespace

TEST_CASE(
    "a breakdown stands from when it happened, is a repair in the workshop, and ends released",
    "[said]") {
    auto call = make::call();
    call.happened = monday + 8h + 40min;
    CHECK(rows_of({entry("1", "B1", 9h, call), reached("2", 9h + 10min, Stage::answered),
                   reached("3", 9h + 30min, Stage::rescue_on_the_way),
                   reached("4", 11h, Stage::in_workshop), reached("5", 15h, Stage::repaired),
                   reached("6", 16h, Stage::released)}) ==
          std::vector{row(Source::stands, 8h + 40min, 9h + 30min),
                      row(Source::stands, 9h + 30min, 11h), row(Source::repair, 11h, 16h)});
}

TEST_CASE("a case that has not ended is open since the last word about it", "[said]") {
    auto rows = rows_of({entry("1", "B1", 9h, make::call()), reached("2", 11h, Stage::in_workshop),
                         reached("3", 12h, Stage::diagnosed)});
    REQUIRE(rows.size() == 2);
    CHECK(rows[0] == row(Source::stands, 9h, 11h));
    CHECK(rows[1].is_open);
    CHECK(rows[1].from == monday + 11h);
    CHECK(rows[1].to == monday + 12h);
}

TEST_CASE("a case that was closed without a release ends then", "[said]") {
    CHECK(rows_of({entry("1", "B1", 9h, make::call()), entry("2", "B1", 20h, make::closing())}) ==
          std::vector{row(Source::stands, 9h, 20h)});
}

TEST_CASE("while the customer uses the truck it does not stand", "[said]") {
    CHECK(rows_of({entry("1", "B1", 9h, make::call()),
                   entry("2", "B1", 10h,
                         cases::Paused{.reason = PauseReason::customer_uses_truck, .words = {}}),
                   entry("3", "B1", 15h, cases::Resumed{}), reached("4", 17h, Stage::released)}) ==
          std::vector{row(Source::stands, 9h, 10h), row(Source::stands, 15h, 17h)});
    SECTION("another pause changes nothing") {
        CHECK(rows_of({entry("1", "B1", 9h, make::call()),
                       entry("2", "B1", 10h,
                             cases::Paused{.reason = PauseReason::waiting_for_parts, .words = {}}),
                       reached("4", 17h, Stage::released)}) ==
              std::vector{row(Source::stands, 9h, 17h)});
    }
}

TEST_CASE("a complaint or a fault stands only where somebody says so", "[said]") {
    CHECK(rows_of({entry("1", "B1", 9h, make::call(cases::CaseKind::complaint))}).empty());
    CHECK(rows_of({}, {make::episode(1, 5h)}).empty());
    CHECK(rows_of({entry("1", "F1", 9h, cases::Reached{.stage = Stage::in_workshop}),
                   entry("2", "F1", 12h, cases::Reached{.stage = Stage::released})},
                  {make::episode(1, 5h)}) == std::vector{row(Source::repair, 9h, 12h, "F1")});
}

TEST_CASE("a truck that comes back to the workshop was released between", "[said]") {
    CHECK(rows_of({entry("1", "B1", 9h, make::call()), reached("2", 10h, Stage::in_workshop),
                   reached("3", 12h, Stage::released), reached("4", 30h, Stage::in_workshop),
                   reached("5", 32h, Stage::released)}) ==
          std::vector{row(Source::stands, 9h, 10h), row(Source::repair, 10h, 12h),
                      row(Source::repair, 30h, 32h)});
}

TEST_CASE("a case that is told anew takes the place of what it was", "[said]") {
    EvidenceChanges changes;
    const auto before = cases::fold({entry("1", "B1", 9h, make::call())}, {});
    uptime::take(before.cases.at(0), changes);
    EvidenceChanges later;
    const auto after =
        cases::fold({entry("1", "B1", 9h, make::call()), reached("2", 10h, Stage::released)}, {});
    uptime::take(after.cases.at(0), later);
    CHECK(later.anew.contains({Source::stands, "B1"}));
    changes.add(std::move(later));
    CHECK(rows_of(changes) == std::vector{row(Source::stands, 9h, 10h)});
    EvidenceChanges gone;
    uptime::forget(make::case_id("B1"), gone);
    changes.add(std::move(gone));
    CHECK(rows_of(changes).empty());
}

TEST_CASE("the hours in the workshop for a service are planned, unless they cannot be", "[said]") {
    auto oil = make::completion("oil", monday + 12h);
    const auto [arrived, left, is_kept] =
        GENERATE(table<std::optional<Duration>, std::optional<Duration>, bool>({
            {9h, 12h, true},
            {9h, 9h + 31 * 24h, true},
            {9h, 9h + 31 * 24h + 1s, false},
            {9h, 9h, false},
            {9h, 8h, false},
            {9h, std::nullopt, false},
            {std::nullopt, 12h, false},
        }));
    if (arrived) {
        oil.arrived = monday + *arrived;
    }
    if (left) {
        oil.left = monday + *left;
    }
    EvidenceChanges changes;
    uptime::take(oil, changes);
    CHECK(rows_of(changes).size() == (is_kept ? 1 : 0));
    CHECK(changes.anew.size() == 1);
}

TEST_CASE("items of one visit stand together, and a void takes back its own alone", "[said]") {
    EvidenceChanges changes;
    auto oil = make::completion("oil", monday + 12h);
    oil.arrived = monday + 9h;
    oil.left = monday + 12h;
    auto belt = oil;
    belt.item = "belt";
    belt.left = monday + 15h;
    const due::CompletionVoid voided{belt.truck, "belt", belt.at, "not done"};
    const auto planned = [&] {
        return uptime::totals(uptime::tile({monday, monday + 24h}, rows_of(changes), monday + 48h))
            .planned;
    };
    const bool is_void_first = GENERATE(true, false);
    if (is_void_first) {
        uptime::take(voided, changes);
    }
    uptime::take(oil, changes);
    uptime::take(belt, changes);
    if (!is_void_first) {
        CHECK(planned() == 6h);
        uptime::take(voided, changes);
    }
    CHECK(planned() == 3h);
    SECTION("one that is entered again with other hours is another stay") {
        oil.left = monday + 10h;
        uptime::take(oil, changes);
        CHECK(planned() == 1h);
    }
}

TEST_CASE("a correction needs an order, whole seconds, an author and a reason", "[said]") {
    const uptime::Correction good{.truck = make::truck_id(),
                                  .id = "1",
                                  .from = monday,
                                  .to = monday + 1h,
                                  .condition = Condition::up,
                                  .by = "Li",
                                  .reason = "seen",
                                  .entered = monday};
    CHECK(uptime::check(good));
    const auto wrong = [&](auto change, const std::string& word) {
        auto bad = good;
        change(bad);
        const auto checked = uptime::check(bad);
        REQUIRE_FALSE(checked);
        CHECK_THAT(checked.error().message, Catch::Contains(word));
    };
    wrong([](auto& it) { it.to = it.from; }, "after");
    wrong([](auto& it) { it.to = it.from + std::chrono::days{367}; }, "366");
    wrong([](auto& it) { it.from += 1ms; }, "whole seconds");
    wrong([](auto& it) { it.by.clear(); }, "by");
    wrong([](auto& it) { it.reason.clear(); }, "reason");
    wrong([](auto& it) { it.id.clear(); }, "correction");
}
