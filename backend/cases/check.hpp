#pragma once
// Whether an entry may be entered: what people are told before it is kept. The fold takes whatever
// is kept, so two entries that were good by themselves may still contradict each other.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {

constexpr std::size_t most_entries = 500;     // about one id
constexpr std::size_t longest_words = 4'000;  // bytes
constexpr std::size_t longest_name = 200;     // of a person, a part, a phone number, a title
constexpr std::size_t most_parts = 200;
constexpr Duration most_ahead = std::chrono::minutes{5};  // of our clock: somebody's watch is fast

// Errors say what was expected: a case that is there and open (or, for `Opened`, an id that is
// free), a time that is not ahead of `now`, words within their bounds, for `Closed` all that a case
// has to end with. Times out of order are no error. The last place about an id is for `Closed`.
Result<void> check(const CaseBook& book, const CaseEntry& entry, Time now);

// The entries of a truck as they are kept: the first `most_entries` about each id, in order. So
// which are kept does not hang on the order in which they came.
struct CaseEntries {
    std::vector<CaseEntry> kept;
    std::uint64_t too_many = 0;
    friend bool operator==(const CaseEntries&, const CaseEntries&) = default;

    void enter(const CaseEntry& entry);  // again: changes nothing
};

}  // namespace roadworthy::cases
