#include "backend/due/due.hpp"

#include "backend/due/forecast.hpp"
#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/due/rules/item_targets.hpp"
#include "backend/due/rules/own_counter.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/sources.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace roadworthy::due {
namespace {

using std::chrono::days;

Day as_day(Days since_1970) {
    return Day{std::chrono::floor<days>(since_1970)};
}

Window certain(Day day) {
    return {.p10 = day, .p50 = day, .p90 = day};
}

// One kind of usage in the words of a plan, of its history and of a row.
struct Usage {
    MeterKind kind;
    std::optional<std::int64_t> Interval::* amount;
    std::optional<truck::LifeAt> Done::* place;
    std::optional<UsageCriterion> DueRow::* row;
    Criterion criterion;
};
constexpr std::array<Usage, 3> usages = {
    {{MeterKind::odometer, &Interval::distance_m, &Done::distance, &DueRow::distance,
      Criterion::distance},
     {MeterKind::engine_time, &Interval::engine_time_s, &Done::engine_time, &DueRow::engine_time,
      Criterion::engine_time},
     {MeterKind::fuel_used, &Interval::fuel_used_ml, &Done::fuel_used, &DueRow::fuel_used,
      Criterion::fuel_used}}};

class Row {
public:
    Row(const DueQuestion& question, const PlanItem& item, const ItemOverride* change)
        : question_(question), item_(item), change_(change) {
        row_.item = item.key;
        row_.tolerance_days = item.tolerance.days.value_or(0);
        row_.is_of_truck = change != nullptr;
        row_.labour_minutes = item.labour_minutes;
        if (change != nullptr) {
            row_.name_zh = change->name_zh;
            row_.name_en = change->name_en;
        }
        row_.kind = kind();
        const auto known = question.done.find(item.key);
        if (known != question.done.end()) {
            done_ = known->second.counted();
            is_cut_ = known->second.is_full();
        }
        if (!done_.empty()) {
            row_.last_done = done_.back()->completion.at;
        }
        row_.interval = interval_of(item, done_);
    }

    std::optional<DueRow> answer() {
        row_.calendar = calendar_target(rule(), done_);
        if (row_.interval.is_empty() && !row_.calendar) {
            return std::nullopt;
        }
        for (const Usage& usage : usages) {
            answer(usage);
        }
        if (row_.calendar) {
            count(certain(*row_.calendar), Criterion::calendar);
            allow(*row_.calendar - days{item_.early_tolerance().days.value_or(0)},
                  *row_.calendar + days{row_.tolerance_days});
        }
        if (row_.latest) {
            row_.earliest = std::min(*row_.earliest, *row_.latest);
        }
        row_.own_counter = own_counter(question_.state, item_, row_);
        return row_;
    }

private:
    ItemKind kind() const {
        if (change_ != nullptr && change_->due_on) {
            return ItemKind::papers;
        }
        const bool has_interval = !item_.first.is_empty() || !item_.every.is_empty();
        return has_interval || item_.seasons.empty() ? ItemKind::plan_item : ItemKind::seasonal;
    }

    ItemRule rule() const {
        return {.item = item_,
                .delivered = question_.delivered,
                .region = question_.region,
                .due_on = change_ == nullptr ? std::nullopt : change_->due_on,
                .is_cut = is_cut_};
    }

    void answer(const Usage& usage) {
        if (!(row_.interval.*usage.amount)) {
            return;
        }
        UsageCriterion& criterion = (row_.*usage.row).emplace();
        const truck::KindMeters& meters = question_.state.of(usage.kind);
        const truck::SourceTrack* track = meters.followed();
        if (track != nullptr) {
            criterion.reading = track->latest;
        }
        const auto life_target = usage_target(rule(), usage.amount, usage.place, done_);
        if (life_target) {
            criterion.target = *life_target - (track == nullptr ? 0 : track->offset());
        }
        if (life_target && track != nullptr && meters.life) {
            const std::int64_t over = meters.life->value - *life_target;
            criterion.is_reached = over >= 0;
            criterion.is_past_tolerance = over > (item_.tolerance.*usage.amount).value_or(0);
            criterion.window =
                criterion.is_reached
                    ? certain(reached_on(*track, unit_target(*track, *criterion.target)))
                    : window(*track, unit_target(*track, *criterion.target));
        }
        count(criterion, usage.criterion);
        if (criterion.window) {
            allow(*track, usage, criterion);
        }
    }

    static double unit_target(const truck::SourceTrack& track, std::int64_t target) {
        return truck::meter_units(track.meter.kind, target);
    }

    std::optional<Outlook> outlook(const truck::SourceTrack& track, double target) const {
        const auto& tick = question_.tick;
        const double now = std::max(tick ? truck::meter_days(tick->day) : 0, track.meter.last.t);
        const truck::QuietDays& quiet = question_.state.book(track.meter.kind).quiet();
        return reach(track.meter, {.now = now, .target = target, .quiet = quiet},
                     tick ? tick->of(track.meter.kind) : FleetNumbers{});
    }

