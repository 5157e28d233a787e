#pragma once
// Which episodes and entries of a truck make one case.
//
// Goals: one case a cause, however many codes and calls it brings. Assumptions: none about the
// order in which anything came. Invariants: the answer is a function of the set of entries and
// episodes; windows look at the times at which things happened; nothing is lost: what belongs to no
// case is named.

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {

// What a case needs to know of an episode.
struct CaseEpisode {
    std::uint64_t number = 0;
    FaultKey key;
    std::uint64_t root = 0;  // the episode that is its cause; its own number where there is none
    Time opened;             // on the truck
    Time heard;              // when the backend knew that it asks for this action; never before
                             // `opened` by a synchronised clock
    std::optional<Time> cleared;                 // on evidence; not what was only pushed out
    faults::Action worst = faults::Action::log;  // that it ever had
    friend auto operator<=>(const CaseEpisode&, const CaseEpisode&) = default;
};

struct CaseRules {
    Duration before_call = std::chrono::hours{24};  // a fault so long before a call belongs to it
    std::chrono::days untouched{7};  // quiet for so long without a word: it has closed by itself
    // When the truck changed hands, in order: no fault joins what began before that in another's.
    std::vector<Time> handovers = {};
    friend bool operator==(const CaseRules&, const CaseRules&) = default;
};

// The numbers are stored: new ones go to the end.
enum class Oddity : std::uint8_t {
    same_id = 0,        // another entry has the same id, and comes first
    no_such_entry = 1,  // there is nothing to withdraw
    withdraws_a_withdrawal = 2,
    no_such_case = 3,
    not_for_people = 4,  // opened as a fault or under an automatic id
    opened_twice = 5,
    joined_already = 6,  // to itself, or in a circle
    nothing_to_resume = 7,
    closed_twice = 8,
    after_closing = 9,
    before_case = 10,   // a stage before anything had happened
    out_of_order = 11,  // a stage before one that it usually follows
};

struct Odd {
    Oddity what = Oddity::same_id;
    EntryId entry;
    friend auto operator<=>(const Odd&, const Odd&) = default;
};

struct Gathered {
    CaseId id;
    CaseKind kind = CaseKind::fault;
    std::vector<CaseId> joined;         // what else leads here
    std::vector<CaseEpisode> episodes;  // by number
    std::vector<CaseEntry> entries;     // in order, without those withdrawn
    std::vector<CaseEntry> withdrawn;   // in order
};

struct Gathering {
    std::vector<Gathered> cases;  // by id
    std::vector<Odd> odd;         // what belongs to no case, and joins that lead nowhere
};

// A fault case for each root of which an episode ever asked for a workshop or a stop, and one for
// each call or complaint. Then, in this order:
// 1. a fault that nobody keeps apart joins the breakdown from which it is least far in time, if it
//    came up at most `before_call` before that or until it was closed;
// 2. else the earlier faults of the same (source address, SPN), while their case was open: nobody
//    had closed it, and it had not closed by itself;
// 3. people's joins, in the order of their times.
Gathering gather(std::vector<CaseEntry> entries, const std::vector<CaseEpisode>& episodes,
                 const CaseRules& rules = {});

}  // namespace roadworthy::cases
