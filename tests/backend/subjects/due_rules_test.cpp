// What a due row makes of the rules of its plan: backend/due/due.cpp with history and targets.
#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/truck/sources.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using due::Criterion;
using due::DueState;
using make::after;

namespace {

constexpr std::int64_t km = 1'000;
constexpr std::int64_t daily = 300 * km;

Day day(int number) {
    return day_of(after(number));
}

struct Setting {
    due::Plan plan;
    truck::TruckState state = make::driven(30, daily);
    std::optional<Day> delivered = day(0);
    due::HistoryByItem done;
    std::optional<due::DayTick> tick;
    due::OverrideByItem overrides;
    std::string region;
    make::Shelf shelf;

    explicit Setting(std::vector<due::PlanItem> items) : plan(make::plan(std::move(items))) {}

    std::vector<due::DueRow> rows() {
        due::place_on_meters(done, state);
        return due::due_rows({plan, delivered, done, state, tick, overrides, region});
    }
    due::DueRow row() {
        const auto all = rows();
        REQUIRE(all.size() == 1);
        return all.front();
    }
    std::optional<std::int64_t> target() { return row().distance->target; }
    void complete(Time at) {
        shelf.remember(state.book(MeterKind::odometer), at);
        due::take(done, make::completion(plan.items.front().key, at));
        due::place_on_meters(done, state);
    }
    void change(const due::ItemOverride& change) { due::take(overrides, change); }
};

due::PlanItem oil() {
    return {.key = "oil",
            .every = {.distance_m = 10'000 * km},
            .tolerance = {.distance_m = 600 * km},
            .early = {.distance_m = 1'500 * km}};
}

due::ItemOverride override_of(std::string item, Time from = after(0)) {
    return {.truck = make::truck_id(), .item = std::move(item), .from = from};
}

}  // namespace

TEST_CASE("a voided completion gives the plan back to the one before", "[due]") {
    Setting it({oil()});
    it.complete(after(10));
    const auto before = it.row();
    CHECK(before.last_done == after(10));
    it.complete(after(20));
    CHECK(it.target() == 16'000 * km);
    due::take(it.done, due::CompletionVoid{make::truck_id(), "oil", after(20), "another truck"});
    CHECK(it.row() == before);
    due::take(it.done, due::CompletionVoid{make::truck_id(), "oil", after(10), "another truck"});
    CHECK(it.target() == 10'000 * km);
    CHECK_FALSE(it.row().last_done);
}

TEST_CASE("by anniversary a service a little late moves nothing", "[due]") {
    auto item = oil();
    item.every.distance_m = 6'000 * km;
    Setting it({item});
    it.complete(after(21));
    CHECK(it.target() == 12'300 * km);
    it.plan.items.front().counting = due::Counting::anniversary;
    CHECK(it.target() == 12'000 * km);
}

TEST_CASE("fuel used is a criterion like the others", "[due]") {
    Setting it({{.key = "filter", .every = {.fuel_used_ml = 4'000'000}}});
    for (int i = 0; i <= 30; ++i) {
        it.state.book(MeterKind::fuel_used).add(make::reading({250, 0}, after(i), i * 100'000L));
    }
    const auto row = it.row();
    CHECK(row.limiting == Criterion::fuel_used);
    CHECK(row.fuel_used->target == 4'000'000);
    CHECK(row.fuel_used->reading == truck::ValueAt{after(30), 3'000'000});
    CHECK(row.window->p50 >= day(40));
    CHECK(row.window->p50 <= day(41));
    CHECK(row.interval == due::Interval{.fuel_used_ml = 4'000'000});
}

TEST_CASE("a row says between which days the item may be done", "[due]") {
    Setting it({oil()});
    const auto row = it.row();
    CHECK(*row.earliest == row.window->p50 - std::chrono::days{5});
    CHECK(*row.latest == row.window->p50);
    SECTION("the tolerance of the calendar is exact") {
        it.plan.items.front() = {.key = "check",
                                 .every = {.days = 90},
                                 .tolerance = {.days = 10},
                                 .early = {.days = 20}};
        CHECK(it.row().earliest == day(70));
        CHECK(it.row().latest == day(100));
    }
    SECTION("where only the tolerance is said it holds for both sides") {
        it.plan.items.front() = {.key = "check", .every = {.days = 90}, .tolerance = {.days = 10}};
        CHECK(it.row().earliest == day(80));
    }
    SECTION("the tolerance of the distance as far as nine of ten cases do not pass it") {
        it.plan.items.front().tolerance.distance_m = 3'000 * km;
        CHECK(*it.row().latest > row.window->p50);
        CHECK(*it.row().latest < row.window->p50 + std::chrono::days{10});
    }
    SECTION("whichever comes first") {
        it.plan.items.front().every.days = 20;
        CHECK(it.row().latest == day(20));
        CHECK(*it.row().earliest <= day(20));
    }
}

TEST_CASE("a truck's own rule holds for it alone, and says so", "[due]") {
    Setting it({oil()});
    CHECK_FALSE(it.row().is_of_truck);
    auto change = override_of("oil", after(5));
    change.every = due::Interval{.distance_m = 7'000 * km};
    it.change(change);
    CHECK(it.target() == 7'000 * km);
    CHECK(it.row().is_of_truck);
    CHECK(it.row().interval.distance_m == 7'000 * km);
    SECTION("an older one that arrives later is history") {
        it.change(override_of("oil", after(4)));
        CHECK(it.target() == 7'000 * km);
    }
    SECTION("a newer one takes its place as a whole") {
        it.change(override_of("oil", after(6)));
        CHECK(it.target() == 10'000 * km);
    }
    SECTION("or takes the item away") {
        auto none = override_of("oil", after(6));
        none.is_excluded = true;
        it.change(none);
        CHECK(it.rows().empty());
    }
}

TEST_CASE("a date by the papers needs no plan, and goes on by its interval", "[due]") {
    Setting it(std::vector<due::PlanItem>{});
    auto inspection = override_of("inspection");
    inspection.due_on = day(200);
    it.change(inspection);
    CHECK(it.row().calendar == day(200));
    CHECK(it.row().limiting == Criterion::calendar);
    CHECK(due::due_state(it.row(), day(199)) == DueState::soon);
    CHECK(due::due_state(it.row(), day(200)) == DueState::due);
    CHECK(due::due_state(it.row(), day(201)) == DueState::overdue);
    SECTION("once") {
        due::take(it.done, make::completion("inspection", after(200)));
        CHECK(it.rows().empty());
    }
    SECTION("each year") {
        inspection.every = due::Interval{.days = 365};
        inspection.early = due::Interval{.days = 30};
        inspection.counting = due::Counting::anniversary;
        it.change(inspection);
        due::take(it.done, make::completion("inspection", after(169)));
        CHECK(it.row().calendar == day(200));
        due::take(it.done, make::completion("inspection", after(170)));
        CHECK(it.row().calendar == day(565));
    }
}

TEST_CASE("a seasonal check is due each year before its region's season", "[due]") {
    Setting it({{.key = "battery",
                 .early = {.days = 45},
                 .seasons = {{"north", 10, 1}, {"south", 12, 1}}}});
    it.region = "north";
    CHECK(it.row().calendar == make::day("2026-10-01"));
    CHECK(it.row().earliest == make::day("2026-08-17"));
    it.complete(make::time("2026-08-17"));
    CHECK(it.row().calendar == make::day("2027-10-01"));
    it.region = "south";
    CHECK(it.row().calendar == make::day("2026-12-01"));
    it.region = "west";
    CHECK(it.rows().empty());
}

TEST_CASE("the truck's own counter stands beside our plan, and may disagree", "[due]") {
    const auto left_m = GENERATE(table<std::int64_t, bool>({
        {1'000 * km, false},
        {400 * km, false},
        {399 * km, true},
        {1'600 * km, false},
        {1'601 * km, true},
        {-100 * km, true},
    }));
    auto item = oil();
    item.service_component = 3;
    Setting it({item});
    it.state.services = {{.source_address = 0,
                          .counters = {{ServiceKind::distance, 4, 1},
                                       {ServiceKind::distance, 3, std::get<0>(left_m)}}}};
    CHECK(it.row().own_counter == due::OwnCounter{.kind = ServiceKind::distance,
                                                  .left = std::get<0>(left_m),
                                                  .ours = 1'000 * km,
                                                  .disagrees = std::get<1>(left_m)});
    CHECK(it.target() == 10'000 * km);
    SECTION("unless nobody said what it counts") {
        it.plan.items.front().service_component.reset();
        CHECK_FALSE(it.row().own_counter);
    }
}

TEST_CASE("more use is never due later, and no use moves a target", "[due]") {
    const auto seed = GENERATE(range(0, 200));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    auto item = oil();
    item.counting = static_cast<due::Counting>(make::below(random, 2));
    item.every.distance_m = static_cast<std::int64_t>(1 + make::below(random, 20'000)) * km;
    Setting less({item});
    Setting more({item});
    less.state = make::driven(0, 0);
    more.state = make::driven(0, 0);
    std::int64_t slow = 0;
    std::int64_t fast = 0;
    bool was_reached = false;
    for (int i = 1; i <= 40; ++i) {
        const auto step = static_cast<std::int64_t>(50 + make::below(random, 600)) * km;
        slow += step;
        fast += step * 5 / 4;
        less.state.book(MeterKind::odometer).add(make::reading(make::engine_917, after(i), slow));
        more.state.book(MeterKind::odometer).add(make::reading(make::engine_917, after(i), fast));
        const auto one = less.row();
        const auto other = more.row();
        REQUIRE(one.distance->target == item.every.distance_m);
        REQUIRE(one.is_reached == (slow >= *one.distance->target));
        REQUIRE(one.is_reached >= was_reached);
        was_reached = one.is_reached;
        if (one.window && other.window) {
            REQUIRE(other.window->p50 <= one.window->p50);
            REQUIRE(*one.earliest <= *one.latest);
        }
    }
}
