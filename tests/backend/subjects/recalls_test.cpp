#include "backend/due/recalls.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using due::DueState;

namespace {

const Day listed = make::day("2026-03-01");

// The row of the recall R1 of a truck, or none.
struct Question {
    due::OpenRecall recall{.recall = "R1", .listed = listed};
    due::HistoryByItem done;
    due::OverrideByItem overrides;

    std::vector<due::DueRow> rows() const {
        const due::Plan plan = make::plan({});
        return due::due_rows({.plan = plan,
                              .delivered = make::day("2025-01-01"),
                              .done = done,
                              .state = {},
                              .tick = std::nullopt,
                              .overrides = overrides,
                              .recalls = {&recall, 1}});
    }
    due::DueRow row() const { return rows().at(0); }
};

}  // namespace

TEST_CASE("a VIN has 17 digits and capitals without I, O and Q", "[recalls]") {
    CHECK(due::checked_vin(" lfwsrxrj1f1e00001 ") == "LFWSRXRJ1F1E00001");
    CHECK(due::plain_vin("  ").empty());
    const auto wrong = GENERATE(as<std::string>{}, "", "LFWSRXRJ1F1E0000", "LFWSRXRJ1F1E000011",
                                "LFWSRXRJ1F1E0000I", "LFWSRXRJ1F1EO0001", "QFWSRXRJ1F1E00001",
                                "LFWSRXRJ1 1E00001");
    CHECK_FALSE(due::checked_vin(wrong));
}

TEST_CASE("a recall with a date is due by that date and overdue after it", "[recalls]") {
    Question it;
    it.recall.due_on = make::day("2026-06-30");
    const due::DueRow row = it.row();
    CHECK(row.item == "recall/R1");
    CHECK(row.kind == due::ItemKind::recall);
    CHECK(row.calendar == it.recall.due_on);
    CHECK(row.earliest == listed);
    CHECK(row.latest == it.recall.due_on);
    CHECK(due::due_state(row, make::day("2026-03-02")) == DueState::not_due);
    CHECK(due::due_state(row, make::day("2026-06-30")) == DueState::due);
    CHECK(due::due_state(row, make::day("2026-07-01")) == DueState::overdue);
}

TEST_CASE("a recall without a date is due at once and never overdue", "[recalls]") {
    const due::DueRow row = Question{}.row();
    CHECK(row.window->p50 == listed);
    CHECK(row.latest == listed + std::chrono::days{365});
    CHECK(due::due_state(row, listed) == DueState::due);
    CHECK(due::due_state(row, listed + std::chrono::days{900}) == DueState::due);
}

TEST_CASE("a recall is done once, until the completion is voided", "[recalls]") {
    Question it;
    const auto visit = make::completion("recall/R1", make::time("2026-02-01"));
    due::take(it.done, visit);
    CHECK(it.rows().empty());
    due::take(it.done, due::CompletionVoid{visit.truck, visit.item, visit.at, "another truck"});
    CHECK(it.rows().size() == 1);
}

TEST_CASE("what a truck's own papers say of a recall holds, but makes none", "[recalls]") {
    Question it;
    due::ItemOverride change{.truck = make::truck_id(), .item = "recall/R1"};
    SECTION("a later date") {
        change.due_on = make::day("2026-09-01");
        due::take(it.overrides, change);
        CHECK(it.row().calendar == change.due_on);
        CHECK(it.row().is_of_truck);
        CHECK(it.rows().size() == 1);
    }
    SECTION("not for this truck") {
        change.is_excluded = true;
        due::take(it.overrides, change);
        CHECK(it.rows().empty());
    }
    SECTION("a recall that does not list it") {
        change.item = "recall/R2";
        change.due_on = make::day("2026-09-01");
        due::take(it.overrides, change);
        CHECK(it.rows().size() == 1);
    }
}

TEST_CASE("a row says whether it is an item of the plan, of the papers or of the season",
          "[recalls]") {
    const due::Plan plan =
        make::plan({{.key = "oil", .every = {.days = 90}},
                    {.key = "battery", .seasons = {{"", 11, 1}}},
                    {.key = "cooling", .every = {.days = 90}, .seasons = {{"", 6, 1}}}});
    due::OverrideByItem overrides;
    due::take(overrides, due::ItemOverride{.truck = make::truck_id(),
                                           .item = "insurance",
                                           .due_on = make::day("2026-09-01"),
                                           .name_zh = "保险",
                                           .name_en = "insurance"});
    const due::HistoryByItem done;
    const auto rows = due::due_rows({.plan = plan,
                                     .delivered = make::day("2025-01-01"),
                                     .done = done,
                                     .state = {},
                                     .tick = std::nullopt,
                                     .overrides = overrides});
    std::vector<due::ItemKind> kinds;
    for (const auto& row : rows) {
        kinds.push_back(row.kind);
    }
    CHECK(kinds == std::vector{due::ItemKind::plan_item, due::ItemKind::seasonal,
                               due::ItemKind::plan_item, due::ItemKind::papers});
    CHECK(rows.back().name_zh == "保险");
    CHECK(rows.back().name_en == "insurance");
}

TEST_CASE("the labour of a recall is that of its row", "[recalls]") {
    Question it;
    it.recall.labour_minutes = 45;
    CHECK(it.row().labour_minutes == 45);
}
