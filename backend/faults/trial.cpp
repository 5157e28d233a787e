#include "backend/faults/trial.hpp"

#include <algorithm>  // NOLINT(misc-include-cleaner): for std::ranges
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>

#include "backend/faults/episodes.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "common/ids.hpp"

namespace roadworthy::faults {
namespace {

int step(const TrialChange& change) {
    return std::abs(static_cast<int>(change.after.action) - static_cast<int>(change.before.action));
}

}  // namespace

void Trial::add(const TruckId& truck, const Episode& episode, const TruckTraits& traits) {
    const Evidence evidence{
        .key = episode.key,
        .lamps = episode.own_lamps(),
        .occurrences = episode.occurrences,
        .flaps = episode.flaps,
        .episodes = episode.nth,
        .open_for = episode.closed.value_or(episode.last_seen) - episode.opened.at};
    const Severity before = judge(before_, evidence, traits);
    const Severity after = judge(after_, evidence, traits);
    ++result_.moved.at(static_cast<std::size_t>(before.action))
          .at(static_cast<std::size_t>(after.action));
    for (const std::string& rule : after.rules) {
        ++result_.heard[rule];
    }
    if (before.action == after.action) {
        return;
    }
    result_.trucks_changed += last_changed_ == truck.text() ? 0U : 1U;
    last_changed_ = truck.text();
    keep({.truck = truck, .episode = episode, .before = before, .after = after});
}

void Trial::keep(TrialChange change) {
    auto& examples = result_.examples;
    const auto place = std::ranges::upper_bound(examples, step(change), std::greater<>{}, step);
    examples.insert(place, std::move(change));
    if (examples.size() > most_examples) {
        examples.pop_back();
    }
}

}  // namespace roadworthy::faults
