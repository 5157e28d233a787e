#include "backend/due/due.hpp"

#include "backend/due/forecast.hpp"
#include "backend/due/plans.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/sources.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace roadworthy::due {
namespace {

using std::chrono::days;

bool is_empty(const Interval& interval) {
    return !interval.distance_m && !interval.engine_time_s && !interval.days;
}

Day as_day(Days since_1970) {
    return Day{std::chrono::floor<days>(since_1970)};
}

Window certain(Day day) {
    return {.p10 = day, .p50 = day, .p90 = day};
}

// One usage criterion of one item: where it started, and what may be used until it is due.
struct UsageQuestion {
    MeterKind kind = MeterKind::odometer;
    std::optional<std::int64_t> interval;
    std::optional<std::int64_t> tolerance;
    std::optional<std::int64_t> start;  // life to date when it was last done; none: not known
};

class Row {
public:
    Row(const DueQuestion& question, const PlanItem& item) : question_(question), item_(item) {
        row_.item = item.key;
        row_.tolerance_days = item.tolerance.days.value_or(0);
        const auto done = question.done.find(item.key);
        last_ = done == question.done.end() ? nullptr : &done->second;
        const bool is_first = last_ == nullptr && !is_empty(item.first);
        interval_ = is_first ? &item.first : &item.every;
    }

    std::optional<DueRow> answer() {
        if (is_empty(*interval_)) {
            return std::nullopt;
        }
        row_.distance = usage({.kind = MeterKind::odometer,
                               .interval = interval_->distance_m,
                               .tolerance = item_.tolerance.distance_m,
                               .start = start(&LastDone::distance)});
        row_.engine_time = usage({.kind = MeterKind::engine_time,
                                  .interval = interval_->engine_time_s,
                                  .tolerance = item_.tolerance.engine_time_s,
                                  .start = start(&LastDone::engine_time)});
        row_.calendar = calendar();
        if (row_.distance) {
            count(*row_.distance, Criterion::distance);
        }
        if (row_.engine_time) {
            count(*row_.engine_time, Criterion::engine_time);
        }
        if (row_.calendar) {
            count(certain(*row_.calendar), Criterion::calendar);
        }
        return row_;
    }

private:
    std::optional<Day> calendar() const {
        const auto from =
            last_ != nullptr ? std::optional{day_of(last_->completion.at)} : question_.delivered;
        return from && interval_->days ? std::optional{*from + days{*interval_->days}}
                                       : std::nullopt;
    }

    // What was never done counts from zero.
    std::optional<std::int64_t> start(std::optional<truck::LifeAt> LastDone::* done) const {
        if (last_ == nullptr) {
            return 0;
        }
        const auto& place = last_->*done;
        return place ? std::optional{place->life} : std::nullopt;
    }

    std::optional<UsageCriterion> usage(const UsageQuestion& asked) const {
        if (!asked.interval) {
            return std::nullopt;
        }
        UsageCriterion criterion;
        const truck::KindMeters& meters = question_.state.of(asked.kind);
        const truck::SourceTrack* track = meters.followed();
        if (track != nullptr) {
            criterion.reading = track->latest;
        }
        if (!asked.start) {
            return criterion;
        }
        const std::int64_t life_target = *asked.start + *asked.interval;
        criterion.target = life_target - (track == nullptr ? 0 : track->offset());
        if (track != nullptr && meters.life) {
            const std::int64_t over = meters.life->value - life_target;
            criterion.is_reached = over >= 0;
            criterion.is_past_tolerance = over > asked.tolerance.value_or(0);
            const double target = truck::meter_units(asked.kind, life_target - track->offset());
            criterion.window =
                criterion.is_reached ? certain(reached_on(*track, target)) : window(*track, target);
        }
        return criterion;
    }

    std::optional<Outlook> outlook(const truck::SourceTrack& track, double target) const {
        const auto& tick = question_.tick;
        const double now = std::max(tick ? truck::meter_days(tick->day) : 0, track.meter.last.t);
        return reach(track.meter, now, target, tick ? tick->of(track.meter.kind) : FleetNumbers{});
    }

