#pragma once
// Files of targets and of calendars make the next version of what is promised, as a whole.

#include <string_view>

#include "backend/exchange/cases/sla_from_csv.hpp"
#include "backend/exchange/import/import.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

// Keeps the calendars; `unchanged` where the file says what holds already.
ImportReport import_sla(sql::Connection& connection, std::string_view text, Time now);
// Keeps the rest. A calendar that a target names cannot go.
ImportReport import_calendars(sql::Connection& connection, std::string_view text,
                              const ZoneNamed& zone_named, Time now);

}  // namespace roadworthy::exchange
