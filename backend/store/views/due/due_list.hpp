#pragma once
// The due list: every item that wants something done, with all that an advisor needs to do it.

#include <optional>
#include <string>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/due/due_filter.hpp"
#include "backend/store/views/due/due_search.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/trucks.hpp"

namespace roadworthy::views {

struct DueQuery {
    Day today;
    DueFilter filter;
    DueOrder order = DueOrder::rank;
    PageQuery page;
};

// Whom to call.
struct DueContact {
    std::string contact;
    std::string phone;
    std::string language;
    std::optional<truck::Tier> tier;  // none: nobody owns the truck
};

// The rule behind it: the item of the plan in force, if it still has one.
struct DueEntry {
    TruckLabel truck;
    due::DueRow row;
    due::DueState state = due::DueState::unknown;
    std::optional<PlanId> plan;
    int plan_version = 0;
    std::optional<due::PlanItem> rule;
    due::RowScore score;
    DueContact whom;
    std::string agreement;  // empty: none
    std::optional<Day> agreement_until;

    bool has_agreement(Day today) const {
        return due::Agreement{.name = agreement, .until = agreement_until}.covers(today);
    }
};

// The pages of one list agree about today, even past midnight: their cursor keeps the day on which
// it was begun. A cursor of the other order is refused.
Result<Page<DueEntry>> due_list(sql::Connection& connection, const store::Scope& scope,
                                const DueQuery& query);

// All items of one truck, in the order of their keys.
std::vector<DueEntry> due_of_truck(sql::Connection& connection, const store::Scope& scope,
                                   const TruckId& truck, Day today);

}  // namespace roadworthy::views
