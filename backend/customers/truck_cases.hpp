#pragma once
// What is kept of a truck for its cases, as long as they can still change: people's entries, and of
// fault episodes what a case needs. Which cases follow is told anew from it (cases::fold).
//
// Invariants: what goes first is what ended first, case by case; its row stays as it was. A case of
// which an episode is still there never goes. Of people's entries about one id at most 500 are kept.

#include <cstddef>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/check.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {

constexpr std::size_t most_ended_cases = 64;  // a truck; then the one that ended first goes
constexpr std::size_t most_case_episodes = 2 * faults::most_episodes;  // likewise
constexpr std::size_t most_case_entries = 4'000;
constexpr std::size_t most_strays = 64;  // entries that belong to no case: the newest

struct TruckCases {
    cases::CaseEntries entries;
    std::vector<cases::CaseEpisode> episodes;  // by number
    std::vector<Time> handovers;               // when the truck got another owner, in order
    friend bool operator==(const TruckCases&, const TruckCases&) = default;
};

// Rows of cases: all upserts by id.
struct CaseChanges {
    std::vector<cases::Case> cases;
    std::vector<cases::CaseId> gone;  // they belong to another one now, or were none
    friend bool operator==(const CaseChanges&, const CaseChanges&) = default;
};

// What made the journal's newest input of the truck's faults: those that it has changed, and all that
// the truck still knows of. A fault is heard of when it first asks for a workshop, so that one time
// hangs on when its report came.
struct FaultNews {
    const std::vector<faults::Episode>& changed;
    const std::vector<faults::Episode>& known;
    Time received;
};
CaseChanges take(TruckCases& kept, const FaultNews& news);
CaseChanges take(TruckCases& kept, const cases::CaseEntry& entry,
                 const std::vector<faults::Episode>& known);

// All that the truck's owners have been. What one of them had is no part of another's case.
CaseChanges take(TruckCases& kept, const std::vector<truck::Ownership>& ownerships,
                 const std::vector<faults::Episode>& known);

cases::CaseBook told(const TruckCases& kept);

}  // namespace roadworthy::customers
