#include "backend/due/list/compliance.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/history.hpp"
#include "backend/due/list/judge.hpp"
#include "backend/due/plans.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/truck_state.hpp"
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

std::vector<Verdict> verdicts_of(const std::vector<due::JudgedCompletion>& judged) {
    std::vector<Verdict> found;
    for (const auto& one : judged) {
        found.push_back(one.verdict);
    }
    return found;
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
    std::vector<Verdict> verdicts() const { return verdicts_of(all()); }
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

TEST_CASE("a completion is early, on time or late by the criterion that came first",
          "[compliance]") {
    const due::PlanItem item{.key = "oil",
                             .every = {.distance_m = 20'000 * km, .days = 100},
                             .tolerance = {.distance_m = 1'000 * km, .days = 10},
                             .early = {.distance_m = 2'000 * km, .days = 20}};
    struct Service {
        int day;
        std::int64_t at_km;
    };
    const auto judged = [&](const std::vector<Service>& services) {
        due::HistoryByItem done;
        for (const Service& one : services) {
            due::take(done, make::completion("oil", make::after(one.day)));
        }
        auto& history = done.at("oil");
        const auto place = [&](due::Done& entry) {
            for (const Service& one : services) {
                if (entry.completion.at == make::after(one.day)) {
                    entry.distance = truck::LifeAt{.life = one.at_km * km};
                }
            }
        };
        for (due::Done& entry : history.earlier) {
            place(entry);
        }
        place(history.newest);
        return verdicts_of(
            due::judged({.item = item, .delivered = day_of(make::after(0))}, history));
    };
    CHECK(judged({{80, 18'000}}) == std::vector{Verdict::on_time});
    CHECK(judged({{79, 17'999}}) == std::vector{Verdict::early});
    CHECK(judged({{79, 18'000}}) == std::vector{Verdict::on_time});
    CHECK(judged({{110, 10'000}}) == std::vector{Verdict::on_time});
    CHECK(judged({{111, 10'000}}) == std::vector{Verdict::late});
    CHECK(judged({{50, 21'001}}) == std::vector{Verdict::late});
    CHECK(judged({{100, 20'000}, {201, 40'000}, {280, 62'000}}) ==
          std::vector{Verdict::on_time, Verdict::on_time, Verdict::late});
}

TEST_CASE("of a history that is cut, the first completion is judged by nobody", "[compliance]") {
    const due::PlanItem item{.key = "oil", .every = {.days = 100}};
    due::HistoryByItem done;
    for (int i = 1; i <= 9; ++i) {
        due::take(done, make::completion("oil", make::after(100 * i)));
    }
    const auto found = verdicts_of(
        due::judged({.item = item, .delivered = day_of(make::after(0))}, done.at("oil")));
    REQUIRE(found.size() == due::most_done);
    CHECK(found.front() == Verdict::unknown);
    CHECK(std::ranges::count(found, Verdict::on_time) == due::most_done - 1);
}

TEST_CASE("a season's check is judged by the day of its year", "[compliance]") {
    const due::PlanItem item{.key = "battery", .tolerance = {.days = 14}, .seasons = {{"", 11, 1}}};
    const auto judged = [&](std::string_view day) {
        due::HistoryByItem done;
        due::take(done, make::completion("battery", make::time(day)));
        return verdicts_of(
            due::judged({.item = item, .delivered = make::day("2026-01-01"), .region = "W1"},
                        done.at("battery")));
    };
    CHECK(judged("2026-10-20") == std::vector{Verdict::on_time});
    CHECK(judged("2026-10-01") == std::vector{Verdict::early});
    CHECK(judged("2026-11-16") == std::vector{Verdict::late});
}

TEST_CASE("of a full history the first that counts is unknown, where the oldest was taken back",
          "[compliance]") {
    Setting it({.key = "oil", .every = {.days = 10}});
    for (int day = 10; day <= 80; day += 10) {
        it.complete(day);
    }
    CHECK(it.verdicts() == std::vector(due::most_done - 1, Verdict::on_time));
    it.take_back(10);
    CHECK(it.verdicts().front() == Verdict::unknown);
    CHECK(it.verdicts().back() == Verdict::on_time);
}

TEST_CASE("a date in the truck's papers is what its completion is held against", "[compliance]") {
    Setting it(oil());
    due::take(it.overrides, {.truck = make::truck_id(),
                             .item = "oil",
                             .from = after(0),
                             .every = due::Interval{},
                             .due_on = day_of(after(30))});
    it.complete(31);
    CHECK(it.verdicts() == std::vector{Verdict::late});
    CHECK(it.all()[0].off_days == 1);
    it.overrides.at("oil").is_excluded = true;
    CHECK(it.verdicts() == std::vector{Verdict::unknown});
}
