#pragma once
// What cases and repairs give to call about: a breakdown or fault that was mended, a complaint.

#include <vector>

#include "backend/cases/case.hpp"
#include "backend/customers/care/occasions.hpp"
#include "backend/faults/comebacks.hpp"

namespace roadworthy::care {

// A breakdown or fault that was closed by somebody is a repair to ask about. A complaint is to be
// answered from the day on which we heard of it; once it was, in its case, nobody need call for it.
void add_case(std::vector<Occasion>& all, const cases::Case& it);

void add_repairs(std::vector<Occasion>& all, const std::vector<faults::Repair>& repairs);

}  // namespace roadworthy::care
