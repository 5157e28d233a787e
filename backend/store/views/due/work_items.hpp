#pragma once
// What somebody has to look at before the due list can be right, and alerts can arrive: one row a
// truck and reason, found in the tables as they stand.

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/sources.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

enum class WorkReason : std::uint8_t {
    other_vin = 0,  // the bus says another VIN than the record
    no_plan = 1,
    no_delivery_date = 2,   // and nothing of the calendar counts
    no_reading = 3,         // for 45 days, or never, though some item goes by it
    counter_disagrees = 4,  // the truck's own service counter, with our plan
    never_done = 5,         // due or overdue, and nobody has entered that it was ever done
    care_escalated = 6,     // somebody should have called the customer: nobody did, or could
    nobody_to_tell = 7      // an alert concerned nobody who is entered, and it is still so
};
constexpr std::array all_work = {WorkReason::other_vin,         WorkReason::no_plan,
                                 WorkReason::no_delivery_date,  WorkReason::no_reading,
                                 WorkReason::counter_disagrees, WorkReason::never_done,
                                 WorkReason::care_escalated,    WorkReason::nobody_to_tell};

struct WorkItem {
    WorkReason reason = WorkReason::other_vin;
    TruckLabel truck;
    std::string contact;
    std::string phone;
    std::int64_t items = 0;  // of the plan that wait for it; 0: it concerns the truck as a whole
    std::string item;        // the first of them
    std::string vin;
    std::optional<std::string> bus_vin;
    std::optional<truck::ValueAt> odometer;  // m
    std::optional<Time> heard;
    std::optional<Day> due_since;  // never_done: the first of them; care_escalated: since when
};

struct WorkQuery {
    Day today;
    std::set<WorkReason> reasons{all_work.begin(), all_work.end()};
    std::optional<std::string> workshop;  // the truck's home
    PageQuery page;
};

// In the order of the reasons, and of the trucks within each; of what was never done, what has been
// due for longest comes first. Only trucks that people have entered.
Result<Page<WorkItem>> work_items(sql::Connection& connection, const store::Scope& scope,
                                  const WorkQuery& query);

}  // namespace roadworthy::views
