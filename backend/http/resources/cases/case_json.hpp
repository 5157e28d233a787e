#pragma once
// Cases in JSON: in a list, and with all that belongs to one.

#include "backend/http/resources/json.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "backend/store/views/cases/cover_book.hpp"
#include "backend/store/views/cases/promises.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

// What people enter about a case (calls, notes, costs) is for those who work on it.
enum class Reading : std::uint8_t { customer, staff };

struct CaseReading {
    const cases::PolicyBook& policies;
    views::CoverBook& covers;
    Time now;
    Reading by = Reading::staff;
};

Json case_json(const views::CaseEntryRow& row, const CaseReading& reading);
// With its stages, episodes, entries.
Json whole_case_json(const views::CaseEntryRow& row, const CaseReading& reading,
                     views::FaultWords& words);

}  // namespace roadworthy::http
