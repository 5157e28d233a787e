#include "tests/simulator/model/trip.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iterator>

#include "common/time.hpp"

namespace roadworthy::sim {
namespace {

// mm/s times ms is µm. Phases are shorter than three hours, so the squares stay in range.
std::int64_t distance_within(const Phase& phase, std::int64_t ms) {
    const std::int64_t gain = phase.to_mm_per_s - phase.from_mm_per_s;
    return phase.from_mm_per_s * ms + gain * ms * ms / (2 * phase.length_ms);
}

}  // namespace

std::int64_t Trip::length_ms() const {
    return phases_.empty() ? 0 : phases_.back().begin_ms + phases_.back().length_ms;
}

void Trip::add(std::int64_t length_ms, std::int64_t to_mm_per_s) {
    if (length_ms <= 0) {
        return;
    }
    Phase next{
        .length_ms = length_ms, .from_mm_per_s = speed_mm_per_s(), .to_mm_per_s = to_mm_per_s};
    if (!phases_.empty()) {
        const Phase& last = phases_.back();
        next.begin_ms = last.begin_ms + last.length_ms;
        next.distance_um = last.distance_um + distance_within(last, last.length_ms);
        next.fuel_ul = last.fuel_ul + last.fuel_ul_per_s * last.length_ms / 1000;
        next.idle_ms = last.idle_ms + (last.stands() ? last.length_ms : 0);
    }
    // Rolling burns by the metre, climbing to a speed burns more, braking only idles.
    const std::int64_t mean = (next.from_mm_per_s + next.to_mm_per_s) / 2;
    const std::int64_t road = mean * fuel_.road_ul_per_m / 1000;
    const std::int64_t gain = next.to_mm_per_s - next.from_mm_per_s;
    next.fuel_ul_per_s = fuel_.idle_ul_per_s + (gain > 0 ? 2 * road : gain < 0 ? 0 : road);
    phases_.push_back(next);
}

void Trip::change_speed(std::int64_t to_mm_per_s, std::int64_t acceleration_mm_per_s2) {
    const std::int64_t gain = std::abs(to_mm_per_s - speed_mm_per_s());
    add(gain * 1000 / acceleration_mm_per_s2, to_mm_per_s);
}

void Trip::break_off(Time time) {
    const Motion then = at(time);
    while (!phases_.empty() && phases_.back().begin_ms >= then.engine_ms) {
        phases_.pop_back();
    }
    if (!phases_.empty()) {
        Phase& last = phases_.back();
        last.length_ms = then.engine_ms - last.begin_ms;
        last.to_mm_per_s = then.speed_mm_per_s;
    }
    change_speed(0, 900);
    stand(20'000);
}

Motion Trip::at(Time time) const {
    const std::int64_t since = std::clamp<std::int64_t>(
        std::chrono::floor<std::chrono::milliseconds>(time - start_).count(), 0, length_ms());
    Motion motion{.engine_ms = since};
    const auto after = std::ranges::upper_bound(phases_, since, {}, &Phase::begin_ms);
    if (after == phases_.begin()) {
        return motion;
    }
    const Phase& phase = *std::prev(after);
    const std::int64_t within = std::min(since - phase.begin_ms, phase.length_ms);
    const std::int64_t gain = phase.to_mm_per_s - phase.from_mm_per_s;
    const bool is_running = time >= start_ && time < engine_stop();
    motion.distance_um = phase.distance_um + distance_within(phase, within);
    motion.fuel_ul = phase.fuel_ul + phase.fuel_ul_per_s * within / 1000;
    motion.idle_ms = phase.idle_ms + (phase.stands() ? within : 0);
    motion.speed_mm_per_s = phase.from_mm_per_s + gain * within / phase.length_ms;
    if (is_running) {
        motion.acceleration_mm_per_s2 = gain * 1000 / phase.length_ms;
        motion.fuel_ul_per_s = phase.fuel_ul_per_s;
    }
    return motion;
}

}  // namespace roadworthy::sim
