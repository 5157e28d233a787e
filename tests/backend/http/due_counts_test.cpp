// The due list in sums, and what has to be looked at: backend/store/views/due.
#include "backend/store/views/due/due_counts.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/due/due.hpp"
#include "backend/due/list/compliance.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/templates.hpp"
#include "backend/store/derived/fleet_rows.hpp"
#include "backend/store/derived/history_rows.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/due/work_items.hpp"
#include "backend/store/views/page.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/sources.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"
#include "tests/backend/http/tenants.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace roadworthy::views;
using due::Verdict;
using std::chrono::days;
using store::Scope;

namespace {

const Day today = make::day("2026-06-03");  // a Wednesday
const Day monday = make::day("2026-06-01");

due::DueRow row_on(const std::string& item, std::optional<Day> day) {
    due::DueRow row{.item = item,
                    .limiting = due::Criterion::distance,
                    .last_done = Time{today - days{300}},
                    .labour_minutes = 60};
    if (day) {
        row.window = due::Window{*day, *day, *day};
    } else {
        row.usage_known_until = Day{};
    }
    return row;
}

// A store that is written as the applier does.
class Shop {
public:
    Shop() {
        store::write(tables_, store::EnteredPlan{
                                  .plan = {.id = plan_,
                                           .items = {{.key = "oil", .parts = {{"CI-4", 42'500}}},
                                                     {.key = "filter", .parts = {{"CI-4", 500}}}}},
                                  .at = Time{monday}});
        for (const char* id : {"C1", "C2"}) {
            store::write(tables_, truck::Customer{.id = CustomerId::from(id).value(),
                                                  .dealer = DealerId::from("D1").value()});
        }
    }

    struct Truck {
        std::string id;
        std::string workshop = "Jinan";
        std::string owner = "C1";
        std::vector<due::DueRow> due;
        std::vector<due::JudgedCompletion> judged;
    };
    void enter(const Truck& truck, truck::TruckRecord record, store::StoredDossier stored) {
        record.id = make::truck_id(truck.id);
        record.workshop = truck.workshop;
        stored.dossier.truck = record.id;
        stored.dossier.record = record;
        if (record.plan) {
            stored.dossier.plan = due::PlanChoice{.plan = *record.plan};
        }
        stored.owner = CustomerId::from(truck.owner).value();
        stored.dossier.ownerships = {{record.id, stored.owner, make::time("2026-01-01")}};
        store::ChangedRows changed;
        for (const due::DueRow& row : truck.due) {
            changed.due.emplace(row.item, row);
        }
        for (const due::JudgedCompletion& one : truck.judged) {
            changed.judged[one.item].push_back(one);
        }
        store::write(tables_, stored);
        store::write_ownership(tables_, stored.dossier);
        store::write(tables_, stored, changed);
    }
    void enter(const Truck& truck) {
        enter(truck, {.id = make::truck_id(), .plan = plan_, .delivered = monday},
              {.dossier = {.truck = make::truck_id()}});
    }

    sql::Connection& database() { return *database_; }
    const PlanId& plan() const { return plan_; }

private:
    std::unique_ptr<sql::Connection> database_ = support::empty_store();
    store::Tables tables_{*database_, store::Version::live};
    PlanId plan_ = PlanId::from("P").value();
};

std::vector<std::string> work(Shop& shop, WorkQuery query = {.today = today}) {
    std::vector<std::string> found;
    do {
        auto page = work_items(shop.database(), Scope::everything(), query).value();
        for (const WorkItem& item : page.rows) {
            found.push_back(std::to_string(static_cast<int>(item.reason)) + ' ' +
                            item.truck.id.text() + ' ' + item.item);
        }
        query.page.after = std::move(page.next);
    } while (query.page.after);
    return found;
}

}  // namespace

TEST_CASE("the load is by week and home workshop, and what is past is carried into the present",
          "[due_counts]") {
    Shop shop;
    shop.enter({.id = "TRUCK001",
                .due = {row_on("oil", monday - days{20}), row_on("filter", monday + days{6}),
                        row_on("belt", monday + days{7}), row_on("none", std::nullopt)}});
    shop.enter({.id = "TRUCK002", .due = {row_on("oil", today)}});
    shop.enter({.id = "TRUCK003", .workshop = "Qingdao", .due = {row_on("oil", monday)}});
    shop.enter({.id = "TRUCK004", .due = {row_on("oil", monday + days{14})}});
    const WeeksQuery query{.today = today, .weeks = 2};
    CHECK(due_load(shop.database(), Scope::everything(), query) ==
          std::vector<LoadRow>{{monday, "Jinan", 3, 2, 180, 1},
                               {monday, "Qingdao", 1, 1, 60, 1},
                               {monday + days{7}, "Jinan", 1, 1, 60, 0}});
    CHECK(due_load(shop.database(), Scope::everything(),
                   {.today = today, .weeks = 1, .workshop = "Qingdao"})
              .size() == 1);
    CHECK(due_load(shop.database(), http::customer("C2"), query).empty());
}

TEST_CASE("an item whose readings are too old is in the week of its calendar, or in none",
          "[due_counts]") {
    Shop shop;
    due::DueRow stale = row_on("oil", monday);
    stale.usage_known_until = Day{};
    shop.enter({.id = "TRUCK001", .due = {stale}});
    CHECK(due_load(shop.database(), Scope::everything(), {.today = today}).empty());
    stale.calendar = monday + days{8};
    shop.enter({.id = "TRUCK001", .due = {stale}});
    const auto rows = due_load(shop.database(), Scope::everything(), {.today = today});
    REQUIRE(rows.size() == 1);
    CHECK(rows.front().week == monday + days{7});
}

TEST_CASE("the parts are those of the plans, summed by number", "[due_counts]") {
    Shop shop;
    shop.enter({.id = "TRUCK001",
                .due = {row_on("oil", today), row_on("filter", today), row_on("belt", today)}});
    shop.enter({.id = "TRUCK002", .due = {row_on("oil", today)}});
    shop.enter({.id = "TRUCK003", .due = {row_on("oil", today + days{7})}});
    CHECK(due_parts(shop.database(), Scope::everything(), {.today = today}) ==
          std::vector<PartsRow>{{monday, "Jinan", "CI-4", 85'500, 3},
                                {monday + days{7}, "Jinan", "CI-4", 42'500, 1}});
}

TEST_CASE("compliance counts the completions of a period, but for what was taken back",
          "[due_counts]") {
    Shop shop;
    const auto done = [](const char* item, const char* at, Verdict verdict,
                         std::optional<std::int64_t> off, const char* workshop = "Jinan") {
        return due::JudgedCompletion{.item = item,
                                     .at = make::time(at),
                                     .workshop = workshop,
                                     .verdict = verdict,
                                     .off_permille = off};
    };
    auto taken_back = done("oil", "2026-05-03", Verdict::unknown, std::nullopt);
    taken_back.is_void = true;
    shop.enter({.id = "TRUCK001",
                .judged = {done("oil", "2026-04-30T23:00:00Z", Verdict::late, 500),
                           done("oil", "2026-05-01", Verdict::on_time, -20),
                           done("oil", "2026-05-02", Verdict::late, 300, "Qingdao"), taken_back,
                           done("belt", "2026-05-31", Verdict::unknown, std::nullopt),
                           done("belt", "2026-06-01", Verdict::late, 500)}});
    shop.enter({.id = "TRUCK002",
                .owner = "C2",
                .judged = {done("oil", "2026-05-09", Verdict::early, -400)}});
    const DayRange may{make::day("2026-05-01"), make::day("2026-06-01")};
    const auto by = [&](ComplianceGrouping grouping, const Scope& scope = Scope::everything()) {
        return due_compliance(shop.database(), scope, may, grouping);
    };
    CHECK(by(ComplianceGrouping::all) == std::vector<ComplianceRow>{{"", 4, 1, 1, 1, 1, -40}});
    CHECK(by(ComplianceGrouping::workshop) ==
          std::vector<ComplianceRow>{{"Jinan", 3, 1, 1, 0, 1, -210},
                                     {"Qingdao", 1, 0, 0, 1, 0, 300}});
    CHECK(by(ComplianceGrouping::item).size() == 2);
    CHECK(by(ComplianceGrouping::customer) ==
          std::vector<ComplianceRow>{{"C1", 3, 1, 0, 1, 1, 140}, {"C2", 1, 0, 1, 0, 0, -400}});
    CHECK(by(ComplianceGrouping::all, http::customer("C2")) ==
          std::vector<ComplianceRow>{{"", 1, 0, 1, 0, 0, -400}});
}

TEST_CASE("what has to be looked at has one row a truck and reason, on pages of any size",
          "[work_items]") {
    Shop shop;
    due::DueRow disagreeing = row_on("oil", today + days{100});
    disagreeing.own_counter = due::OwnCounter{.left = 1, .ours = 2, .disagrees = true};
    due::DueRow never = row_on("belt", today);
    never.last_done.reset();
    due::DueRow not_yet = row_on("filter", today + days{1});
    not_yet.last_done.reset();
    shop.enter({.id = "TRUCK001",
                .due = {row_on("oil", std::nullopt), row_on("belt", std::nullopt), not_yet}});
    shop.enter({.id = "TRUCK002", .due = {disagreeing, never}});
    shop.enter({.id = "TRUCK003"}, {.id = make::truck_id(), .vin = "LFWSRXRJ1F1E00001"},
               {.dossier = {.truck = make::truck_id(), .state = {.bus_vin = "LFWSRXRJ1F1E00002"}}});
    shop.enter({.id = "TRUCK004"},
               {.id = make::truck_id(), .vin = "LFWSRXRJ1F1E00001", .plan = shop.plan()},
               {.dossier = {.truck = make::truck_id(), .state = {.bus_vin = "lfwsrxrj1f1e00001"}}});
    const std::vector<std::string> all = {"0 TRUCK003 ",     "1 TRUCK003 ",    "2 TRUCK004 ",
                                          "3 TRUCK001 belt", "4 TRUCK002 oil", "5 TRUCK002 belt"};
    for (const std::size_t limit : {1U, 2U, 4U, 500U}) {
        CHECK(work(shop, {.today = today, .page = {.limit = limit}}) == all);
    }
    CHECK(work(shop, {.today = today, .reasons = {WorkReason::no_plan}}) ==
          std::vector<std::string>{"1 TRUCK003 "});
    CHECK(work(shop, {.today = today, .workshop = "Qingdao"}).empty());
    CHECK(work_items(shop.database(), http::customer("C2"), {.today = today})->rows.empty());
    CHECK_FALSE(work_items(shop.database(), Scope::everything(),
                           {.today = today, .page = {.after = to_cursor({"9", "0", "TRUCK001"})}}));
}

TEST_CASE("what was never done is a work item exactly while it is due or overdue", "[work_items]") {
    make::Random random(7);
    const auto below = [&](int bound) {
        return static_cast<int>(random() % static_cast<std::uint64_t>(bound));
    };
    for (int i = 0; i < 60; ++i) {
        Shop shop;
        // What a reading has reached, it has not reached tomorrow.
        const bool is_reached = below(4) == 0;
        due::DueRow row = row_on("oil", today + days{below(is_reached ? 20 : 40) - 20});
        row.last_done.reset();
        row.is_reached = is_reached;
        row.usage_known_until = below(3) == 0   ? std::optional{today + days{below(6) - 3}}
                                : below(2) == 0 ? std::optional{Day{}}
                                                : std::nullopt;
        if (below(2) == 0) {
            row.calendar = row.window->p50 + days{below(20)};
        }
        shop.enter({.id = "TRUCK001", .due = {row}});
        const auto state = due::due_state(row, today);
        const bool is_due = state == due::DueState::due || state == due::DueState::overdue;
        CHECK(work(shop, {.today = today, .reasons = {WorkReason::never_done}}).size() ==
              (is_due ? 1U : 0U));
    }
}

TEST_CASE("what was never done is a work item from its day on, whichever says it", "[work_items]") {
    const auto is_item = [](const due::DueRow& row) {
        Shop shop;
        shop.enter({.id = "TRUCK001", .due = {row}});
        return !work(shop, {.today = today, .reasons = {WorkReason::never_done}}).empty();
    };
    const auto on = GENERATE(table<int, bool>({{-1, true}, {0, true}, {1, false}}));
    const Day day = today + days{std::get<0>(on)};
    due::DueRow row = row_on("oil", day);
    row.last_done.reset();
    CHECK(is_item(row) == std::get<1>(on));  // by its usage
    row.window.reset();
    row.calendar = day;
    row.usage_known_until = Day{};
    CHECK(is_item(row) == std::get<1>(on));  // by the calendar, where nobody knows its usage
    row.calendar.reset();
    CHECK_FALSE(is_item(row));
}

TEST_CASE("a recall is no item that was forgotten to be entered", "[work_items]") {
    Shop shop;
    due::DueRow row = row_on("recall/R1", today);
    row.last_done.reset();
    row.kind = due::ItemKind::recall;
    shop.enter({.id = "TRUCK001", .due = {row}});
    CHECK(work(shop, {.today = today, .reasons = {WorkReason::never_done}}).empty());
}

TEST_CASE("of what was never done, what has waited longest comes first, each truck once",
          "[work_items]") {
    Shop shop;
    const auto never = [](const std::string& item, int since) {
        due::DueRow row = row_on(item, today - days{since});
        row.last_done.reset();
        return row;
    };
    shop.enter({.id = "TRUCK001", .due = {never("oil", 3), never("belt", 3), never("filter", 2)}});
    shop.enter({.id = "TRUCK002", .due = {never("oil", 9), never("belt", 1)}});
    shop.enter({.id = "TRUCK003", .due = {never("oil", 3), never("belt", -1)}});
    const std::vector<std::string> all = {"5 TRUCK002 oil", "5 TRUCK001 belt", "5 TRUCK003 oil"};
    for (const std::size_t limit : {1U, 2U, 500U}) {
        CHECK(work(shop, {.today = today,
                          .reasons = {WorkReason::never_done},
                          .page = {.limit = limit}}) == all);
    }
    const auto page = work_items(shop.database(), Scope::everything(),
                                 {.today = today, .reasons = {WorkReason::never_done}});
    CHECK(page->rows.at(1).items == 3);
    CHECK(page->rows.at(2).items == 1);
    CHECK(page->rows.at(0).due_since == today - days{9});
}
