#include "tests/simulator/bus/snapshot.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "common/time.hpp"
#include "tests/simulator/model/calendar.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/trip.hpp"

namespace roadworthy::sim {
namespace {

// Engine speed in 0.125 rpm for a road speed: the highest gear in which the engine still pulls.
std::int64_t driven_rpm_eighths(std::int64_t mm_per_s) {
    constexpr std::array<std::int64_t, 10> gears_percent = {100, 130, 166, 215, 280,
                                                            360, 470, 600, 780, 1000};
    constexpr std::int64_t pulls_from = 950 * 8;
    constexpr std::int64_t idling = 620 * 8;
    for (const std::int64_t gear : gears_percent) {
        const std::int64_t rpm_eighths = mm_per_s * 4 * gear / 1000;
        if (rpm_eighths >= pulls_from) {
            return rpm_eighths;
        }
    }
    return std::max(idling, mm_per_s * 4 * gears_percent.back() / 1000);
}

// Warms up by half in four minutes, by most of it in a quarter of an hour.
std::int64_t warmed_up(std::int64_t from, std::int64_t to, std::int64_t engine_ms) {
    constexpr std::int64_t half_ms = 240'000;
    return from + (to - from) * engine_ms / (engine_ms + half_ms);
}

bool stands(const ActiveCodes& codes, std::uint8_t ecu, std::uint32_t spn) {
    return std::ranges::any_of(codes.all(), [&](const auto& code) {
        return code.first.source_address == ecu && code.first.spn == spn;
    });
}

std::int64_t millivolts_of(const Snapshot& now, const ActiveCodes& codes) {
    const std::int64_t charging = now.engine_runs ? 28'100 : 25'000;
    return stands(codes, engine, 168) ? charging - 4'300 : charging;
}

}  // namespace

Snapshot snapshot_of(const Scene& scene, Time time) {
    const Trip& trip = scene.drive.trip;
    Snapshot now;
    now.motion = trip.at(time);
    now.since_key_on_ms =
        std::chrono::floor<std::chrono::milliseconds>(time - trip.key_on()).count();
    now.engine_runs = time >= trip.engine_start() && time < trip.engine_stop();
    now.totals = {.odometer_um = scene.drive.before.odometer_um + now.motion.distance_um,
                  .engine_ms = scene.drive.before.engine_ms + now.motion.engine_ms,
                  .fuel_ul = scene.drive.before.fuel_ul + now.motion.fuel_ul};
    now.cluster_odometer_m = scene.day.cluster_odometer_m(time);
    now.rpm_eighths = now.engine_runs ? driven_rpm_eighths(now.motion.speed_mm_per_s) : 0;
    const std::int64_t push = now.motion.acceleration_mm_per_s2;
    const std::int64_t rolling = now.motion.speed_mm_per_s / 500;
    now.load_percent =
        now.engine_runs ? std::clamp<std::int64_t>(12 + rolling + push / 10, 0, 100) : 0;
    now.pedal_percent = push < 0 || now.motion.speed_mm_per_s == 0
                            ? 0
                            : std::clamp<std::int64_t>(rolling + push / 8, 0, 100);
    now.ambient_millicelsius = ambient_millicelsius(time, scene.truck.mean_millicelsius);
    const bool is_hot = stands(scene.codes, engine, 110);
    now.coolant_celsius =
        warmed_up(now.ambient_millicelsius / 1000, is_hot ? 115 : 88, now.motion.engine_ms);
    const bool lacks_oil = stands(scene.codes, engine, 100);
    now.oil_kpa = now.engine_runs ? (lacks_oil ? 60 : 180 + now.rpm_eighths / 45) : 0;
    now.millivolts = millivolts_of(now, scene.codes);
    now.tank_permille =
        std::max<std::int64_t>(0, scene.drive.tank_ul - now.motion.fuel_ul) / scene.truck.tank_ml;
    now.urea_permille = scene.drive.urea_ppm / 1000;
    now.soot_percent = stands(scene.codes, aftertreatment, 3719)
                           ? 105
                           : 20 + now.totals.engine_time_s() / 360 % 60;
    return now;
}

}  // namespace roadworthy::sim
