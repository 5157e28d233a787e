#include "backend/due/due.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/plans.hpp"
#include "backend/truck/sources.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"

using namespace roadworthy;
using due::Criterion;
using due::DueState;
using make::after;

namespace {

constexpr std::int64_t km = 1'000;
constexpr std::int64_t daily = 300 * km;

due::PlanItem oil(std::int64_t every_m, std::int64_t tolerance_m = 0) {
    return {
        .key = "oil", .every = {.distance_m = every_m}, .tolerance = {.distance_m = tolerance_m}};
}

due::DayTick tick_of(int day) {
    return {.day = day_of(after(day))};
}

struct Setting {
    due::Plan plan;
    truck::TruckState state;
    std::optional<Day> delivered = day_of(after(0));
    due::HistoryByItem done;
    std::optional<due::DayTick> tick;
    make::Shelf shelf;

    void complete(const due::Completion& completion) {
        auto& odometer = state.book(MeterKind::odometer);
        shelf.remember(odometer, completion.at);
        due::take(done, completion);
        due::place_on_meters(done, state);
    }
    std::vector<due::DueRow> rows() {
        due::place_on_meters(done, state);
        return due::due_rows({plan, delivered, done, state, tick});
    }
    due::DueRow row() {
        const auto all = rows();
        REQUIRE(all.size() == 1);
        return all.front();
    }
};

Day day(int number) {
    return day_of(after(number));
}

}  // namespace

