#pragma once
// Opening hours and special days as people write them.

#include <string_view>
#include <vector>

#include "backend/cases/calendar/opening_hours.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "common/result.hpp"

namespace roadworthy::exchange {

// 08:00-12:00;13:00-18:00. 22:00-06:00 ends on the next day, 00:00-24:00 is a whole one. Empty, and
// `closed`: none.
Result<cases::DayHours> day_hours(std::string_view text);

// Days without any hours (2026-10-01/2026-10-07;2027-01-01, both ends included), and days with hours
// of their own (2026-10-10=09:00-12:00+13:00-17:00;...).
Result<std::vector<cases::SpecialDay>> special_days(std::string_view closed_on,
                                                    std::string_view open_on);

// The columns mon to sun, closed_on and open_on of a row; without any hours: round the clock. What is
// wrong is said of the row.
cases::OpeningHours opening_hours(Fields& row);

}  // namespace roadworthy::exchange
