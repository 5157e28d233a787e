#pragma once
// What an item's rule wants next of a truck, by what had been done before. The due rows go by it,
// and so does the judgement of what was done.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/truck/meter_book.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

struct ItemRule {
    const PlanItem& item;  // as it is for this truck
    std::optional<Day> delivered;
    std::string_view region;
    std::optional<Day> due_on;  // by the truck's papers
    bool is_cut = false;        // what was done before the oldest known is forgotten
};

using DoneBefore = std::span<const Done* const>;  // in the order of time

// The first interval, or that from the last completion on.
const Interval& interval_of(const PlanItem& item, DoneBefore done);

// Of distance, engine time or fuel, counted as life to date (m, s, ml). What was never done counts
// from zero meters.
std::optional<std::int64_t> usage_target(const ItemRule& rule,
                                         std::optional<std::int64_t> Interval::* amount,
                                         std::optional<truck::LifeAt> Done::* place,
                                         DoneBefore done);

// By the days since it was done, the papers or the season: whichever comes first.
std::optional<Day> calendar_target(const ItemRule& rule, DoneBefore done);

}  // namespace roadworthy::due
