#include "backend/commands/dry_run/comparison.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "backend/due/due.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using due::DueState;
using std::chrono::days;

Day monday_of(Day day) {
    return day - (std::chrono::weekday{day} - std::chrono::Monday);
}

std::optional<Day> expected(const due::DueRow& row) {
    return row.window ? std::optional{row.window->p50} : row.calendar;
}

}  // namespace

DueState Comparison::count(DueSums& sums, const ItemOfTruck& both, const DueItem& item) const {
    const DueState state = due::due_state(item.row, today_);
    ++sums.by_state.at(static_cast<std::size_t>(state));
    const auto day = expected(item.row);
    if (state != DueState::unknown && day) {
        const Day week = monday_of(std::max(*day, today_));
        if (week < monday_of(today_) + days{7 * weeks_of_load}) {
            Load& load = sums.load[{week, both.workshop}];
            ++load.items;
            load.labour_minutes += static_cast<std::uint64_t>(item.labour_minutes);
            load.trucks.insert(both.truck);
        }
    }
    return state;
}

void Comparison::add(const ItemOfTruck& both) {
    const bool was_overdue = both.before && count(before_, both, *both.before) == DueState::overdue;
    const bool is_overdue = both.after && count(after_, both, *both.after) == DueState::overdue;
    if (!is_overdue || was_overdue) {
        return;
    }
    ++newly_overdue_;
    if (named_.size() < most_named) {
        named_.push_back({both.truck, both.item, expected(both.after->row)});
    }
}

}  // namespace roadworthy::backend
