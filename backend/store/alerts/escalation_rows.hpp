#pragma once
// Escalations: the alerts of cases that have taken too long. When a step is reached stands in the
// derived table case_escalations; here the clock alone says which steps that are.

#include <cstddef>

#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

// Writes, in a transaction of its own, the alerts of the steps that were reached by `now`: of each case
// the highest alone, and each once. Nobody is called about a fault that nobody was told of. How many.
std::size_t escalate(sql::Connection& connection, Time now);

}  // namespace roadworthy::store
