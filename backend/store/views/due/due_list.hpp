#pragma once
// The due list: what is overdue first, then by the day on which it is expected to fall due, and
// last what nobody can date.

#include <optional>
#include <set>
#include <string>

#include "backend/due/due.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/trucks.hpp"

namespace roadworthy::views {

// What a due list shows unless told otherwise: all that wants somebody to do something.
inline const std::set<due::DueState> states_of_interest = {
    due::DueState::overdue, due::DueState::due, due::DueState::soon, due::DueState::unknown};

struct DueQuery {
    Day today;
    std::set<due::DueState> states = states_of_interest;
    std::optional<std::string> workshop;  // the truck's home
    PageQuery page;
};

// The rule behind it: the item of the plan in force, if it still has one.
struct DueEntry {
    TruckLabel truck;
    due::DueRow row;
    due::DueState state = due::DueState::unknown;
    std::optional<PlanId> plan;
    int plan_version = 0;
    std::optional<due::PlanItem> rule;
};

Result<Page<DueEntry>> due_list(sql::Connection& connection, const store::Scope& scope,
                                const DueQuery& query);

// All items of one truck, in the order of their keys.
std::vector<DueEntry> due_of_truck(sql::Connection& connection, const store::Scope& scope,
                                   const TruckId& truck, Day today);

}  // namespace roadworthy::views
