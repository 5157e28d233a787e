#include "backend/customers/told.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/forecast.hpp"
#include "backend/due/scorecard.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/sources.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::customers {
namespace {

using std::chrono::days;

constexpr int week = 7;
constexpr days least_notice{4};
constexpr days most_notice{84};
constexpr double else_days = 28;

// Any truck's weekday is as good as another's; all on one day would write all rows on that day.
bool is_day_of(const TruckId& truck, Day day) {
    return (days_of(day) + topics::bucket_of(truck)) % week == 0;
}

struct Target {
    std::string item;
    double shown = 0;  // the meter's unit, as its instrument shows it
};

const std::optional<due::UsageCriterion>& criterion_of(const due::DueRow& row, MeterKind kind) {
    switch (kind) {
        case MeterKind::odometer:
            return row.distance;
        case MeterKind::engine_time:
            return row.engine_time;
        case MeterKind::fuel_used:
            break;
    }
    return row.fuel_used;
}

std::optional<Target> next_item(const Asking& asking, MeterKind kind) {
    std::optional<Target> next;
    Day soonest = asking.tick.day + most_notice;
    for (const due::DueRow& row : asking.due) {
        const auto& criterion = criterion_of(row, kind);
        if (!criterion || !criterion->target || !criterion->window || criterion->is_reached) {
            continue;
        }
        const Day expected = criterion->window->p50;
        if (expected >= asking.tick.day + least_notice && expected <= soonest) {
            soonest = expected;
            next = Target{row.item, truck::meter_units(kind, *criterion->target)};
        }
    }
    return next;
}

void ask(Told& told, const Asking& asking, MeterKind kind) {
    const truck::KindMeters& meters = asking.state.of(kind);
    const truck::SourceTrack* track = meters.followed();
    const due::FleetNumbers& fleet = asking.tick.of(kind);
    const auto rate = track == nullptr ? std::nullopt : track->meter.rate(fleet.rate);
    if (!rate || *rate <= 0 ||
        asking.tick.day - day_of(track->shown().at) > days{due::most_reading_age}) {
        return;
    }
    const double now = std::max(truck::meter_days(asking.tick.day), track->meter.last.t);
    const Target target =
        next_item(asking, kind).value_or(Target{"", track->meter.last.x + else_days * *rate});
    const auto reached = due::reach(
        track->meter,
        {.now = now, .target = target.shown, .quiet = asking.state.book(kind).quiet()}, fleet);
    if (!reached) {
        return;
    }
    auto& kept = told.kept[static_cast<std::size_t>(kind)];
    if (kept.size() == most_kept) {
        kept.erase(kept.begin());
    }
    kept.push_back({.truck = asking.truck,
                    .kind = kind,
                    .item = target.item,
                    .asked = now,
                    .target = target.shown + truck::meter_units(kind, track->offset()),
                    .reached = *reached});
}

truck::MeterPoint point_of(MeterKind kind, truck::ValueAt life) {
    return {.t = truck::meter_days(life.at), .x = truck::meter_units(kind, life.value)};
}

}  // namespace

void ask(Told& told, const Asking& asking) {
    const Day today = asking.tick.day;
    const bool is_time = told.asked ? today - *told.asked >= days{week} || today < *told.asked
                                    : is_day_of(asking.truck, today);
    if (!is_time) {
        return;
    }
    told.asked = today;
    for (const MeterKind kind :
         {MeterKind::odometer, MeterKind::engine_time, MeterKind::fuel_used}) {
        ask(told, asking, kind);
    }
}

bool settle(Told& told, const truck::KindMeters& meters) {
    auto& kept = told.kept[static_cast<std::size_t>(meters.kind)];
    if (kept.empty() || !meters.life) {
        return false;
    }
    const std::size_t open = kept.size();
    due::settle(told.scorecards[static_cast<std::size_t>(meters.kind)], kept,
                point_of(meters.kind, meters.life_before.value_or(*meters.life)),
                point_of(meters.kind, *meters.life));
    return kept.size() != open;
}

}  // namespace roadworthy::customers
