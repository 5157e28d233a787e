#include "backend/customers/told.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/forecast.hpp"
#include "backend/due/scorecard.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using customers::Told;
using make::after;

namespace {

constexpr std::int64_t km = 1'000;
constexpr std::int64_t daily = 300 * km;
constexpr auto odometer = static_cast<std::size_t>(MeterKind::odometer);

// A truck that is asked about on each day's tick, after that day's reading.
struct Asked {
    TruckId truck = make::truck_id();
    truck::TruckState state;
    std::vector<due::DueRow> due;
    Told told;
    int today = -1;

    void drive(int days, std::int64_t m_per_day = daily) {
        for (int i = 0; i < days; ++i) {
            shown += m_per_day;
            ++today;
            state.book(MeterKind::odometer)
                .add(make::reading(make::engine_917, after(today), shown));
            settle(told, state.of(MeterKind::odometer));
            tick();
        }
    }
    void be_silent(int days) {
        for (int i = 0; i < days; ++i) {
            ++today;
            tick();
        }
    }
    const std::vector<due::KeptPrediction>& kept() const { return told.kept.at(odometer); }
    const due::Scorecard& scorecard() const { return told.scorecards.at(odometer); }

    std::int64_t shown = 0;

private:
    void tick() {
        const due::DayTick now{.day = day_of(after(today)), .numbers = {}};
        ask(told, {.truck = truck, .state = state, .due = due, .tick = now});
    }
};

due::DueRow oil_at(std::int64_t target_m, int day) {
    const Day expected = day_of(after(day));
    return {.item = "oil",
            .distance = due::UsageCriterion{.target = target_m,
                                            .window = due::Window{expected, expected, expected}}};
}

}  // namespace

TEST_CASE("each week one prediction of a meter is kept, and settled when it comes true", "[told]") {
    Asked asked;
    asked.drive(70);
    CHECK(asked.kept().size() >= 4);
    CHECK(asked.kept().size() <= 5);
    CHECK(asked.scorecard().all.count >= 4);
    CHECK(asked.scorecard().all.count + asked.kept().size() <= 10);
    CHECK(asked.scorecard().all.within_3_days == asked.scorecard().all.count);
    CHECK(asked.told.kept.at(1).empty());
}

TEST_CASE("the plan's next item is asked for, where it is neither too near nor too far", "[told]") {
    const auto [day, is_asked] = GENERATE(
        table<int, bool>({{42, false}, {44, true}, {60, true}, {124, true}, {125, false}}));
    Asked asked;
    asked.drive(40);
    asked.told = {.asked = day_of(after(33))};
    asked.due = {oil_at(day * daily, day), oil_at(190 * daily, 130)};
    asked.drive(1);
    REQUIRE(asked.kept().size() == 1);
    CHECK(asked.kept().front().item == (is_asked ? "oil" : ""));
    CHECK(asked.kept().front().asked == truck::meter_days(after(40)));
}

TEST_CASE("an item by fuel is asked for as one by distance is", "[told]") {
    Told told;
    truck::TruckState state;
    for (int day = 0; day < 40; ++day) {
        auto burned = make::reading(make::engine_917, after(day), day * 100'000);
        burned.source.spn = 250;
        state.book(MeterKind::fuel_used).add(burned);
    }
    const Day expected = day_of(after(60));
    const std::vector<due::DueRow> due = {
        {.item = "filter",
         .fuel_used = due::UsageCriterion{.target = 6'000'000,
                                          .window = due::Window{expected, expected, expected}}}};
    const TruckId truck = make::truck_id();
    told.asked = day_of(after(33));
    ask(told, {.truck = truck, .state = state, .due = due, .tick = {.day = day_of(after(40))}});
    const auto& kept = told.kept.at(static_cast<std::size_t>(MeterKind::fuel_used));
    REQUIRE(kept.size() == 1);
    CHECK(kept.front().item == "filter");
}

TEST_CASE("a replaced instrument does not leave its predictions open", "[told]") {
    Asked asked;
    asked.drive(40);
    const auto open = asked.kept().size();
    asked.told.scorecards = {};
    asked.shown = 0;
    asked.drive(45);
    CHECK(asked.scorecard().all.count >= open);
    CHECK(asked.scorecard().all.within_7_days == asked.scorecard().all.count);
}

TEST_CASE("a truck that is silent for long is asked nothing, and keeps what is open", "[told]") {
    Asked asked;
    asked.drive(40);
    asked.be_silent(400);
    const auto kept = asked.kept().size();
    CHECK(kept <= customers::most_kept);
    CHECK(asked.scorecard().all.late == 0);
    asked.be_silent(70);
    CHECK(asked.kept().size() == kept);
}

TEST_CASE("the fleet's widths learn from what has been settled since the last tick", "[told]") {
    customers::Sums sums;
    sums[odometer].outcomes = {.settled = 20, .early = 10, .late = 0};
    const Day day = day_of(after(2));
    const auto first = customers::next_tick(day, sums, due::DayTick{.day = day_of(after(1))});
    const due::Widths before;
    CHECK(first.of(MeterKind::odometer).widths.z10 == Approx(before.z10 + 20 * 0.005 * 0.4));
    CHECK(first.of(MeterKind::odometer).widths.z90 == Approx(before.z90 - 20 * 0.005 * 0.1));
    CHECK(first.of(MeterKind::engine_time).widths == before);
    const auto second = customers::next_tick(day, sums, first);
    CHECK(second.numbers == first.numbers);
    SECTION("and a day of a large fleet counts as forty") {
        sums[odometer].outcomes = {.settled = 100'020, .early = 50'010, .late = 0};
        const auto third = customers::next_tick(day, sums, second);
        CHECK(third.of(MeterKind::odometer).widths.z10 ==
              Approx(second.of(MeterKind::odometer).widths.z10 + 40 * 0.005 * 0.4));
    }
}

TEST_CASE("what the fleet drove in silence is what its trucks drove", "[told]") {
    customers::Sums sums;
    sums[odometer].silences = {.silent_days = 100'000, .driven_days = 90'000};
    const auto tick = customers::next_tick(day_of(after(2)), sums, std::nullopt);
    CHECK(tick.of(MeterKind::odometer).driven_in_silence == Approx(0.9).epsilon(0.01));
}
