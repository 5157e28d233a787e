#pragma once
// What was promised, as it was entered, and what that means for one case.

#include <string>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/cases/promise.hpp"
#include "backend/truck/registry.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {

cases::PolicyBook policies(sql::Connection& connection);

// What of a case's promise the case does not say itself: as it was when it began.
struct CasePapers {
    truck::Tier tier = truck::Tier::ordinary;
    std::string agreement;  // empty: none
    friend bool operator==(const CasePapers&, const CasePapers&) = default;
};

// The two clocks and the escalation of a case at a time.
struct CaseTimes {
    cases::CaseClocks clocks;
    cases::Escalation escalation;
    friend bool operator==(const CaseTimes&, const CaseTimes&) = default;
};
CaseTimes times_of(const cases::Case& it, const CasePapers& papers,
                   const cases::PolicyBook& policies, Time now);

}  // namespace roadworthy::views
