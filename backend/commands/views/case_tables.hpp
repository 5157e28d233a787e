#pragma once
// Cases for a terminal.

#include <string>
#include <vector>

#include "backend/cases/policy_book.hpp"
#include "backend/commands/writer.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"

namespace roadworthy::backend {

std::string case_table(const std::vector<views::CaseEntryRow>& rows,
                       const cases::PolicyBook& policies, const Reader& reader);
// One case: what was promised, what it is about, and all that was said of it.
std::string case_text(const views::CaseEntryRow& row, const cases::PolicyBook& policies,
                      views::FaultWords& words, const Reader& reader);

}  // namespace roadworthy::backend
