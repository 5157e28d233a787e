#pragma once
// What a customer is told of a month: how his trucks ran, what stood still and why, what was done and
// what is to be done. Nothing of it lies outside the time in which the trucks were his.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "backend/cases/calendar/zone.hpp"
#include "backend/cases/case.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/due/visit_list.hpp"
#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "backend/truck/registry.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

struct ServiceDone {
    std::string truck;
    std::string plate;
    std::string item;
    std::string name_zh;  // of the plan in force; empty: it has none
    std::string name_en;
    Time at;
    std::string workshop;
};

struct FaultOfMonth {
    std::string truck;
    std::string plate;
    FaultKey key;
    faults::Action worst = faults::Action::log;
    Time opened;
    std::optional<Time> closed;
};

struct CaseOfMonth {
    std::string truck;
    std::string plate;
    cases::Case told;
};

struct MonthReport {
    truck::Customer customer;
    std::chrono::year_month month;
    cases::Zone zone;
    uptime::Period period;
    Time now;
    UptimeRow all;
    std::vector<UptimeRow> trucks;
    std::vector<UptimeRow> months;       // this one and up to five before
    std::vector<IntervalRow> intervals;  // of all trucks, by truck and time
    std::vector<CauseRow> causes;
    std::vector<ServiceDone> done;
    std::vector<FaultOfMonth> faults;  // that ask for something to be done; the gravest first
    std::vector<CaseOfMonth> cases;
    std::vector<DueEntry> due;        // today
    std::vector<TruckVisits> visits;  // proposed today
};

struct MonthQuery {
    CustomerId customer;
    std::chrono::year_month month;
    Time now;
};

// Nothing where the scope does not see the customer.
std::optional<MonthReport> month_report(sql::Connection& connection, const store::Scope& scope,
                                        const MonthQuery& query);

}  // namespace roadworthy::views
