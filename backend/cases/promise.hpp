#pragma once
// What was promised about a case, and what has become of it: its two clocks, and who is to hear of
// it when they run too long.

#include <optional>
#include <string>

#include "backend/cases/case.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/policy.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {

// For `terms`; the case's kind and the worst that its faults ever asked for are its own.
SlaSubject subject(const Case& it, truck::Tier tier, std::string agreement);

// Response: from when we heard of it to the first stage after `reported`, or the case's end. No
// pause stops it.
ClockRun response_run(const Case& it);
// Solution: from when we heard of it to the first stage that the policy takes for a solution, or
// the case's end. It stands still in the pauses that the policy allows, and while all is quiet.
ClockRun solution_run(const Case& it, const SlaPolicy& policy);

struct CaseClocks {
    ClockReading response;
    ClockReading solution;
    friend bool operator==(const CaseClocks&, const CaseClocks&) = default;
};
CaseClocks clocks(const Case& it, const SlaPolicy& policy, const Terms& terms, Time now);

struct Escalation {
    int level = 0;  // nobody
    std::string role;
    ClockKind clock = ClockKind::response;
    std::optional<Time> next;  // just after this instant it is higher, if nothing happens before
    friend bool operator==(const Escalation&, const Escalation&) = default;
};
// The highest step that a clock which has not stopped has passed. A case that is quiet or at its
// end calls nobody: no alarm for what is not there.
Escalation escalation(const Case& it, const SlaPolicy& policy, const Terms& terms, Time now);

}  // namespace roadworthy::cases
