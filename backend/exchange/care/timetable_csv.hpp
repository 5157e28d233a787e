#pragma once
// A care timetable as a file, read and written in the same columns. One line a rule; it is taken as a
// whole or not at all.
//
//   version* rule* occasion* (delivery, first_service, ...) from_days* on_days* until_days* (from the
//   occasion's day: -7 is a week before) late_days priority ignores_cap (no, yes) tier (ordinary, vip,
//   prospect; empty: any) segments (with ;) instead_of script_zh script_en
//   What concerns the whole stands in the first line: cap_most cap_in_days cap_apart_days
//   again_after_days most_tries escalate_after_days drifting_after_days replacement_years

#include <string>
#include <string_view>
#include <vector>

#include "backend/customers/care/timetable.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/import/import.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

struct TimetableFile {
    care::Timetable timetable;
    std::vector<RowError> errors;  // then it is not to be used
};
TimetableFile timetable_from_csv(std::string_view text);

std::string to_csv(const care::Timetable& timetable);

// In one transaction, and in force at once. A changed timetable needs a higher version.
ImportReport import_timetable(sql::Connection& connection, std::string_view text, Time now);

}  // namespace roadworthy::exchange
