#pragma once
// One case, from the first that was heard of it to its end: a function of the set of what was
// entered about it and of its episodes, and of nothing else. No entry is refused here: one that
// contradicts others is named in `odd`, and the rest stands.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/faults/severity.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {

struct StageTime {
    Stage stage = Stage::reported;
    Time at;
    std::string by;
    friend bool operator==(const StageTime&, const StageTime&) = default;
};

struct PauseTime {
    PauseReason reason = PauseReason::other;
    Pause pause;
    friend bool operator==(const PauseTime&, const PauseTime&) = default;
};

struct Case {
    CaseId id;
    CaseKind kind = CaseKind::fault;
    std::vector<CaseId> joined;         // what else leads here, by id
    std::vector<CaseEpisode> episodes;  // by number
    std::optional<faults::Action> worst;
    Time happened;                  // the first of all that it holds, on the truck
    Time heard;                     // by us: nobody can answer before, so its clocks start here
    std::optional<Opened> call;     // the first
    std::vector<StageTime> stages;  // in order of time; `reported` only where somebody entered it
    std::optional<Owned> owner;
    std::optional<NextStep> next_step;
    std::optional<Estimate> estimate;
    std::optional<Answer> answer;   // to that estimate
    std::vector<PauseTime> pauses;  // in order, without overlaps
    // In which none of its episodes was there, by evidence; in order. Of fault cases alone: a call
    // and a complaint are not over because a lamp went out.
    std::vector<Pause> quiet;
    std::optional<Closed> closing;
    std::optional<Time> closed;            // when that was
    std::optional<Time> clears_by_itself;  // if nobody says a word before
    std::vector<CaseEntry> entries;        // all that count, in order
    std::vector<CaseEntry> withdrawn;
    std::vector<Odd> odd;
    friend bool operator==(const Case&, const Case&) = default;
};

// quiet: all clear, to be confirmed. cleared_by_itself: it was quiet, and nobody ever touched it.
enum class CaseState : std::uint8_t { open = 0, quiet = 1, closed = 2, cleared_by_itself = 3 };

CaseState state(const Case& it, Time now);
std::optional<Time> quiet_since(const Case& it, Time now);
Stage stage(const Case& it, Time now);      // the latest one by its time
std::optional<Time> ended(const Case& it);  // by whichever comes first

struct CaseBook {
    std::vector<Case> cases;  // by id
    std::vector<Odd> odd;     // what belongs to no case, and joins that lead nowhere
    friend bool operator==(const CaseBook&, const CaseBook&) = default;

    // By any id that leads to it, that of an episode under its cause among them.
    const Case* find(const CaseId& id) const;
};

// All cases of a truck.
CaseBook fold(const std::vector<CaseEntry>& entries, const std::vector<CaseEpisode>& episodes,
              const CaseRules& rules = {});

}  // namespace roadworthy::cases
