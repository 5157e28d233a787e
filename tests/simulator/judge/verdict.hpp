#pragma once
// What the backend made of a truck's year, held against what was really wrong with it.
//
// A cause needs what the gravest of its codes that was heard of needs; it was told as the gravest
// matter under which one of its codes stood. A rule is right on an episode if it led to what the
// episode's cause needed by then.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "tests/simulator/judge/lived_year.hpp"
#include "tests/simulator/judge/matters.hpp"

namespace roadworthy::sim {

struct RuleScore {
    std::uint64_t right = 0;  // episodes
    std::uint64_t too_much = 0;
    std::uint64_t too_little = 0;
    // Of the causes that need the action for which the rule stands, those that it named.
    std::uint64_t found = 0;
    friend bool operator==(const RuleScore&, const RuleScore&) = default;
};

struct CauseScore {
    std::uint64_t there = 0;
    std::uint64_t heard = 0;  // of those: one of its codes at least
    std::uint64_t right = 0;
    std::uint64_t too_much = 0;
    std::uint64_t too_little = 0;
    std::uint64_t matters = 0;  // told, of its own
    std::uint64_t folded_under_others = 0;
};

using Confusion = std::array<std::array<std::uint64_t, 4>, 4>;

struct Tally {
    std::uint64_t trucks = 0;
    std::uint64_t truck_days = 0;
    std::uint64_t reports = 0;
    std::uint64_t episodes = 0;
    std::uint64_t flaps = 0;
    std::uint64_t folded = 0;             // episodes that never stood for themselves
    std::array<std::uint64_t, 4> told{};  // matters, by their gravest action; log is not told
    std::uint64_t upgrades = 0;
    std::uint64_t duplicates = 0;  // matters told of a cause while another of it was open
    std::uint64_t of_nothing = 0;  // episodes of a cause that was not there
    std::uint64_t by_age = 0;
    std::uint64_t from_silence = 0;      // openings and rises with nothing heard
    std::uint64_t changed_by_delay = 0;  // trucks whose table hangs on when its reports came
    std::uint64_t comebacks = 0;
    Confusion causes{};  // heard, by what they need and what was told
    std::map<std::string, RuleScore> rules;
    std::map<std::string_view, CauseScore> by_cause;
};

void judge(Tally& tally, const LivedYear& year, const Outcome& outcome);
// The same year, delivered otherwise.
void compare(Tally& tally, const Outcome& on_time, const Outcome& late);

struct Share {
    std::uint64_t part = 0;
    std::uint64_t whole = 0;
    double value() const {
        return whole == 0 ? 1 : static_cast<double>(part) / static_cast<double>(whole);
    }
};
Share precision(const Confusion& causes, std::size_t action);
Share recall(const Confusion& causes, std::size_t action);  // told as that, or as worse
Share precision(const RuleScore& score);
Share recall(const Tally& tally, const std::string& rule);
double told_per_truck_and_month(const Tally& tally, std::size_t action);

}  // namespace roadworthy::sim
