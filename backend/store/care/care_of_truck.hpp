#pragma once
// What is known of one truck that may be a reason to call, from the tables as they stand.

#include <vector>

#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/customers/care/trial.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

care::Known known_for_care(Tables& tables, const StoredDossier& stored,
                           const care::Timetable& timetable, Time now);

// Of all trucks, for a trial of a timetable.
std::vector<care::PastOccasions> past_occasions(sql::Connection& connection,
                                                const care::Timetable& timetable, Time now);

}  // namespace roadworthy::store
