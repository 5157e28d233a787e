#include "backend/truck/meters.hpp"

#include "backend/truck/quiet_days.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace roadworthy::truck {
namespace {

constexpr double hour = 1.0 / 24;

double values_per_unit(MeterKind kind) {
    return kind == MeterKind::engine_time ? 3600.0 : 1000.0;
}

}  // namespace

double most_per_day(MeterKind kind) {
    switch (kind) {
        case MeterKind::odometer:
            return filter_tunables.distance_cap;
        case MeterKind::engine_time:
            return filter_tunables.hours_cap;
        case MeterKind::fuel_used:
            return filter_tunables.fuel_cap;
    }
    return 0;
}

double meter_days(Time time) {
    return Days{time.time_since_epoch()}.count();
}

double meter_units(MeterKind kind, std::int64_t value) {
    return static_cast<double>(value) / values_per_unit(kind);
}

std::int64_t meter_value(MeterKind kind, double units) {
    return std::llround(units * values_per_unit(kind));
}

std::optional<double> Meter::own_rate() const {
    double rate = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        if (weight[i] <= 0) {
            return std::nullopt;
        }
        rate += filter_tunables.weight[i] * sum[i] / weight[i];
    }
    return rate;
}

std::optional<double> Meter::rate(std::optional<double> fleet_rate) const {
    const auto own = own_rate();
    if (!fleet_rate || *fleet_rate <= 0) {
        return own;
    }
    if (!own) {
        return fleet_rate;
    }
    const double most = *own > 0 ? 5 * *own : *fleet_rate;
    const double fleet = std::min(std::max(*fleet_rate, 0.2 * *own), most);
    const double prior = filter_tunables.prior_days;
    return (prior * fleet + history_days() * *own) / (prior + history_days());
}

std::optional<double> Meter::pace() const {
    return believed >= 6 && history_days() >= 14 ? own_rate() : std::nullopt;
}

// The first readings say little about how far apart they usually are.
double Meter::usual_silence_days() const {
    const double gap = filter_tunables.first_gap_days;
    const double readings = filter_tunables.first_gap_readings;
    return 1 + (usual_gap.value_or(gap) * believed + gap * readings) / (believed + readings);
}

bool Meter::fits(MeterPoint reading) const {
    return believed > 0 && reading.t >= last.t && misfit(reading, last, pace()) == HeldReason::none;
}

HeldReason Meter::misfit(MeterPoint reading, MeterPoint from, std::optional<double> pace) const {
    const double time = reading.t - from.t;
    const double usage = reading.x - from.x;
    if (usage < 0) {
        return HeldReason::went_back;
    }
    const double cap = most_per_day(kind);
    if (usage > cap * std::max(time, hour) + 0.02 * cap) {
        return HeldReason::too_fast;
    }
    if (pace && *pace > 0 && usage > filter_tunables.jump * *pace * (time + 3)) {
        return HeldReason::too_fast;
    }
    return HeldReason::none;
}

Judgement Meter::add(MeterPoint reading, const QuietDays& quiet) {
    if (believed == 0) {
        first = last = reading;
        believed = 1;
        return {};
    }
    if (reading.t - last.t < hour &&
        std::abs(reading.x - last.x) <= std::max(1.0, 0.001 * std::abs(last.x))) {
        last.x = std::max(last.x, reading.x);
        return {.verdict = Verdict::duplicate};
    }
    const auto own_pace = pace();
    HeldReason reason = misfit(reading, last, own_pace);
    if (reason == HeldReason::none && reading.t >= last.t) {
        pending_count = 0;
        accept(reading, quiet);
        return {};
    }
    if (reason == HeldReason::none) {
        reason = HeldReason::went_back;
    }
    const bool continues_the_held =
        pending_count > 0 &&
        misfit(reading, pending[pending_count - 1U], std::nullopt) == HeldReason::none;
    if (!continues_the_held) {
        rejected += pending_count;
        pending_count = 0;
    }
    pending[pending_count++] = reading;
    if (pending_count > confirmations_wanted(own_pace)) {
        rebase(quiet);
        return {.verdict = Verdict::rebased};
    }
    return {.verdict = Verdict::held, .reason = reason};
}

// The held readings need fewer to confirm them where nothing is known yet, or where they run at
// this truck's own pace: then the meter was replaced, or its unit, or the old level was the error.
unsigned Meter::confirmations_wanted(std::optional<double> own_pace) const {
    unsigned wanted = believed < 4 ? 1 : filter_tunables.confirmations;
    if (own_pace && *own_pace > 0 && pending_count >= 2) {
        const MeterPoint newest = pending[pending_count - 1U];
        const double relative =
            (newest.x - pending[0].x) / std::max(newest.t - pending[0].t, 0.5) / *own_pace;
        if (relative >= filter_tunables.slowest_pace && relative <= filter_tunables.fastest_pace) {
            wanted = 1;
        }
    }
    return wanted;
}

// Goes on at the level of the held readings: keeps the rates and adds no usage.
void Meter::rebase(const QuietDays& quiet) {
    const unsigned count = pending_count;
    if (believed < 4) {
        sum = weight = {};
        dispersion = dispersion_weight = 0;
        believed = 1;
    }
    go_on_at(pending[0]);
    for (unsigned i = 1; i < count; ++i) {
        accept(pending[i], quiet);
    }
}

void Meter::go_along_to(MeterPoint reading, const QuietDays& quiet) {
    pending_count = 0;
    accept(reading, quiet);
}

void Meter::go_on_at(MeterPoint level) {
    pending_count = 0;
    ++rebased;
    last = level;
    if (believed < 4) {
        first = level;
        believed = std::max(believed, std::uint32_t{1});
    } else {
        first.x = last.x - own_rate().value_or(0) * history_days();
    }
}

// At the own pace the truck drove for usage / pace days of them, the usual ones first.
void Meter::learn_silence(double days, double usage) {
    const auto own = pace();
    const double usual = usual_silence_days();
    if (!own || !(*own > 0) || days <= usual) {
        return;
    }
    const double silent = std::min(days - usual, filter_tunables.most_silence_days);
    const double driven = std::clamp(usage / *own - usual, 0.0, silent);
    silent_minutes += static_cast<std::uint32_t>(std::lround(silent * 1440));
    driven_minutes += static_cast<std::uint32_t>(std::lround(driven * 1440));
}

void Meter::accept(MeterPoint reading, const QuietDays& quiet) {
    if (reading.t <= last.t) {
        last.x = std::max(last.x, reading.x);
        return;
    }
    const double time = quiet.driving_days(last.t, std::max(reading.t, last.t + hour));
    const double usage = reading.x - last.x;
    const auto own = own_rate();
    learn_silence(time, usage);
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const double memory = filter_tunables.memory_days[i];
        const double kept = std::exp(-time / memory);
        sum[i] = sum[i] * kept + usage / time * memory * (1 - kept);
        weight[i] = weight[i] * kept + memory * (1 - kept);
    }
    if (own && believed >= 3) {
        const double error = usage - *own * time;
        const double kept = std::exp(-time / filter_tunables.dispersion_memory_days);
        const double share = filter_tunables.dispersion_memory_days * (1 - kept);
        dispersion = dispersion * kept + error * error / time * share;
        dispersion_weight = dispersion_weight * kept + share;
    }
    if (time > 0.25) {
        usual_gap =
            usual_gap ? *usual_gap + 0.15 * (std::min(time, 5 * *usual_gap) - *usual_gap) : time;
    }
    last = reading;
    ++believed;
}

}  // namespace roadworthy::truck
