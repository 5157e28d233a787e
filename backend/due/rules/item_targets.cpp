#include "backend/due/rules/item_targets.hpp"

#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/rules/targets.hpp"
#include "backend/truck/meter_book.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace roadworthy::due {
namespace {

std::optional<Day> season_target(const ItemRule& rule, DoneBefore done) {
    const Season* season = season_of(rule.item, rule.region);
    if (season == nullptr) {
        return std::nullopt;
    }
    SeasonQuestion asked{.delivered = rule.delivered,
                         .early = rule.item.early_tolerance().days.value_or(0)};
    if (!done.empty()) {
        asked.done = day_of(done.back()->completion.at);
    }
    return next_season(*season, asked);
}

std::optional<Day> days_target(const ItemRule& rule, DoneBefore done) {
    std::optional<std::int64_t> origin;
    if (rule.delivered) {
        origin = days_of(*rule.delivered);
    }
    Places places;
    for (const Done* one : done) {
        places.emplace_back(days_of(day_of(one->completion.at)));
    }
    Axis axis = axis_of(rule.item, &Interval::days, origin);
    axis.is_cut = rule.is_cut;
    const auto target =
        rule.due_on ? next_target(axis, places, *rule.due_on) : next_target(axis, places);
    return target ? std::optional{day_of_days(*target)} : std::nullopt;
}

}  // namespace

const Interval& interval_of(const PlanItem& item, DoneBefore done) {
    return done.empty() && !item.first.is_empty() ? item.first : item.every;
}

std::optional<std::int64_t> usage_target(const ItemRule& rule,
                                         std::optional<std::int64_t> Interval::* amount,
                                         std::optional<truck::LifeAt> Done::* place,
                                         DoneBefore done) {
    Places places;
    for (const Done* one : done) {
        const auto& known = one->*place;
        places.push_back(known ? std::optional{known->life} : std::nullopt);
    }
    Axis axis = axis_of(rule.item, amount, 0);
    axis.is_cut = rule.is_cut;
    return next_target(axis, places);
}

std::optional<Day> calendar_target(const ItemRule& rule, DoneBefore done) {
    const auto days = days_target(rule, done);
    const auto season = season_target(rule, done);
    return days && season ? std::min(days, season) : days ? days : season;
}

}  // namespace roadworthy::due
