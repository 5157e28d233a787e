#pragma once
// What is to be told of a case to its customer: how far it is, each time that it is another step.
//
// Level-based as backend/customers/alerts: from what was told and where the case stands. What is
// entered and taken back within the time in which a row settles is told to nobody; entered all at once
// afterwards, only the last step is told.

#include <vector>

#include "backend/cases/case.hpp"
#include "backend/customers/alerts.hpp"

namespace roadworthy::customers {

// `rows`: all of the matter that has the case's id, in the order of n. Those of its fault are left alone.
void take(std::vector<Alert>& rows, const cases::Case& it, const Hearing& hearing);

}  // namespace roadworthy::customers
