#include "backend/due/list/next_step.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <optional>

#include "backend/due/due.hpp"
#include "backend/truck/sources.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using due::NextStep;
using std::chrono::days;

namespace {

const Day today = make::day("2026-06-01");

// By distance, read yesterday.
due::DueRow row_in(int in_days) {
    const Day day = today + days{in_days};
    return {.item = "oil",
            .limiting = due::Criterion::distance,
            .window = due::Window{day, day, day},
            .distance = due::UsageCriterion{.target = 2,
                                            .reading = truck::ValueAt{today - days{1}, 1},
                                            .window = due::Window{day, day, day}},
            .usage_known_until = today + days{44}};
}

due::DueRow undated() {
    due::DueRow row = row_in(0);
    row.window.reset();
    row.distance->window.reset();
    row.usage_known_until = Day{};
    return row;
}

NextStep step(const due::DueRow& row, bool has_owner = true, Day on = today) {
    return due::next_step({.row = row, .has_owner = has_owner, .today = on});
}

}  // namespace

TEST_CASE("what is soon, due or overdue is called about, if there is somebody to call",
          "[next_step]") {
    for (const int in_days : {14, 0, -1}) {
        CHECK(step(row_in(in_days)) == NextStep::call_and_book);
        CHECK(step(row_in(in_days), false) == NextStep::enter_owner);
    }
    CHECK(step(row_in(15)) == NextStep::wait);
    CHECK(step(row_in(15), false) == NextStep::wait);
}

TEST_CASE("without a reading for 45 days a reading is asked for, whatever the date was",
          "[next_step]") {
    due::DueRow row = row_in(5);
    row.distance->reading->at = today - days{45};
    row.usage_known_until = today;
    CHECK(step(row) == NextStep::call_and_book);
    CHECK(step(row, true, today + days{1}) == NextStep::get_a_reading);
    row = undated();
    row.distance->reading.reset();
    CHECK(step(row) == NextStep::get_a_reading);
}

TEST_CASE("what has no date for want of a paper asks for that paper", "[next_step]") {
    due::DueRow row = undated();
    row.distance->target.reset();
    CHECK(step(row) == NextStep::enter_last_service);
    row.interval.days = 365;
    CHECK(step(row) == NextStep::enter_delivery_date);
    row.last_done = today - days{400};
    CHECK(step(row) == NextStep::enter_last_service);
}

TEST_CASE("where the truck's own counter disagrees it is looked at first, unless it is overdue",
          "[next_step]") {
    due::DueRow row = row_in(100);
    row.own_counter = due::OwnCounter{.left = 1, .ours = 2, .disagrees = true};
    CHECK(step(row) == NextStep::look_at_service_counter);
    row = row_in(0);
    row.own_counter = due::OwnCounter{.left = 1, .ours = 2, .disagrees = true};
    CHECK(step(row) == NextStep::look_at_service_counter);
    row.is_past_tolerance = row.is_reached = true;
    CHECK(step(row) == NextStep::call_and_book);
    row = row_in(0);
    row.own_counter = due::OwnCounter{.left = 1, .ours = 2};
    CHECK(step(row) == NextStep::call_and_book);
}
