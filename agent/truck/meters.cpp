#include "agent/truck/meters.hpp"

#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

namespace roadworthy::onboard {
namespace {

// More than any truck: 216 km/h, a clock's own pace, 360 l/h. The slack is two steps of the
// coarsest source of the kind, which may come late by one.
struct Pace {
    std::int64_t per_second = 0;
    std::int64_t slack = 0;
};

constexpr Pace pace_of(MeterKind kind) {
    switch (kind) {
        case MeterKind::odometer:
            return {.per_second = 60, .slack = 250};
        case MeterKind::engine_time:
            return {.per_second = 1, .slack = 360};
        case MeterKind::fuel_used:
            return {.per_second = 100, .slack = 1000};
    }
    return {};
}

bool agrees(const Meter& before, std::int64_t value, Monotonic time) {
    const Pace pace = pace_of(before.reading.kind);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(time - before.time).count();
    const std::int64_t step = value - before.reading.value;
    return step >= 0 && step <= pace.slack + seconds * pace.per_second;
}

// An older reading that came round by another bus.
bool is_late_copy(const Meter& before, std::int64_t value, Monotonic time) {
    const std::int64_t back = before.reading.value - value;
    return back > 0 && back <= pace_of(before.reading.kind).slack &&
           time - before.time <= Meters::most_lateness;
}

bool is_finer(const MeterSource& a, const MeterSource& b) {
    return a.spn > b.spn;  // 917 counts 5 m, 245 counts 125 m
}

}  // namespace

Meter* Meters::find(const Input& input) {
    const auto known = std::span{meters_}.first(count_);
    const auto found = std::ranges::find_if(known, [&](const Meter& meter) {
        return meter.reading.source == input.source && meter.reading.kind == input.kind;
    });
    return found == known.end() ? nullptr : &*found;
}

void Meters::read(const Input& input, Monotonic time) {
    Meter* meter = find(input);
    if (meter == nullptr) {
        if (count_ == most_sources) {
            ++readings_refused_;
            return;
        }
        meters_[count_++] = {
            .reading = {input.kind, input.source, input.value, ReadingQuality::unsettled},
            .time = time,
            .heard_since = time,
            .agreeing_since = time};
        return;
    }
    if (is_late_copy(*meter, input.value, time)) {
        return;
    }
    if (agrees(*meter, input.value, time)) {
        meter->advanced += input.value - meter->reading.value;
    } else {
        meter->agreeing_since = time;
    }
    const bool has_settled = time - meter->agreeing_since >= settling_time;
    meter->reading.value = input.value;
    meter->reading.quality = has_settled ? ReadingQuality::steady : ReadingQuality::unsettled;
    meter->time = time;
}

std::optional<std::int64_t> Meters::odometer_m() const {
    const Meter* best = nullptr;
    for (const Meter& meter : all()) {
        const bool counts = meter.reading.kind == MeterKind::odometer && meter.is_steady();
        if (counts && (best == nullptr || is_finer(meter.reading.source, best->reading.source))) {
            best = &meter;
        }
    }
    return best == nullptr ? std::nullopt : std::optional{best->reading.value};
}

}  // namespace roadworthy::onboard
