#pragma once
// What the truck's sensors would show at one moment of a drive.

#include <cstdint>

#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"

namespace roadworthy::sim {

struct Snapshot {
    std::int64_t since_key_on_ms = 0;
    bool engine_runs = false;
    Motion motion{};
    Totals totals{};
    std::int64_t cluster_odometer_m = 0;

    std::int64_t rpm_eighths = 0;
    std::int64_t load_percent = 0;
    std::int64_t pedal_percent = 0;
    std::int64_t coolant_celsius = 0;
    std::int64_t oil_kpa = 0;
    std::int64_t ambient_millicelsius = 0;
    std::int64_t millivolts = 0;
    std::int64_t tank_permille = 0;
    std::int64_t urea_permille = 0;
    std::int64_t soot_percent = 0;
};

struct Scene {
    const Character& truck;
    const DayRecord& day;
    const Drive& drive;
    const ActiveCodes& codes;
};

Snapshot snapshot_of(const Scene& scene, Time time);

}  // namespace roadworthy::sim
