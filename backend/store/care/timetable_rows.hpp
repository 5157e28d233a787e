#pragma once
// The care timetables that an operator has entered. They stand beside the journal, for nothing that is
// derived from it hangs on them.

#include "backend/customers/care/timetable.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

// The highest version; the built-in one while there is none.
care::Timetable timetable_in_force(sql::Connection& connection);

// In the caller's transaction.
void put_timetable(sql::Connection& connection, const care::Timetable& timetable, Time from);

}  // namespace roadworthy::store
