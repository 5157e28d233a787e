#include "backend/due/list/compliance.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using due::Criterion;
using due::Verdict;
using make::after;

namespace {

constexpr std::int64_t km = 1'000;
constexpr std::int64_t daily = 300 * km;

// Each 10,000 km, 1,500 before to 600 beyond.
due::PlanItem oil() {
    return {.key = "oil",
            .every = {.distance_m = 10'000 * km},
            .tolerance = {.distance_m = 600 * km},
            .early = {.distance_m = 1'500 * km}};
}

// A truck that drives 300 km a day from day 0 on, for 100 days.
struct Setting {
    due::Plan plan;
    truck::TruckState state = make::driven(100, daily);
    std::optional<Day> delivered = day_of(after(0));
    due::HistoryByItem done;
    std::optional<due::DayTick> tick;
    due::OverrideByItem overrides;
    make::Shelf shelf;

    explicit Setting(due::PlanItem item) : plan(make::plan({std::move(item)})) {}

    void complete(double day) {
        const Time at = after(day);
        for (auto& book : state.meters) {
            shelf.remember(book, at);
        }
        due::take(done, make::completion("oil", at));
        due::place_on_meters(done, state);
    }
    void take_back(double day) {
        due::take(done, due::CompletionVoid{make::truck_id(), "oil", after(day), "not done"});
    }
    std::vector<due::JudgedCompletion> all() const {
        return due::judged({plan, delivered, done, state, tick, overrides}, "oil");
    }
    std::vector<Verdict> verdicts() const {
        std::vector<Verdict> found;
        for (const auto& one : all()) {
            found.push_back(one.verdict);
        }
        return found;
    }
};

std::vector<Verdict> of(double day) {
    Setting it(oil());
    it.complete(day);
    return it.verdicts();
}

}  // namespace

TEST_CASE("a completion is on time within the tolerances around its target, inclusive",
          "[compliance]") {
    constexpr double target = 10'000.0 / 300;  // days
    CHECK(of(target) == std::vector{Verdict::on_time});
    CHECK(of(8'500.0 / 300 + 0.01) == std::vector{Verdict::on_time});
    CHECK(of(8'500.0 / 300 - 0.01) == std::vector{Verdict::early});
    CHECK(of(10'600.0 / 300 - 0.01) == std::vector{Verdict::on_time});
    CHECK(of(10'600.0 / 300 + 0.01) == std::vector{Verdict::late});
}

TEST_CASE("the target is that of the completions before it", "[compliance]") {
    Setting it(oil());
    it.complete(20);  // 6,000 km: the next at 16,000
    it.complete(53);  // 15,900 km
    it.complete(95);  // 28,500 km: at 25,900
    CHECK(it.verdicts() == std::vector{Verdict::early, Verdict::on_time, Verdict::late});
    CHECK(it.all()[0].off_permille == -400);
    CHECK(it.all()[1].off_permille == -10);
    CHECK(it.all()[2].off_permille == 260);
    CHECK(it.all()[2].criterion == Criterion::distance);
    it.take_back(53);  // so the third was due at 16,000
    CHECK(it.verdicts() == std::vector{Verdict::early, Verdict::unknown, Verdict::late});
    CHECK(it.all()[1].is_void);
    CHECK(it.all()[2].off_permille == 1250);
}

TEST_CASE("of kilometres and days, what was first decides", "[compliance]") {
    due::PlanItem both = oil();
    both.every.days = 20;
    both.tolerance.days = 2;
    Setting it(both);
    it.complete(22);
    it.complete(45);
    const auto all = it.all();
    CHECK(it.verdicts() == std::vector{Verdict::on_time, Verdict::late});
    CHECK(all[0].criterion == Criterion::calendar);
    CHECK(all[0].off_days == 2);
    CHECK(all[1].off_days == 3);
}

TEST_CASE("without a target or a reading nobody knows whether it was on time", "[compliance]") {
    Setting hours({.key = "oil", .every = {.engine_time_s = 3'600'000}});
    hours.complete(10);
    CHECK(hours.verdicts() == std::vector{Verdict::unknown});
    Setting other({.key = "belt", .every = {.distance_m = 10'000 * km}});
    other.complete(10);
    CHECK(other.verdicts() == std::vector{Verdict::unknown});
    Setting paper({.key = "oil", .every = {.days = 30}});
    paper.delivered.reset();
    paper.complete(10);
    paper.complete(40);
    CHECK(paper.verdicts() == std::vector{Verdict::unknown, Verdict::on_time});
}

TEST_CASE("the rule of the truck itself decides, where it has one", "[compliance]") {
    Setting it(oil());
    it.complete(20);
    CHECK(it.verdicts() == std::vector{Verdict::early});
    due::take(it.overrides, {.truck = make::truck_id(),
                             .item = "oil",
                             .from = after(0),
                             .every = due::Interval{.distance_m = 6'000 * km}});
    CHECK(it.verdicts() == std::vector{Verdict::on_time});
}

TEST_CASE("of a full history the oldest is not judged, and what fell out of it is gone",
          "[compliance]") {
    Setting it(oil());
    for (int day = 5; day <= 40; day += 5) {
        it.complete(day);
    }
    CHECK(it.verdicts() == std::vector(due::most_done - 1, Verdict::early));
    CHECK(it.all().front().at == after(10));
    it.complete(45);
    CHECK(it.all().size() == due::most_done - 1);
    CHECK(it.all().front().at == after(15));
}
