#pragma once
// How much of a period trucks were able to work, and how they were cared for when they were not, by
// truck, customer, model, segment, workshop or month. Each second counts for whoever owned the truck
// then, and those of which nothing is known count as unknown: so up + planned + unplanned + unknown is
// the time owned within the period, exactly.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/cases/calendar/zone.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/uptime/owned_time.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/figures.hpp"
#include "backend/uptime/operating.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

enum class Grouping : std::uint8_t { truck, customer, model, segment, workshop, month };

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
    Time now = Time::max();  // what lies after it is unknown
    TruckFilter trucks = {};
    cases::Zone zone = {};  // by whose clocks days and months begin
};
uptime::Period period_of(const DayRange& days, const cases::Zone& zone);

struct UptimeRow {
    std::string key;  // the truck, customer, model, ...; 2026-03 of a month; empty: none is entered
    std::string name;  // plate of a truck, name of a customer
    std::uint32_t trucks = 0;
    uptime::Totals totals;  // over the clock: figures.clock
    uptime::Figures figures;
    std::optional<uptime::Targets> targets;  // where all of its trucks have the same
};

// In the order of the keys.
Result<Page<UptimeRow>> uptime_report(sql::Connection& connection, const store::Scope& scope,
                                      const UptimeQuery& query);

// All trucks together.
UptimeRow uptime_of_all(sql::Connection& connection, const store::Scope& scope,
                        const UptimeQuery& query);

}  // namespace roadworthy::views
