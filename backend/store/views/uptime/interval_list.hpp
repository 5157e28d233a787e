#pragma once
// The intervals of which a figure consists, and what cost the most uptime.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/cases/calendar/zone.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/uptime/owned_time.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/fault_code.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

struct IntervalQuery {
    DayRange period;
    std::optional<uptime::Condition> condition;  // only these
    TruckFilter trucks = {};
    cases::Zone zone = {};
    Time now = Time::max();
    PageQuery page;
};

struct IntervalRow {
    OwnedTruck truck;
    uptime::Tile tile;
    Duration operating{0};  // of it within the hours in which the truck is meant to work
    // What a correction or a visit says beside its name.
    std::string by = {};
    std::string words = {};
};

// By truck and time. A page ends with a truck, and so may be longer than its limit.
Result<Page<IntervalRow>> intervals(sql::Connection& connection, const store::Scope& scope,
                                    const IntervalQuery& query);

// Why trucks did not work: a fault code, a case without one, a service, a correction.
struct Cause {
    uptime::Condition condition = uptime::Condition::unplanned;
    uptime::Source source = uptime::Source::none;
    std::optional<FaultKey> fault;  // of an episode, or the gravest of a case
    std::string item;               // of a service
    friend auto operator<=>(const Cause&, const Cause&) = default;
};
struct CauseRow {
    Cause cause;
    std::chrono::seconds stood{0};
    std::int64_t stops = 0;
    std::uint32_t trucks = 0;
};

// What cost most comes first.
std::vector<CauseRow> causes(sql::Connection& connection, const store::Scope& scope,
                             const IntervalQuery& query);

}  // namespace roadworthy::views
