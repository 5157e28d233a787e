#pragma once
// When trucks are meant to work, and what is aimed at, from CSV; row by row. Columns marked * are
// required. The last word about a name holds, also for the past: these are no promises.
//
//   operating-hours  whose* (all, segment, truck) name (the segment or truck) zone* (Asia/Shanghai)
//                    mon tue wed thu fri sat sun (08:00-12:00;13:00-18:00; 22:00-06:00 ends on the
//                    next day; empty: none) closed_on (2026-10-01/2026-10-07;2027-01-01)
//                    open_on (2026-10-10=09:00-17:00;...)
//                    Without any hours it is meant to work round the clock.
//   uptime-targets   segment (empty: every other) availability_percent mtbf_h mttr_h response_min
//                    repair_h first_time_fix_percent; what is empty is not aimed at

#include <string_view>

#include "backend/exchange/cases/sla_from_csv.hpp"
#include "backend/exchange/import/import.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

ImportReport import_operating_hours(sql::Connection& connection, std::string_view text,
                                    const ZoneNamed& zone_named, Time now);
ImportReport import_uptime_targets(sql::Connection& connection, std::string_view text, Time now);

}  // namespace roadworthy::exchange
