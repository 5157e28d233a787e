#pragma once
// What was promised about a case, and what has become of it: its two clocks, and who is to hear of
// it when they run too long.

#include <optional>
#include <string>
#include <vector>

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

// When it is higher: each step beyond those before it, in order of time, if nothing is said but what
// is known. So it hangs on no present: it is what `escalation` would have said, and will say.
struct Rung {
    Time at;  // the first millisecond at which it holds
    int level = 0;
    std::string role;
    ClockKind clock = ClockKind::response;
    friend bool operator==(const Rung&, const Rung&) = default;
};
std::vector<Rung> ladder(const Case& it, const SlaPolicy& policy, const Terms& terms);

// What a list is looked through by; none of it hangs on a present either.
struct Deadlines {
    std::optional<Time> response;  // empty: never, or it stands still before it
    std::optional<Time> solution;
    // The one that comes next: of a clock that nobody has stopped. Empty too for a case at its end,
    // or quiet and about to end by itself.
    std::optional<Time> next;
    std::optional<Time> late;  // the first millisecond at which one of them was, or will be, missed
    friend bool operator==(const Deadlines&, const Deadlines&) = default;
};
Deadlines deadlines(const Case& it, const SlaPolicy& policy, const Terms& terms);

}  // namespace roadworthy::cases
