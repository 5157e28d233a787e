#include "backend/due/rules/own_counter.hpp"

#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>

namespace roadworthy::due {
namespace {

std::optional<std::int64_t> left(ServiceKind kind, const truck::TruckState& state,
                                 const DueRow& row) {
    if (kind == ServiceKind::calendar) {
        return row.calendar && state.last_heard
                   ? std::optional{days_of(*row.calendar) - days_of(day_of(*state.last_heard))}
                   : std::nullopt;
    }
    const auto& usage = kind == ServiceKind::distance ? row.distance : row.engine_time;
    return usage && usage->target && usage->reading
               ? std::optional{*usage->target - usage->reading->value}
               : std::nullopt;
}

// The counter is told once a day and rounds by the kilometre, hour and week.
std::int64_t allowance(ServiceKind kind, const PlanItem& item, const DueRow& row) {
    const auto of = [&](const auto amount) {
        return std::max<std::int64_t>((item.tolerance.*amount).value_or(0),
                                      (row.interval.*amount).value_or(0) / 20);
    };
    switch (kind) {
        case ServiceKind::distance:
            return of(&Interval::distance_m);
        case ServiceKind::engine_time:
            return of(&Interval::engine_time_s);
        case ServiceKind::calendar:
            return std::max<std::int64_t>(of(&Interval::days), 7);
    }
    return 0;
}

}  // namespace

std::optional<OwnCounter> own_counter(const truck::TruckState& state, const PlanItem& item,
                                      const DueRow& row) {
    std::optional<OwnCounter> found;
    for (const ServiceReport& report : state.services) {
        for (const ServiceCounter& counter : report.counters) {
            const auto ours = left(counter.kind, state, row);
            if (item.service_component == counter.component && ours &&
                (!found || !found->disagrees)) {
                found = {counter.kind, counter.left, *ours,
                         std::abs(counter.left - *ours) > allowance(counter.kind, item, row)};
            }
        }
    }
    return found;
}

}  // namespace roadworthy::due
