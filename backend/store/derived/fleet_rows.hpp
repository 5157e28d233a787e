#pragma once
// What is in no dossier: customers, workshops, plans, papers, the last day tick, the calendar. And the
// derived tables as a whole: emptied, or set back to where the kept part of the journal begins.

#include <vector>

#include "backend/customers/coverage.hpp"
#include "backend/customers/dossier.hpp"
#include "backend/customers/visit_offer.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/templates.hpp"
#include "backend/due/visits/workshop.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/faults/rule_book.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

void write(Tables& tables, const truck::Customer& customer);
void write(Tables& tables, const due::Workshop& workshop);
void write(Tables& tables, const faults::OwnWords& words);
void write(Tables& tables, const customers::TruckPaper& entered);
void write(Tables& tables, const customers::VisitAnswer& answer);
struct EnteredPlan {
    due::Plan plan;
    Time at;
};
void write(Tables& tables, const EnteredPlan& entered);
void write(Tables& tables, const due::DayTick& tick);
void write(Tables& tables, const truck::QuietDays& quiet);
void write(Tables& tables, const faults::RulesInForce& rules);

customers::Fleet read_fleet(Tables& tables);

std::vector<TruckId> trucks_with_open_faults(Tables& tables);
// The trucks that go by this plan.
std::vector<TruckId> trucks_of_plan(Tables& tables, const PlanId& plan);
// Those that do not yet, but by these plans must: it is their best template. Reads all trucks that
// name no plan.
std::vector<TruckId> trucks_of_template(Tables& tables, const due::PlanById& plans,
                                        const PlanId& plan);

// In the caller's transaction: the live tables become what the base tables are.
void set_back_to_base(sql::Connection& connection);
// No dossier knows any more up to where it has been folded: for a copy that nobody will serve.
void forget_positions(sql::Connection& connection);

}  // namespace roadworthy::store