TEST_CASE("the first service counts from zero meters, the next from the last completion", "[due]") {
    Setting it{.plan = make::plan({oil(12'000 * km)}), .state = make::driven(30, daily)};
    CHECK(it.row().distance->target == 12'000 * km);
    it.complete(make::completion("oil", after(30)));
    CHECK(it.row().distance->target == 21'000 * km);
    SECTION("as the instrument showed it then, if somebody wrote it down") {
        auto completion = make::completion("oil", after(30));
        completion.odometer_m = 8'950 * km;
        it.complete(completion);
        CHECK(it.row().distance->target == 20'950 * km);
    }
}

TEST_CASE("a first interval of its own holds until the first completion", "[due]") {
    auto item = oil(20'000 * km);
    item.first = {.distance_m = 5'000 * km};
    Setting it{.plan = make::plan({item}), .state = make::driven(10, daily)};
    CHECK(it.row().distance->target == 5'000 * km);
    it.complete(make::completion("oil", after(10)));
    CHECK(it.row().distance->target == 23'000 * km);
}

TEST_CASE("an item that is done once falls due once", "[due]") {
    const due::PlanItem check{.key = "delivery-check", .first = {.days = 3}};
    Setting it{.plan = make::plan({check}), .state = {}};
    CHECK(it.row().calendar == day(3));
    it.complete(make::completion("delivery-check", after(2)));
    CHECK(it.rows().empty());
}

TEST_CASE("the bound of what is due is inclusive, that of the tolerance too", "[due]") {
    const auto driven_m = GENERATE(table<std::int64_t, DueState>({
        {9'990'000, DueState::soon},
        {10'000'000, DueState::due},
        {10'500'000, DueState::due},
        {10'500'001, DueState::overdue},
    }));
    Setting it{.plan = make::plan({oil(10'000 * km, 500 * km)}),
               .state = make::driven(30, 1'000, std::get<0>(driven_m) - 30 * 1'000)};
    CHECK(due::due_state(it.row(), day(30)) == std::get<1>(driven_m));
    CHECK(it.row().is_reached == (std::get<0>(driven_m) >= 10'000 * km));
}

TEST_CASE("a calendar item falls due on its day although the truck is silent", "[due]") {
    const due::PlanItem inspection{
        .key = "inspection", .every = {.days = 365}, .tolerance = {.days = 10}};
    Setting it{.plan = make::plan({inspection}), .state = {}};
    const auto row = it.row();
    CHECK(row.window == due::Window{day(365), day(365), day(365)});
    CHECK(row.limiting == Criterion::calendar);
    CHECK(due::due_state(row, day(350)) == DueState::not_due);
    CHECK(due::due_state(row, day(351)) == DueState::soon);
    CHECK(due::due_state(row, day(365)) == DueState::due);
    CHECK(due::due_state(row, day(375)) == DueState::due);
    CHECK(due::due_state(row, day(376)) == DueState::overdue);
}

TEST_CASE("soon is a matter of days, not of kilometres", "[due]") {
    const auto state_at = [](std::int64_t m_per_day, std::int64_t rest_m) {
        const std::int64_t driven_m = 60 * m_per_day;
        Setting it{.plan = make::plan({oil(driven_m + rest_m)}),
                   .state = make::driven(60, m_per_day)};
        return due::due_state(it.row(), day(60));
    };
    CHECK(state_at(800 * km, 5'000 * km) == DueState::soon);
    CHECK(state_at(100 * km, 5'000 * km) == DueState::not_due);
}

TEST_CASE("whichever comes first: the earliest of each quantile, and its criterion's name",
          "[due]") {
    auto item = oil(12'000 * km);
    item.every.days = 36;
    Setting it{.plan = make::plan({item}), .state = make::driven(30, daily)};
    const auto row = it.row();
    CHECK(row.limiting == Criterion::calendar);
    CHECK(row.window->p50 == day(36));
    CHECK(row.window->p90 == day(36));
    CHECK(row.window->p10 == row.distance->window->p10);
    CHECK(row.window->p10 <= day(36));
    SECTION("engine time counts as well") {
        item.every.engine_time_s = 301 * 3'600;
        it.plan = make::plan({item});
        for (int i = 0; i <= 30; ++i) {
            it.state.book(MeterKind::engine_time)
                .add(make::reading({247, 0}, after(i), i * 10L * 3'600));
        }
        CHECK(it.row().limiting == Criterion::engine_time);
        CHECK(it.row().window->p50 == day(30));
    }
}

TEST_CASE("after 45 days without a reading there is no date but the calendar's", "[due]") {
    Setting it{.plan = make::plan({oil(50'000 * km)}), .state = make::driven(30, daily)};
    it.tick = tick_of(75);
    CHECK(it.row().window);
    it.tick = tick_of(76);
    CHECK_FALSE(it.row().window);
    CHECK(due::due_state(it.row(), day(76)) == DueState::unknown);
    SECTION("nor from a row of the last tick") {
        it.tick = tick_of(75);
        CHECK(due::due_state(it.row(), day(75)) == DueState::not_due);
        CHECK(due::due_state(it.row(), day(76)) == DueState::unknown);
    }
    SECTION("the calendar's holds") {
        it.plan.items.front().every.days = 80;
        CHECK(it.row().limiting == Criterion::calendar);
        CHECK(due::due_state(it.row(), day(64)) == DueState::unknown);
        CHECK(due::due_state(it.row(), day(76)) == DueState::soon);
        CHECK(due::due_state(it.row(), day(80)) == DueState::due);
    }
    SECTION("what a reading has reached stays due") {
        it.plan = make::plan({oil(8'000 * km, 5'000 * km)});
        CHECK(due::due_state(it.row(), day(200)) == DueState::due);
        CHECK(it.row().window->p50 == day(26));
    }
}

TEST_CASE("a truck that was never heard is unknown, not well", "[due]") {
    Setting it{.plan = make::plan({oil(10'000 * km)}), .state = {}};
    CHECK(due::due_state(it.row(), day(1)) == DueState::unknown);
    CHECK(it.row().distance->target == 10'000 * km);
    CHECK_FALSE(it.row().distance->reading);
}

TEST_CASE("an item without any date to count from is unknown", "[due]") {
    const due::PlanItem inspection{.key = "inspection", .every = {.days = 365}};
    Setting it{.plan = make::plan({inspection}), .delivered = std::nullopt};
    CHECK(due::due_state(it.row(), day(1)) == DueState::unknown);
}

TEST_CASE("a row says from which reading it knows", "[due]") {
    Setting it{.plan = make::plan({oil(10'000 * km)}), .state = make::driven(30, daily)};
    CHECK(it.row().distance->reading == truck::ValueAt{after(30), 9'000 * km});
}

TEST_CASE("a replaced instrument shows another target, and the date stays", "[due]") {
    Setting it{.plan = make::plan({oil(20'000 * km)}), .state = make::driven(30, daily)};
    const auto before = it.row();
    for (int i = 31; i <= 33; ++i) {
        it.state.book(MeterKind::odometer)
            .add(make::reading(make::engine_917, after(i), (i - 31) * daily));
    }
    const auto row = it.row();
    CHECK(row.distance->target == 11'000 * km);
    CHECK(row.window->p50 - before.window->p50 <= std::chrono::days{2});
}

TEST_CASE("a completion older than the last is history alone", "[due]") {
    Setting it{.plan = make::plan({oil(10'000 * km)}), .state = make::driven(30, daily)};
    it.complete(make::completion("oil", after(20)));
    const auto row = it.row();
    it.complete(make::completion("oil", after(10)));
    CHECK(it.row() == row);
}

TEST_CASE("a completion is placed between the readings around it, once they are settled", "[due]") {
    Setting it{.plan = make::plan({oil(10'000 * km)}), .state = make::driven(30, daily)};
    it.complete(make::completion("oil", after(30, 12)));
    auto& odometer = it.state.book(MeterKind::odometer);
    odometer.add(make::reading(make::engine_917, after(31), 31 * daily));
    CHECK(it.row().distance->target == 19'150 * km);
    CHECK_FALSE(it.done.at("oil").newest.distance->is_final);
    for (int i = 32; i <= 34; ++i) {
        odometer.add(make::reading(make::engine_917, after(i), 31 * daily));
    }
    CHECK(it.row().distance->target == 19'150 * km);
    CHECK(it.done.at("oil").newest.distance->is_final);
}

TEST_CASE("a plan never advances without a completion", "[due]") {
    Setting it{.plan = make::plan({oil(10'000 * km)}), .state = make::driven(100, daily)};
    CHECK(it.row().distance->target == 10'000 * km);
    CHECK(due::due_state(it.row(), day(100)) == DueState::overdue);
}

TEST_CASE("what is overdue was never due before its last completion", "[due]") {
    Setting it{.plan = make::plan({oil(100 * km)}), .state = make::driven(30, daily)};
    auto& odometer = it.state.book(MeterKind::odometer);
    odometer.add(make::reading(make::engine_917, after(40), 30 * daily));
    it.complete(make::completion("oil", after(40)));
    odometer.add(make::reading(make::engine_917, after(41), 35 * daily));
    CHECK(it.row().window->p50 == day(40));
}

TEST_CASE("before the first tick there is no fleet, and after it only that of the tick", "[due]") {
    Setting it{.plan = make::plan({oil(10'000 * km)}), .state = make::driven(0, daily)};
    CHECK_FALSE(it.row().window);
    it.tick = tick_of(0);
    it.tick->numbers[0].rate = 500;
    CHECK(it.row().window->p50 == day(21));
}
