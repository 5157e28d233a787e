#include "agent/truck/trip.hpp"

#include "agent/truck/events.hpp"
#include "agent/truck/meters.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace roadworthy::onboard {
namespace {

constexpr std::int64_t running_milli_rpm = 300'000;  // above cranking, below idling
constexpr std::int64_t moving_mm_per_s = 278;        // 1 km/h
constexpr std::int64_t nm_per_m = 1'000'000'000;
constexpr std::int64_t telling_m = 1000;  // an odometer that stands still so long is none

}  // namespace

const Trip::Signal& Trip::speed(Monotonic now) const {
    return wheels_.is_fresh(now) || wheels_.heard >= tachograph_.heard ? wheels_ : tachograph_;
}

std::optional<std::int64_t> Trip::speed_mm_per_s(Monotonic now) const {
    const Signal& signal = speed(now);
    return signal.is_fresh(now) ? std::optional{signal.value} : std::nullopt;
}

// The latest of the signals that say the engine runs or the truck moves.
std::optional<Monotonic> Trip::newest_sign(Monotonic now) const {
    const Signal& motion = speed(now);
    std::optional<Monotonic> newest;
    if (engine_.value > running_milli_rpm) {
        newest = engine_.heard;
    }
    if (motion.value >= moving_mm_per_s && (!newest || motion.heard > *newest)) {
        newest = motion.heard;
    }
    return newest;
}

void Trip::tick(Monotonic now, Around around, Events& events) {
    const std::optional<Monotonic> sign = newest_sign(now);
    if (run_) {
        go_on(sign, now, events);
    }
    if (run_ && now - run_->last_sign > settings_.ends_after) {
        stop(around, events);
    }
    if (!run_ && sign && now - *sign <= most_gap) {
        begin(*sign, around.meters);
    }
}

void Trip::finish(Monotonic now, Around around, Events& events) {
    tick(now, around, events);
    stop(around, events);
}

void Trip::begin(Monotonic sign, const Meters& meters) {
    run_ = Run{.first_sign = sign, .last_sign = sign, .idle_until = sign, .moved_until = sign};
    for (std::size_t place = 0; place < meters.all().size(); ++place) {
        run_->advanced[place] = meters.all()[place].advanced;
    }
}

void Trip::go_on(std::optional<Monotonic> sign, Monotonic now, Events& events) {
    if (sign && *sign - run_->last_sign <= settings_.ends_after) {
        run_->last_sign = std::max(run_->last_sign, *sign);
    }
    integrate(now);
    if (run_->is_announced) {
        return;
    }
    if (!sign || now - *sign > most_gap) {
        run_.reset();
    } else if (run_->last_sign - run_->first_sign >= starts_after) {
        run_->is_announced = true;
        events.add(run_->first_sign, TripReport{});
    }
}

void Trip::integrate(Monotonic now) {
    const auto is_short = [](Duration step) { return step > Duration{0} && step <= most_gap; };
    const Signal& motion = speed(now);
    const bool is_idle = engine_.value > running_milli_rpm && motion.is_fresh(engine_.heard) &&
                         motion.value < moving_mm_per_s;
    if (is_idle && is_short(engine_.heard - run_->idle_until)) {
        run_->idle += engine_.heard - run_->idle_until;
    }
    if (is_short(motion.heard - run_->moved_until)) {
        run_->moved_nm += motion.value * (motion.heard - run_->moved_until).count();
    }
    run_->idle_until = std::max(run_->idle_until, engine_.heard);
    run_->moved_until = std::max(run_->moved_until, motion.heard);
}

void Trip::stop(Around around, Events& events) {
    if (run_ && run_->is_announced) {
        const std::int64_t moved_m = run_->moved_nm / nm_per_m;
        const auto odometer_m = advance(MeterKind::odometer, around.meters);
        const bool is_odometer_told = odometer_m && (*odometer_m > 0 || moved_m < telling_m);
        events.add(run_->last_sign,
                   TripReport{.event = TripEvent::stopped,
                              .duration = std::chrono::floor<std::chrono::seconds>(
                                  run_->last_sign - run_->first_sign),
                              .idle = std::chrono::floor<std::chrono::seconds>(run_->idle),
                              .distance_m = is_odometer_told ? *odometer_m : moved_m,
                              .fuel_used_ml = advance(MeterKind::fuel_used, around.meters),
                              .position = around.positions.at(run_->last_sign)});
    }
    run_.reset();
}

// How far the finest source of the kind went, among those that were heard over nearly all of the
// run; nothing where none was.
std::optional<std::int64_t> Trip::advance(MeterKind kind, const Meters& meters) const {
    const Duration length = run_->last_sign - run_->first_sign;
    const Duration most_missing = std::max<Duration>(std::chrono::seconds{30}, length / 10);
    std::optional<std::int64_t> best;
    std::uint32_t best_spn = 0;
    for (std::size_t place = 0; place < meters.all().size(); ++place) {
        const Meter& meter = meters.all()[place];
        const Duration missing = std::max(meter.heard_since - run_->first_sign, Duration{0}) +
                                 std::max(run_->last_sign - meter.time, Duration{0});
        if (meter.reading.kind == kind && meter.reading.source.spn > best_spn &&
            meter.time > meter.heard_since && missing <= most_missing) {
            best = meter.advanced - run_->advanced[place];
            best_spn = meter.reading.source.spn;
        }
    }
    return best;
}

}  // namespace roadworthy::onboard
