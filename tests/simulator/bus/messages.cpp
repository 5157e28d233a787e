#include "tests/simulator/bus/messages.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tests/simulator/bus/snapshot.hpp"
#include "tests/simulator/model/character.hpp"

namespace roadworthy::sim {
namespace {

// Bytes count from 1, as in the standard; what is not set stays "not available".
class Layout {
public:
    Layout() { data_.fill(0xFF); }
    Layout& one(int byte, std::int64_t raw) { return put(byte, 1, raw, 0xFA); }
    Layout& two(int byte, std::int64_t raw) { return put(byte, 2, raw, 0xFAFF); }
    Layout& four(int byte, std::int64_t raw) { return put(byte, 4, raw, 0xFAFFFFFF); }
    Data data() const { return data_; }

private:
    Layout& put(int byte, int width, std::int64_t raw, std::int64_t most) {
        const auto value = static_cast<std::uint64_t>(std::clamp<std::int64_t>(raw, 0, most));
        for (int i = 0; i < width; ++i) {
            const int at = byte - 1 + i;
            data_[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(value >> (8 * i));
        }
        return *this;
    }
    Data data_{};
};

// 1/256 km/h
std::int64_t raw_speed(const Snapshot& now) {
    return now.motion.speed_mm_per_s * 9216 / 10'000;
}
// 0.03125 degrees from -273
std::int64_t raw_temperature(std::int64_t millicelsius) {
    return (millicelsius + 273'000) * 32 / 1000;
}

Data eec1(const Snapshot& now, const Character&) {
    return Layout()
        .one(2, 125 + now.load_percent)
        .one(3, 125 + now.load_percent * 9 / 10)
        .two(4, now.rpm_eighths)
        .data();
}
Data eec2(const Snapshot& now, const Character&) {
    return Layout().one(2, now.pedal_percent * 5 / 2).one(3, now.load_percent).data();
}
Data etc1(const Snapshot& now, const Character&) {
    return Layout().two(2, now.motion.speed_mm_per_s * 3).one(4, 0).two(6, now.rpm_eighths).data();
}
Data vdc2(const Snapshot& now, const Character&) {
    return Layout()
        .two(1, 32'127)
        .two(4, 32'127)
        .one(7, 125 + now.motion.acceleration_mm_per_s2 / 100)
        .data();
}
Data tsc1(const Snapshot& now, const Character&) {
    return Layout().one(1, 0xC0).two(2, now.rpm_eighths).one(4, 125).data();
}
Data nox(const Snapshot& now, const Character&) {
    return Layout().two(1, now.engine_runs ? 4000 + now.load_percent * 90 : 4000).data();
}
Data tco1(const Snapshot& now, const Character&) {
    return Layout()
        .one(1, now.motion.speed_mm_per_s > 0 ? 0xCB : 0xC0)
        .two(7, raw_speed(now))
        .data();
}
Data ccvs1(const Snapshot& now, const Character&) {
    return Layout().one(1, 0xF3).two(2, raw_speed(now)).data();
}
Data lfe1(const Snapshot& now, const Character&) {
    const std::int64_t litres_per_hour_20 = now.motion.fuel_ul_per_s * 72 / 1000;
    Layout layout;
    layout.two(1, litres_per_hour_20);
    if (now.motion.fuel_ul_per_s > 0) {
        // km/l is mm/s over ul/s; in 1/512
        layout.two(3, now.motion.speed_mm_per_s * 512 / now.motion.fuel_ul_per_s);
    }
    return layout.data();
}
Data vehicle_distance(const Snapshot& now, const Character&) {
    return Layout()
        .four(1, now.motion.distance_um / 125'000'000)
        .four(5, now.totals.odometer_m() / 125)
        .data();
}
Data engine_distance(const Snapshot& now, const Character&) {
    return high_resolution_distance(now.totals.odometer_m());
}
Data ebc1(const Snapshot& now, const Character&) {
    const bool is_braking = now.motion.acceleration_mm_per_s2 < -300;
    return Layout().one(2, is_braking ? 80 : 0).data();
}
Data ebc2(const Snapshot& now, const Character&) {
    return Layout().two(1, raw_speed(now)).one(3, 125).one(4, 125).one(5, 125).one(6, 125).data();
}
Data ercs(const Snapshot& now, const Character&) {
    return Layout().one(2, now.motion.acceleration_mm_per_s2 < -300 ? 85 : 125).data();
}
Data et1(const Snapshot& now, const Character&) {
    return Layout()
        .one(1, now.coolant_celsius + 40)
        .two(3, raw_temperature(now.coolant_celsius * 1050))
        .data();
}
Data efl_p1(const Snapshot& now, const Character&) {
    return Layout().one(3, 190).one(4, now.oil_kpa / 4).one(8, 225).data();
}
Data vep1(const Snapshot& now, const Character&) {
    return Layout().two(5, now.millivolts / 50).two(7, now.millivolts / 50).data();
}
Data ambient(const Snapshot& now, const Character&) {
    return Layout().one(1, 202).two(4, raw_temperature(now.ambient_millicelsius)).data();
}
Data dash_display(const Snapshot& now, const Character&) {
    return Layout().one(2, now.tank_permille / 4).data();
}
Data urea_tank(const Snapshot& now, const Character& truck) {
    Layout layout;
    if (truck.has_tank_level_sensor) {
        layout.one(1, now.urea_permille / 4).one(2, now.ambient_millicelsius / 1000 + 45);
    }
    return layout.data();
}
Data fuel_consumption(const Snapshot& now, const Character&) {
    return Layout()
        .four(1, now.motion.fuel_ul / 500'000)
        .four(5, now.totals.fuel_used_ml() / 500)
        .data();
}
Data particulate_filter(const Snapshot& now, const Character&) {
    return Layout().one(1, now.soot_percent > 100 ? 0xF9 : 0xF8).one(2, 0x10).one(3, 0xF0).data();
}
Data soot(const Snapshot& now, const Character&) {
    return Layout().one(1, now.soot_percent).one(2, 12).data();
}
// A maker's own: counters and bits that mean nothing to us.
Data proprietary(const Snapshot& now, const Character&) {
    return Layout()
        .two(1, now.since_key_on_ms % 0xFA00)
        .one(3, now.load_percent)
        .two(5, now.rpm_eighths / 3)
        .data();
}

constexpr Periodic makers_own(std::uint8_t number, std::uint8_t source) {
    return {.priority = 7,
            .pgn = 0xFF00U + number,
            .source = source,
            .period_ms = 50,
            .data = proprietary};
}

constexpr std::array<Periodic, 38> table = {{
    {.priority = 3, .pgn = 61444, .source = engine, .period_ms = 10, .data = eec1},
    {.priority = 3, .pgn = 61442, .source = transmission, .period_ms = 10, .data = etc1},
    {.priority = 6, .pgn = 61449, .source = brakes, .period_ms = 10, .data = vdc2},
    {.priority = 3,
     .pgn = 0,
     .source = transmission,
     .destination = engine,
     .period_ms = 20,
     .data = tsc1},
    {.priority = 3, .pgn = 61443, .source = engine, .period_ms = 50, .data = eec2},
    {.priority = 6, .pgn = 61454, .source = aftertreatment, .period_ms = 50, .data = nox},
    {.priority = 3, .pgn = 65132, .source = tachograph, .period_ms = 50, .data = tco1},
    {.priority = 6, .pgn = 65265, .source = engine, .period_ms = 100, .data = ccvs1},
    {.priority = 6, .pgn = 65266, .source = engine, .period_ms = 100, .data = lfe1},
    {.priority = 6, .pgn = 65248, .source = engine, .period_ms = 100, .data = vehicle_distance},
    {.priority = 6, .pgn = 61441, .source = brakes, .period_ms = 100, .data = ebc1},
    {.priority = 6, .pgn = 65215, .source = brakes, .period_ms = 100, .data = ebc2},
    {.priority = 6, .pgn = 61440, .source = engine, .period_ms = 100, .data = ercs},
    {.priority = 6, .pgn = 65263, .source = engine, .period_ms = 500, .data = efl_p1},
    {.pgn = 65217, .source = engine, .data = engine_distance},
    {.pgn = 65262, .source = engine, .data = et1},
    {.pgn = 65271, .source = engine, .data = vep1},
    {.pgn = 65269, .source = engine, .data = ambient},
    {.pgn = 65257, .source = engine, .data = fuel_consumption},
    {.pgn = 65276, .source = cluster, .data = dash_display},
    {.pgn = 65110, .source = aftertreatment, .data = urea_tank},
    {.pgn = 64892, .source = aftertreatment, .data = particulate_filter},
    {.pgn = 64891, .source = aftertreatment, .data = soot},
    makers_own(0x10, engine),
    makers_own(0x11, engine),
    makers_own(0x12, engine),
    makers_own(0x20, transmission),
    makers_own(0x21, transmission),
    makers_own(0x30, brakes),
    makers_own(0x31, brakes),
    makers_own(0x32, brakes),
    makers_own(0x40, cluster),
    makers_own(0x41, cluster),
    makers_own(0x50, aftertreatment),
    makers_own(0x51, aftertreatment),
    makers_own(0x52, aftertreatment),
    makers_own(0x53, aftertreatment),
    makers_own(0x54, tachograph),
}};

}  // namespace

std::span<const Periodic> periodic_messages() {
    return table;
}

Data engine_hours(const Snapshot& now) {
    return Layout()
        .four(1, now.totals.engine_time_s() / 180)
        .four(5, now.totals.engine_ms / 45'000)
        .data();
}

Data high_resolution_distance(std::int64_t odometer_m) {
    return Layout().four(1, odometer_m / 5).data();
}

std::uint32_t identifier(std::uint8_t priority, std::uint32_t pgn, std::uint8_t source,
                         std::uint8_t destination) {
    const std::uint32_t group = (pgn & 0xFF00U) < 0xF000U ? pgn | destination : pgn;
    return static_cast<std::uint32_t>(priority) << 26 | group << 8 | source;
}

}  // namespace roadworthy::sim
