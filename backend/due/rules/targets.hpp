#pragma once
// Where an item falls due next: whole numbers on one axis (m, s, ml, days since 1970). Pure rules:
// no target moves without a completion.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "backend/due/plans.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

struct Axis {
    std::optional<std::int64_t> first_target;  // until something was done
    std::optional<std::int64_t> every;
    std::int64_t early = 0;  // before and beyond a target, inclusive: done as planned
    std::int64_t tolerance = 0;
    Counting counting = Counting::actual;
    // The completions before the oldest known are forgotten: if that one lies where the plan would
    // have had one of its targets, it counts from there.
    bool is_cut = false;
    friend bool operator==(const Axis&, const Axis&) = default;
};

// The item's rule about one kind of use; `origin` is where the truck's life began on it.
template <class Amount>
Axis axis_of(const PlanItem& item, std::optional<Amount> Interval::* amount,
             std::optional<std::int64_t> origin) {
    const auto& first = (item.first.is_empty() ? item.every : item.first).*amount;
    Axis axis{.every = item.every.*amount,
              .early = (item.early_tolerance().*amount).value_or(0),
              .tolerance = (item.tolerance.*amount).value_or(0),
              .counting = item.counting};
    if (first && origin) {
        axis.first_target = *origin + *first;
    }
    return axis;
}

// By where the item was done, in the order of time; nothing for one of which that is not known.
using Places = std::vector<std::optional<std::int64_t>>;
std::optional<std::int64_t> next_target(const Axis& axis, const Places& done);

// A date by the papers, until it is done (at most `early` before it, or later).
std::optional<std::int64_t> next_target(const Axis& axis, const Places& done, Day due_on);

// The first day of the season after the last that was served: by what was done within `early` days
// before it, or later. Before anything was done: from delivery on.
struct SeasonQuestion {
    std::optional<Day> delivered;
    std::optional<Day> done;
    int early = 0;
};
std::optional<Day> next_season(const Season& season, const SeasonQuestion& question);

// Of the truck's region, or else the one for every other; null: this item has no season there.
const Season* season_of(const PlanItem& item, std::string_view region);

}  // namespace roadworthy::due
