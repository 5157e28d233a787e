#pragma once
// What is known of trucks in the time in which they belonged to somebody: the ground of every figure
// of uptime. Each second belongs to who owned the truck then; what began before that is shown from
// there on, without its name.

#include <cstdint>
#include <string>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/store/scope.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

// Of all trucks: an empty word is any.
struct TruckFilter {
    std::string truck;
    std::string model;
    std::string segment;
    std::string workshop;
    friend bool operator==(const TruckFilter&, const TruckFilter&) = default;
};

struct OwnedTruck {
    std::int64_t bucket = 0;
    TruckId truck;
    std::string plate;  // the present owner's, as the workshop is
    std::string model;
    std::string segment;
    std::string workshop;
    std::string customer;  // empty: nobody's
    std::string customer_name;
    uptime::Period owned;      // within the period that was asked for
    Time since = Time::min();  // they are the owner
};

// In the order of their trucks, after that one, and of their times; a truck that was sold is there
// once for each owner in the scope. Whoever may see everything gets those without an owner too.
std::vector<OwnedTruck> owned_trucks(sql::Connection& connection, const store::Scope& scope,
                                     uptime::Period period, const TruckFilter& filter = {},
                                     const std::string& after = "");

std::vector<uptime::Evidence> evidence_of(sql::Connection& connection, const store::Scope& scope,
                                          const OwnedTruck& owned);
// Those that happened then.
std::vector<cases::Case> cases_of(sql::Connection& connection, const store::Scope& scope,
                                  const OwnedTruck& owned);
// From end to end of the time owned.
std::vector<uptime::Tile> tiles_of(const std::vector<uptime::Evidence>& evidence,
                                   const OwnedTruck& owned, Time now);

}  // namespace roadworthy::views