    Day reached_on(const truck::SourceTrack& track, double target) const {
        const Day read = day_of(track.shown().at);
        const auto passed = outlook(track, target);
        const Day since = row_.last_done ? day_of(*row_.last_done) : Day::min();
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

    // The days of one kind of usage: until the tolerance is used up in one of ten cases, but not
    // before it is likely due at all.
    void allow(const truck::SourceTrack& track, const Usage& usage,
               const UsageCriterion& criterion) {
        const Day likely = criterion.window->p50;
        const std::int64_t early = (item_.early_tolerance().*usage.amount).value_or(0);
        const std::int64_t tolerance = (item_.tolerance.*usage.amount).value_or(0);
        const auto from = outlook(track, unit_target(track, *criterion.target - early));
        const auto until = outlook(track, unit_target(track, *criterion.target + tolerance));
        allow(from && early > 0 ? std::min(as_day(from->p50), likely) : likely,
              until && tolerance > 0 ? std::max(as_day(until->p10), likely) : likely);
    }

    void allow(Day earliest, Day latest) {
        row_.earliest = std::min(row_.earliest.value_or(earliest), earliest);
        row_.latest = std::min(row_.latest.value_or(latest), latest);
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
    const ItemOverride* change_;
    std::vector<const Done*> done_;  // in the order of time
    bool is_cut_ = false;
    DueRow row_;
};

void add_row(std::vector<DueRow>& rows, const DueQuestion& question, const PlanItem& item,
             const ItemOverride* change) {
    if (change != nullptr && change->is_excluded) {
        return;
    }
    if (auto row = Row(question, item, change).answer()) {
        rows.push_back(std::move(*row));
    }
}

// Once, however early; a date in the truck's own papers goes before the recall's.
std::optional<DueRow> recall_row(const DueQuestion& question, const OpenRecall& recall) {
    DueRow row{.item = recall_item(recall.recall), .kind = ItemKind::recall};
    const auto change = question.overrides.find(row.item);
    const bool has_change = change != question.overrides.end();
    const auto done = question.done.find(row.item);
    if ((has_change && change->second.is_excluded) ||
        (done != question.done.end() && !done->second.counted().empty())) {
        return std::nullopt;
    }
    row.labour_minutes = recall.labour_minutes;
    row.calendar = has_change && change->second.due_on ? change->second.due_on : recall.due_on;
    row.is_of_truck = has_change;
    row.is_vin_contradicted = question.is_vin_contradicted;
    row.is_reached = !row.calendar;
    row.limiting = row.calendar ? Criterion::calendar : Criterion::none;
    row.window = certain(row.calendar.value_or(recall.listed));
    row.latest = row.calendar.value_or(recall.listed + undated_recall_takes);
    row.earliest = std::min(recall.listed, *row.latest);
    return row;
}

}  // namespace

StateDays state_days(const DueRow& row) {
    StateDays found{.is_reached = row.is_reached,
                    .expected = row.window ? std::optional{row.window->p50} : row.calendar,
                    .calendar = row.calendar,
                    .known_until = row.usage_known_until};
    if (row.is_past_tolerance) {
        found.overdue_from = Day{};
    } else if (row.calendar) {
        found.overdue_from = *row.calendar + days{row.tolerance_days + 1};
    }
    return found;
}

DueState due_state(const StateDays& known, Day today, int lead) {
    if (known.overdue_from && today >= *known.overdue_from) {
        return DueState::overdue;
    }
    if (known.is_reached) {
        return DueState::due;
    }
    const bool is_known = !known.known_until || today <= *known.known_until;
    const auto expected = is_known ? known.expected : known.calendar;
    if (expected && today >= *expected) {
        return DueState::due;
    }
    if (expected && today + days{lead} >= *expected) {
        return DueState::soon;
    }
    return is_known && expected ? DueState::not_due : DueState::unknown;
}

DueState due_state(const DueRow& row, Day today, int lead) {
    return due_state(state_days(row), today, lead);
}

void take(OverrideByItem& overrides, const ItemOverride& change) {
    const auto [known, is_new] = overrides.try_emplace(change.item, change);
    if (!is_new && known->second.from <= change.from) {
        known->second = change;
    }
}

std::vector<DueRow> due_rows(const DueQuestion& question) {
    std::vector<DueRow> rows;
    for (const PlanItem& item : question.plan.items) {
        const auto change = question.overrides.find(item.key);
        if (change == question.overrides.end()) {
            add_row(rows, question, item, nullptr);
        } else {
            add_row(rows, question, changed_by(item, change->second), &change->second);
        }
    }
    for (const auto& [item, change] : question.overrides) {
        if (!is_recall_item(item) && std::ranges::find(question.plan.items, item, &PlanItem::key) ==
                                         question.plan.items.end()) {
            add_row(rows, question, changed_by({.key = item}, change), &change);
        }
    }
    for (const OpenRecall& recall : question.recalls) {
        if (auto row = recall_row(question, recall)) {
            rows.push_back(std::move(*row));
        }
    }
    return rows;
}

}  // namespace roadworthy::due
