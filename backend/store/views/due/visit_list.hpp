#pragma once
// The visits that are proposed, truck by truck: first those that have to come first.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "backend/customers/visit_offer.hpp"
#include "backend/customers/visit_plan.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/store/views/workshop_book.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

constexpr std::chrono::days usual_horizon{60};

struct VisitQuery {
    Time now;
    std::chrono::days horizon = usual_horizon;
    std::optional<std::string> workshop;  // the truck's home
    PageQuery page;
};

struct TruckVisits {
    TruckLabel truck;
    WorkshopBook::Page workshop;
    roadworthy::customers::VisitProposal proposal;
    std::vector<roadworthy::customers::VisitAnswer>
        answers;  // of the present owner; a visit's latest
};

// Trucks with a visit of which some job's last day lies within the horizon, by that day.
Result<Page<TruckVisits>> visit_list(sql::Connection& connection, const store::Scope& scope,
                                     const VisitQuery& query);

// Also one without a visit; the page is not looked at.
std::optional<TruckVisits> visits_of_truck(sql::Connection& connection, const store::Scope& scope,
                                           const TruckId& truck, const VisitQuery& query);

}  // namespace roadworthy::views
