#pragma once
// From what people say to evidence: services, cases, corrections. Each stands under its own name, so
// that it is the same in whatever order it is entered, changed and taken back.

#include <chrono>
#include <string>

#include "backend/cases/case.hpp"
#include "backend/due/plans.hpp"
#include "backend/uptime/blocks.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/ids.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::uptime {

constexpr Duration longest_visit = std::chrono::days{31};  // more is a typing error
constexpr Duration longest_correction = std::chrono::days{366};

// A person knows better. It holds over everything else; of two that overlap the one entered last.
struct Correction {
    TruckId truck;
    std::string id;  // within the truck; entered once however often
    Time from;
    Time to;
    Condition condition = Condition::unknown;
    std::string by;
    std::string reason;
    Time entered;
    friend bool operator==(const Correction&, const Correction&) = default;
};

// That correction was an error; for good, whichever of the two comes first.
struct CorrectionWithdrawn {
    TruckId truck;
    std::string id;
    std::string by;
    std::string reason;
    Time entered;
    friend bool operator==(const CorrectionWithdrawn&, const CorrectionWithdrawn&) = default;
};

// Bounds that are no whole seconds or the wrong way round, no name, no reason: with words.
Result<void> check(const Correction& correction);

// The time in the workshop for a service. One that is entered again for the same item and moment
// takes the place of the one before.
void take(const due::Completion& completion, EvidenceChanges& changes);
void take(const due::CompletionVoid& voided, EvidenceChanges& changes);

void take(const Correction& correction, EvidenceChanges& changes);
void take(const CorrectionWithdrawn& withdrawn, EvidenceChanges& changes);

// A breakdown stands from when it happened, any other case from when a rescue is on the way to it;
// it is a repair from when it is in the workshop; both until it is released or closed. While the
// customer uses the truck nothing is said. A case that has not ended is open: see tile.
void take(const cases::Case& it, EvidenceChanges& changes);
void forget(const cases::CaseId& id, EvidenceChanges& changes);

}  // namespace roadworthy::uptime
