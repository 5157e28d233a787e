#pragma once
// Cases for a terminal.

#include <string>
#include <vector>

#include "backend/cases/policy_book.hpp"
#include "backend/commands/writer.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "backend/store/views/cases/cover_book.hpp"
#include "backend/store/views/faults/fault_words.hpp"

namespace roadworthy::backend {

// What was promised, and what is paid for.
struct Promised {
    const cases::PolicyBook& policies;
    views::CoverBook& covers;
};

std::string case_table(const std::vector<views::CaseEntryRow>& rows, const Promised& promised,
                       const Reader& reader);
// One case: what was promised, what it is about, and all that was said of it.
std::string case_text(const views::CaseEntryRow& row, const Promised& promised,
                      views::FaultWords& words, const Reader& reader);

}  // namespace roadworthy::backend
