#pragma once
// Who a simulated truck is, from a seed and its number in the fleet: what stays the same all its
// life, and where its meters stood when the simulation began.

#include <array>
#include <cstdint>
#include <string>

#include "common/ids.hpp"

namespace roadworthy::sim {

enum class Duty : std::uint8_t { long_haul, distribution, construction };

constexpr std::uint8_t engine = 0;
constexpr std::uint8_t transmission = 3;
constexpr std::uint8_t brakes = 11;
constexpr std::uint8_t cluster = 23;
constexpr std::uint8_t aftertreatment = 61;
constexpr std::array<std::uint8_t, 5> ecus = {engine, transmission, brakes, cluster,
                                              aftertreatment};

struct Character {
    TruckId id;
    std::uint64_t seed = 0;  // of everything that happens to it
    std::string vin;
    Duty duty = Duty::long_haul;

    std::int64_t odometer_um = 0;  // all totals when its life begins
    std::int64_t engine_ms = 0;
    std::int64_t fuel_ul = 0;
    std::int64_t cluster_ahead_m = 0;  // the cluster's odometer less the engine's, as delivered

    std::int64_t tank_ml = 0;
    std::int64_t idle_ul_per_s = 0;
    std::int64_t road_ul_per_m = 0;      // on top of idling: 300 = 30 l / 100 km
    std::int64_t frailty_percent = 100;  // how often things break, against the usual
    std::int64_t mean_millicelsius = 0;  // of its region
    bool has_tank_level_sensor = true;   // for urea: some trucks send "not available"
};

// Truck `number` (from 1) of the fleet of `fleet_seed`.
Character character_of(std::uint64_t fleet_seed, unsigned number);

std::string component_of(std::uint8_t ecu, const Character& truck);  // make*model*serial*unit*
std::string software_of(std::uint8_t ecu);

// A valid VIN: 17 characters without I, O, Q, and its check digit right (ISO 3779, FMVSS 115).
std::string vin_with_check_digit(std::string vin);

}  // namespace roadworthy::sim
