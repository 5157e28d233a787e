#pragma once
// What customers answered to the visits that were proposed to them. An answer is its customer's: who
// owned the truck when he gave it.

#include <optional>
#include <vector>

#include "backend/customers/visit_offer.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"

namespace roadworthy::views {

struct AnsweredVisit {
    TruckLabel truck;  // with the owner of that time
    roadworthy::customers::VisitAnswer answer;
};

// The latest first.
Result<Page<AnsweredVisit>> visit_answers(sql::Connection& connection, const store::Scope& scope,
                                          const PageQuery& page);

// To the visits of one truck, of that customer alone; of each visit the latest.
std::vector<roadworthy::customers::VisitAnswer> answers_of_truck(
    sql::Connection& connection, const TruckId& truck, const std::optional<CustomerId>& customer);

}  // namespace roadworthy::views
