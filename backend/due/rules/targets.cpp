#include "backend/due/rules/targets.hpp"

#include "backend/due/plans.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace roadworthy::due {
namespace {

using Target = std::optional<std::int64_t>;

bool is_as_planned(const Axis& axis, std::int64_t target, std::int64_t done) {
    return target - axis.early <= done && done <= target + axis.tolerance;
}

Target after(const Axis& axis, Target planned, Target done) {
    if (!done || !axis.every) {
        return std::nullopt;
    }
    const bool counts_from_plan =
        axis.counting == Counting::anniversary && planned && is_as_planned(axis, *planned, *done);
    return (counts_from_plan ? *planned : *done) + *axis.every;
}

// The target of the plan, had it always been kept, that lies nearest to where it was done.
Target on_the_grid(const Axis& axis, Target done) {
    if (!axis.first_target || !done || axis.every.value_or(0) <= 0 || *done < *axis.first_target) {
        return axis.first_target;
    }
    const std::int64_t every = *axis.every;
    return *axis.first_target + (*done - *axis.first_target + every / 2) / every * every;
}

Day day_in(std::chrono::year year, const Season& season) {
    const std::chrono::year_month_day day =
        year / std::chrono::month{season.month} / std::chrono::day{season.day};
    return day.ok() ? Day{day} : Day{year / std::chrono::month{season.month} / std::chrono::last};
}

}  // namespace

std::optional<std::int64_t> next_target(const Axis& axis, const Places& done) {
    if (done.empty()) {
        return axis.first_target;
    }
    Target target = axis.is_cut ? on_the_grid(axis, done.front()) : axis.first_target;
    for (const Target& place : done) {
        target = after(axis, target, place);
    }
    return target;
}

std::optional<std::int64_t> next_target(const Axis& axis, const Places& done, Day due_on) {
    Target target = days_of(due_on);
    for (const Target& place : done) {
        if (!target || (place && *place >= *target - axis.early)) {
            target = after(axis, target, place);
        }
    }
    return target;
}

std::optional<Day> next_season(const Season& season, const SeasonQuestion& question) {
    if (!question.done && !question.delivered) {
        return std::nullopt;
    }
    const Day from = question.done ? *question.done + std::chrono::days{question.early + 1}
                                   : *question.delivered;
    const auto year = std::chrono::year_month_day{from}.year();
    const Day this_year = day_in(year, season);
    return this_year >= from ? this_year : day_in(year + std::chrono::years{1}, season);
}

const Season* season_of(const PlanItem& item, std::string_view region) {
    auto found = std::ranges::find(item.seasons, region, &Season::region);
    if (found == item.seasons.end()) {
        found = std::ranges::find(item.seasons, std::string_view{}, &Season::region);
    }
    return found == item.seasons.end() ? nullptr : &*found;
}

}  // namespace roadworthy::due
