#pragma once
// What an operator promises, and by whose hours, from CSV. Each file is a whole: what it does not say
// any more does not hold any more for cases that begin later.
//
//   sla        what* (target, stops, solved_by, escalation) tier action case agreement response_min
//              solution_min calendar reason stage clock percent level role
//              target: response_min, solution_min and the calendar of cases of that tier (ordinary, vip,
//              prospect), action, case (fault, breakdown, complaint) and agreement; what is empty stands
//              for any. stops: a reason whose pauses stop the solution clock. solved_by: the stage that
//              does. escalation: level and role when so many percent of a clock's target are used.
//              A file without stops, solved_by or escalation leaves those as they are without any file.
//   calendars  calendar* zone* (Asia/Shanghai) mon tue wed thu fri sat sun (08:00-12:00;13:00-18:00; an
//              opening may end on the next day: 22:00-06:00; empty: closed) closed_on (2026-10-01/
//              2026-10-07;2027-01-01) open_on (2026-10-10=09:00-17:00;...)
//              A calendar without any hours is open round the clock.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/policy.hpp"
#include "backend/exchange/csv.hpp"
#include "common/result.hpp"

namespace roadworthy::exchange {

// Without its calendars; nothing where there are errors.
struct SlaFile {
    std::optional<cases::SlaPolicy> policy;
    std::vector<RowError> errors;
};
SlaFile sla_from_csv(std::string_view text);

struct CalendarFile {
    std::optional<std::map<std::string, cases::Calendar>> calendars;
    std::vector<RowError> errors;
};
using ZoneNamed = std::function<Result<cases::Zone>(std::string_view name)>;
CalendarFile calendars_from_csv(std::string_view text, const ZoneNamed& zone_named);

}  // namespace roadworthy::exchange
