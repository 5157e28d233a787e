#pragma once
// Campaigns: whom they are about is chosen once, from what the trucks are and what was wrong with them,
// and stands then; the tasks follow as for every other occasion, within the cap.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

// What is absent, or empty, is any.
struct Cohort {
    std::string model;
    std::string segment;
    std::string workshop;
    std::string duty;
    std::optional<int> tier;             // truck::Tier of its owner
    std::optional<std::int64_t> spn;     // of a fault that it had
    std::optional<Time> fault_since;     // opened since then
    std::optional<Day> delivered_until;  // at the latest
};
struct CohortTruck {
    TruckId truck;
    CustomerId customer;
};
// Those with an owner, by their ids.
std::vector<CohortTruck> cohort(sql::Connection& connection, const Cohort& wanted);

struct Campaign {
    std::string id;
    Day day;  // from which on it is spoken about
    std::string script_zh;
    std::string script_en;
    std::string by;
};
// In transactions of their own. Errors: an id that is there already, or is not; a script in one
// language alone; nobody whom it is about.
Result<std::size_t> start_campaign(sql::Connection& connection, const Campaign& campaign,
                                   const Cohort& wanted, Time now);
Result<std::size_t> withdraw_campaign(sql::Connection& connection, const std::string& id, Time now);

}  // namespace roadworthy::store
