#pragma once
// How much of a period trucks were able to work, by truck, customer, model or segment. A day counts
// for whoever owned the truck at its beginning (UTC), and the days of which nothing is known count
// as unknown: so up + planned + unplanned + unknown is the time owned within the period, exactly.

#include <cstdint>
#include <string>

#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "backend/uptime/availability.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

enum class Grouping : std::uint8_t { truck, customer, model, segment };

// From `from` up to, but without, `to`.
struct DayRange {
    Day from;
    Day to;
};
constexpr int most_days = 400;

struct UptimeQuery {
    DayRange period;
    Grouping by = Grouping::truck;
    PageQuery page;
};

struct UptimeRow {
    std::string key;   // the truck, customer, model or segment; empty: none is entered
    std::string name;  // plate of a truck, name of a customer
    std::uint32_t trucks = 0;
    uptime::Totals totals;
};

// In the order of the keys.
Result<Page<UptimeRow>> uptime_report(sql::Connection& connection, const store::Scope& scope,
                                      const UptimeQuery& query);

// All trucks together.
UptimeRow uptime_of_all(sql::Connection& connection, const store::Scope& scope, DayRange period);

}  // namespace roadworthy::views
