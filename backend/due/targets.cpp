#include "backend/due/targets.hpp"

#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/truck/meter_book.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

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

// One completion against the criteria of its item: late by any of them, early only by all.
class TimingOf {
public:
    TimingOf(const TimingQuestion& question, const std::vector<const Done*>& done,
             std::size_t number)
        : question_(question), done_(done), number_(number) {}

    Timing answer() {
        if (number_ == 0 && question_.history.is_full()) {
            return Timing::unknown;
        }
        count(&Interval::distance_m, &Done::distance);
        count(&Interval::engine_time_s, &Done::engine_time);
        count(&Interval::fuel_used_ml, &Done::fuel_used);
        count_days();
        count_season();
        if (is_late_) {
            return Timing::late;
        }
        return !is_known_ ? Timing::unknown : is_early_ ? Timing::early : Timing::on_time;
    }

private:
    void count(Target target, Target place, const Axis& axis) {
        if (target && place) {
            is_known_ = true;
            is_late_ |= *place > *target + axis.tolerance;
            is_early_ &= *place < *target - axis.early;
        }
    }

    void count(std::optional<std::int64_t> Interval::* amount,
               std::optional<truck::LifeAt> Done::* at) {
        Places places;
        for (const Done* one : done_) {
            const auto& place = one->*at;
            places.push_back(place ? Target{place->life} : std::nullopt);
        }
        count(axis_of(question_.item, amount, 0), places);
    }

    void count(Axis axis, Places places) {
        axis.is_cut = question_.history.is_full();
        const Target place = places[number_];
        places.resize(number_);
        count(next_target(axis, places), place, axis);
    }

    static Day day_at(const Done& done) { return day_of(done.completion.at); }

    void count_days() {
        Target origin;
        if (question_.delivered) {
            origin = days_of(*question_.delivered);
        }
        Places places;
        for (const Done* one : done_) {
            places.emplace_back(days_of(day_at(*one)));
        }
        count(axis_of(question_.item, &Interval::days, origin), places);
    }

    void count_season() {
        const Season* season = season_of(question_.item, question_.region);
        if (season == nullptr) {
            return;
        }
        const Axis axis{.early = question_.item.early_tolerance().days.value_or(0),
                        .tolerance = question_.item.tolerance.days.value_or(0)};
        SeasonQuestion asked{.delivered = question_.delivered,
                             .early = static_cast<int>(axis.early)};
        if (number_ > 0) {
            asked.done = day_at(*done_[number_ - 1]);
        }
        if (const auto day = next_season(*season, asked)) {
            count(days_of(*day), days_of(day_at(*done_[number_])), axis);
        }
    }

    const TimingQuestion& question_;
    const std::vector<const Done*>& done_;
    std::size_t number_;
    bool is_known_ = false;
    bool is_late_ = false;
    bool is_early_ = true;
};

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

std::vector<Timing> timings(const TimingQuestion& question) {
    const auto done = question.history.counted();
    std::vector<Timing> all;
    all.reserve(done.size());
    for (std::size_t i = 0; i < done.size(); ++i) {
        all.push_back(TimingOf(question, done, i).answer());
    }
    return all;
}

}  // namespace roadworthy::due
