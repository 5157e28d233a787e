#include "backend/due/list/next_step.hpp"

#include "backend/due/due.hpp"
#include "common/time.hpp"

#include <optional>

namespace roadworthy::due {
namespace {

bool is_too_old(const UsageCriterion& usage, Day today) {
    return !usage.reading ||
           today > day_of(usage.reading->at) + std::chrono::days{most_reading_age};
}

// Why a row has no date: what no reading can mend comes first.
NextStep what_is_missing(const DueRow& row, Day today) {
    const auto any = [&](auto is_so) {
        for (const auto* usage : {&row.distance, &row.engine_time, &row.fuel_used}) {
            if (*usage && is_so(**usage)) {
                return true;
            }
        }
        return false;
    };
    if (row.interval.days && !row.calendar && !row.last_done) {
        return NextStep::enter_delivery_date;
    }
    const bool lacks_place = any(
        [&](const UsageCriterion& usage) { return !usage.target && !is_too_old(usage, today); });
    return lacks_place ? NextStep::enter_last_service : NextStep::get_a_reading;
}

}  // namespace

NextStep next_step(const StepQuestion& question) {
    const DueRow& row = question.row;
    const DueState state = due_state(row, question.today);
    if (state == DueState::unknown) {
        return what_is_missing(row, question.today);
    }
    // What is overdue by our plan is called about in any case: the visit shows who is right.
    if (row.own_counter && row.own_counter->disagrees && state != DueState::overdue) {
        return NextStep::look_at_service_counter;
    }
    if (state == DueState::not_due) {
        return NextStep::wait;
    }
    return question.has_owner ? NextStep::call_and_book : NextStep::enter_owner;
}

}  // namespace roadworthy::due