    Day reached_on(const truck::SourceTrack& track, double target) const {
        const Day read = day_of(track.shown().at);
        const auto passed = outlook(track, target);
        const Day since = last_ != nullptr ? day_of(last_->completion.at) : Day::min();
        return passed ? std::min(std::max(as_day(passed->p50), since), read) : read;
    }

    std::optional<Window> window(const truck::SourceTrack& track, double target) const {
        const Day too_old = day_of(track.shown().at) + days{most_reading_age + 1};
        const auto expected = outlook(track, target);
        if (!expected || (question_.tick && question_.tick->day >= too_old)) {
            return std::nullopt;
        }
        return Window{.p10 = as_day(expected->p10),
                      .p50 = as_day(expected->p50),
                      .p90 = as_day(expected->p90)};
    }

    void count(const UsageCriterion& criterion, Criterion which) {
        row_.is_reached |= criterion.is_reached;
        row_.is_past_tolerance |= criterion.is_past_tolerance;
        if (!criterion.is_reached) {
            const Day known_until = criterion.window && criterion.reading
                                        ? day_of(criterion.reading->at) + days{most_reading_age}
                                        : Day{};
            row_.usage_known_until =
                std::min(row_.usage_known_until.value_or(known_until), known_until);
        }
        if (criterion.window) {
            count(*criterion.window, which);
        }
    }

    // Meters of one truck rise together: so the earliest of each quantile is that of the whole.
    void count(const Window& window, Criterion which) {
        if (!row_.window || window.p50 < row_.window->p50) {
            row_.limiting = which;
        }
        const Window before = row_.window.value_or(window);
        row_.window = {.p10 = std::min(before.p10, window.p10),
                       .p50 = std::min(before.p50, window.p50),
                       .p90 = std::min(before.p90, window.p90)};
    }

    const DueQuestion& question_;
    const PlanItem& item_;
    const LastDone* last_ = nullptr;
    const Interval* interval_ = nullptr;
    DueRow row_;
};

void place(std::optional<truck::LifeAt>& place, const truck::MeterBook& book, Time at,
           std::optional<std::int64_t> shown) {
    if (place && place->is_final) {
        return;
    }
    if (shown) {
        place = book.life_of({.at = at, .value = *shown}).value_or(truck::LifeAt{.life = *shown});
    } else {
        place = book.life_at(at);
    }
}

}  // namespace

DueState due_state(const DueRow& row, Day today, int lead) {
    if (row.is_past_tolerance ||
        (row.calendar && today > *row.calendar + days{row.tolerance_days})) {
        return DueState::overdue;
    }
    if (row.is_reached) {
        return DueState::due;
    }
    const bool is_known = !row.usage_known_until || today <= *row.usage_known_until;
    const auto expected = is_known && row.window ? std::optional{row.window->p50} : row.calendar;
    if (expected && today >= *expected) {
        return DueState::due;
    }
    if (expected && today + days{lead} >= *expected) {
        return DueState::soon;
    }
    return is_known && expected ? DueState::not_due : DueState::unknown;
}

void take(LastDoneByItem& done, const Completion& completion) {
    const auto known = done.find(completion.item);
    if (known == done.end() || known->second.completion.at <= completion.at) {
        done.insert_or_assign(completion.item, LastDone{.completion = completion});
    }
}

void place_on_meters(LastDoneByItem& done, const truck::TruckState& state) {
    for (auto& [item, last] : done) {
        const Completion& completion = last.completion;
        place(last.distance, state.book(MeterKind::odometer), completion.at, completion.odometer_m);
        place(last.engine_time, state.book(MeterKind::engine_time), completion.at,
              completion.engine_time_s);
    }
}

void forget_places(LastDoneByItem& done, MeterKind kind) {
    for (auto& [item, last] : done) {
        if (kind == MeterKind::odometer) {
            last.distance.reset();
        } else if (kind == MeterKind::engine_time) {
            last.engine_time.reset();
        }
    }
}

std::vector<DueRow> due_rows(const DueQuestion& question) {
    std::vector<DueRow> rows;
    for (const auto& item : question.plan.items) {
        if (auto row = Row(question, item).answer()) {
            rows.push_back(std::move(*row));
        }
    }
    return rows;
}

}  // namespace roadworthy::due
