#pragma once
// A set of rules tried on the episodes of the past: what each would have asked for, beside what the
// rules in force ask for.
//
// An episode is judged by what was known of it last, so by its last lamps and its whole age; what it
// was judged in between is not gone through again.

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "common/ids.hpp"

namespace roadworthy::faults {

struct TrialChange {
    TruckId truck;
    Episode episode;
    Severity before;
    Severity after;
    friend bool operator==(const TrialChange&, const TrialChange&) = default;
};

struct TrialResult {
    // By Action: [before][after] counts episodes.
    std::array<std::array<std::uint64_t, 4>, 4> moved{};
    std::map<std::string, std::uint64_t> heard;  // by Rule::key of the tried set, as a reason
    std::vector<TrialChange> examples;           // the gravest steps first, at most 20
    std::uint64_t trucks_changed = 0;
    friend bool operator==(const TrialResult&, const TrialResult&) = default;
};

constexpr std::size_t most_examples = 20;

class Trial {
public:
    // Both whole: over the built-in ones.
    Trial(std::span<const Rule> before, std::span<const Rule> after)
        : before_(before), after_(after) {}

    // All of one truck follow one another.
    void add(const TruckId& truck, const Episode& episode, const TruckTraits& traits);
    const TrialResult& result() const { return result_; }

private:
    void keep(TrialChange change);

    std::span<const Rule> before_;
    std::span<const Rule> after_;
    TrialResult result_;
    std::string last_changed_;  // truck
};

}  // namespace roadworthy::faults
