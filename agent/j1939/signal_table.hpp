#pragma once
// Every numeric signal that we know, as data: where it stands, its scale, how far to believe it.
// Each line was held against three or more public sources, because single ones err: by 1000 in the
// total distance, by 3600 in the service delay. Texts are in texts.hpp, lamps in trouble_codes.hpp.

#include <array>
#include <cstdint>
#include <limits>

#include "agent/j1939/parameter_groups.hpp"

namespace roadworthy::j1939 {

// clang-format off
// SPNs have 19 bits. NOLINTNEXTLINE(performance-enum-size)
enum class Spn : std::uint32_t {
    fuel_level_2 = 38, speed = 84, pedal = 91, load = 92, fuel_level = 96, oil_level = 98,
    oil_pressure = 100, barometric_pressure = 108, coolant_temperature = 110, coolant_level = 111,
    key_switch_voltage = 158, battery_voltage = 168, ambient_temperature = 171,
    oil_temperature = 175, trip_fuel = 182, fuel_rate = 183, fuel_economy = 184,
    average_fuel_economy = 185, engine_speed = 190, idle_time = 235, idle_fuel = 236,
    tire_pressure = 241, tire_temperature = 242, trip_distance = 244, total_distance = 245,
    vehicle_time = 246, engine_time = 247, engine_revolutions = 249, total_fuel = 250,
    demanded_torque = 512, actual_torque = 513, axle_weight = 582, latitude = 584, longitude = 585, service_distance_component = 911,
    service_calendar_component = 912, service_time_component = 913, service_distance = 914,
    service_calendar = 915, service_time = 916, high_resolution_total_distance = 917,
    high_resolution_trip_distance = 918, axle_location = 928, tire_location = 929,
    tachograph_speed = 1624, def_level = 1761, def_temperature = 3031, def_height = 3517,
    regeneration_inhibit_switch = 3695, regeneration_force_switch = 3696, filter_lamp = 3697,
    exhaust_temperature_lamp = 3698, passive_regeneration = 3699, active_regeneration = 3700,
    filter_status = 3701, regeneration_inhibited = 3702, regeneration_inhibited_by_switch = 3703,
    soot_load = 3719, ash_load = 3720, exhaust_temperature = 4151, def_low_lamp = 5245,
    inducement = 5246,
};

enum class Unit : std::uint8_t {
    state, count, metre, second, day, millilitre, millilitre_per_hour, metre_per_litre,
    millimetre_per_second, micrometre, gram, pascal, millidegree_celsius, millivolt, per_mille,
    milli_rpm, revolution, degree_e7,
};
// clang-format on

// Of a two-bit signal, whether 10b is an error or one state more.
enum class Two : std::uint8_t { is_error, is_state };

struct Signal {
    Spn spn{};
    Pgn pgn{};
    std::uint8_t first_byte = 1;  // both counted from 1, as the standard does
    std::uint8_t first_bit = 1;
    std::uint8_t bits = 8;
    Unit unit = Unit::state;
    // value = raw * numerator / denominator + offset, in the unit: exact, no floating point.
    std::int32_t numerator = 1;
    std::int32_t denominator = 1;
    std::int64_t offset = 0;
    // Beyond it a formally valid value is not believed. It lies below the end of the valid range,
    // 0xFAFFFFFF, which instrument clusters send before they know their odometer.
    std::int64_t most_believed = std::numeric_limits<std::int64_t>::max();
    Two two = Two::is_error;
};

constexpr std::int64_t most_metres = 10'000'000'000;       // 10 million km
constexpr std::int64_t most_seconds = 3'600'000'000;       // a million hours
constexpr std::int64_t most_millilitres = 10'000'000'000;  // 10 million litres
constexpr std::int64_t most_speed = 69'444;                // 250 km/h

// clang-format off
inline constexpr auto signals = std::to_array<Signal>({
    {Spn::regeneration_inhibit_switch, Pgn::cab_message_1, 6, 1, 2, Unit::state},
    {Spn::regeneration_force_switch, Pgn::cab_message_1, 6, 3, 2, Unit::state},
    {Spn::pedal, Pgn::engine_controller_2, 2, 1, 8, Unit::per_mille, 4},
    {Spn::load, Pgn::engine_controller_2, 3, 1, 8, Unit::per_mille, 10},
    {Spn::demanded_torque, Pgn::engine_controller_1, 2, 1, 8, Unit::per_mille, 10, 1, -1250},
    {Spn::actual_torque, Pgn::engine_controller_1, 3, 1, 8, Unit::per_mille, 10, 1, -1250},
    {Spn::engine_speed, Pgn::engine_controller_1, 4, 1, 16, Unit::milli_rpm, 125},
    {Spn::exhaust_temperature, Pgn::aftertreatment_gas_parameters, 1, 1, 16, Unit::millidegree_celsius, 125, 4, -273'000},
    {Spn::soot_load, Pgn::particulate_filter_soot, 1, 1, 8, Unit::per_mille, 10},
    {Spn::ash_load, Pgn::particulate_filter_soot, 2, 1, 8, Unit::per_mille, 10},
    {Spn::filter_lamp, Pgn::particulate_filter_control, 1, 1, 3, Unit::state},
    {Spn::passive_regeneration, Pgn::particulate_filter_control, 2, 1, 2, Unit::state},
    {.spn = Spn::active_regeneration, .pgn = Pgn::particulate_filter_control, .first_byte = 2, .first_bit = 3, .bits = 2, .two = Two::is_state},
    {Spn::filter_status, Pgn::particulate_filter_control, 2, 5, 3, Unit::state},
    {Spn::regeneration_inhibited, Pgn::particulate_filter_control, 3, 1, 2, Unit::state},
    {Spn::regeneration_inhibited_by_switch, Pgn::particulate_filter_control, 3, 3, 2, Unit::state},
    {Spn::exhaust_temperature_lamp, Pgn::particulate_filter_control, 7, 3, 3, Unit::state},
    {Spn::def_level, Pgn::def_tank, 1, 1, 8, Unit::per_mille, 4},
    {Spn::def_temperature, Pgn::def_tank, 2, 1, 8, Unit::millidegree_celsius, 1000, 1, -40'000},
    {Spn::def_height, Pgn::def_tank, 3, 1, 16, Unit::micrometre, 100},
    {Spn::def_low_lamp, Pgn::def_tank, 5, 6, 3, Unit::state},
    {Spn::inducement, Pgn::def_tank, 6, 6, 3, Unit::state},
    {Spn::tachograph_speed, Pgn::tachograph, 7, 1, 16, Unit::millimetre_per_second, 625, 576, 0, most_speed},
    {Spn::service_distance_component, Pgn::service, 1, 1, 8, Unit::count},
    {Spn::service_distance, Pgn::service, 2, 1, 16, Unit::metre, 5000, 1, -160'635'000},
    {Spn::service_calendar_component, Pgn::service, 4, 1, 8, Unit::count},
    {Spn::service_calendar, Pgn::service, 5, 1, 8, Unit::day, 7, 1, -875},
    {Spn::service_time_component, Pgn::service, 6, 1, 8, Unit::count},
    {Spn::service_time, Pgn::service, 7, 1, 16, Unit::second, 3600, 1, -115'657'200},
    {Spn::high_resolution_total_distance, Pgn::high_resolution_distance, 1, 1, 32, Unit::metre, 5, 1, 0, most_metres},
    {Spn::high_resolution_trip_distance, Pgn::high_resolution_distance, 5, 1, 32, Unit::metre, 5, 1, 0, most_metres},
    {Spn::idle_fuel, Pgn::idle_operation, 1, 1, 32, Unit::millilitre, 500, 1, 0, most_millilitres},
    {Spn::idle_time, Pgn::idle_operation, 5, 1, 32, Unit::second, 180, 1, 0, most_seconds},
    {Spn::trip_distance, Pgn::vehicle_distance, 1, 1, 32, Unit::metre, 125, 1, 0, most_metres},
    {Spn::total_distance, Pgn::vehicle_distance, 5, 1, 32, Unit::metre, 125, 1, 0, most_metres},
    {Spn::engine_time, Pgn::engine_hours, 1, 1, 32, Unit::second, 180, 1, 0, most_seconds},
    {Spn::engine_revolutions, Pgn::engine_hours, 5, 1, 32, Unit::revolution, 1000},
    {Spn::vehicle_time, Pgn::vehicle_hours, 1, 1, 32, Unit::second, 180, 1, 0, most_seconds},
    {Spn::trip_fuel, Pgn::fuel_consumption, 1, 1, 32, Unit::millilitre, 500, 1, 0, most_millilitres},
    {Spn::total_fuel, Pgn::fuel_consumption, 5, 1, 32, Unit::millilitre, 500, 1, 0, most_millilitres},
    {Spn::axle_location, Pgn::vehicle_weight, 1, 1, 8, Unit::count},
    {Spn::axle_weight, Pgn::vehicle_weight, 2, 1, 16, Unit::gram, 500},
    {Spn::coolant_temperature, Pgn::engine_temperature, 1, 1, 8, Unit::millidegree_celsius, 1000, 1, -40'000},
    {Spn::oil_temperature, Pgn::engine_temperature, 3, 1, 16, Unit::millidegree_celsius, 125, 4, -273'000},
    {Spn::oil_level, Pgn::engine_fluids, 3, 1, 8, Unit::per_mille, 4},
    {Spn::oil_pressure, Pgn::engine_fluids, 4, 1, 8, Unit::pascal, 4000},
    {Spn::coolant_level, Pgn::engine_fluids, 8, 1, 8, Unit::per_mille, 4},
    {Spn::speed, Pgn::cruise_control, 2, 1, 16, Unit::millimetre_per_second, 625, 576, 0, most_speed},
    {Spn::fuel_rate, Pgn::fuel_economy, 1, 1, 16, Unit::millilitre_per_hour, 50},
    {Spn::fuel_economy, Pgn::fuel_economy, 3, 1, 16, Unit::metre_per_litre, 125, 64},
    {Spn::average_fuel_economy, Pgn::fuel_economy, 5, 1, 16, Unit::metre_per_litre, 125, 64},
    {Spn::latitude, Pgn::vehicle_position, 1, 1, 32, Unit::degree_e7, 1, 1, -2'100'000'000, 900'000'000},
    {Spn::longitude, Pgn::vehicle_position, 5, 1, 32, Unit::degree_e7, 1, 1, -2'100'000'000, 1'800'000'000},
    {Spn::tire_location, Pgn::tire_condition, 1, 1, 8, Unit::count},
    {Spn::tire_pressure, Pgn::tire_condition, 2, 1, 8, Unit::pascal, 4000},
    {Spn::tire_temperature, Pgn::tire_condition, 3, 1, 16, Unit::millidegree_celsius, 125, 4, -273'000},
    {Spn::barometric_pressure, Pgn::ambient_conditions, 1, 1, 8, Unit::pascal, 500},
    {Spn::ambient_temperature, Pgn::ambient_conditions, 4, 1, 16, Unit::millidegree_celsius, 125, 4, -273'000},
    {Spn::battery_voltage, Pgn::electrical_power, 5, 1, 16, Unit::millivolt, 50},
    {Spn::key_switch_voltage, Pgn::electrical_power, 7, 1, 16, Unit::millivolt, 50},
    {Spn::fuel_level, Pgn::dash_display, 2, 1, 8, Unit::per_mille, 4},
    {Spn::fuel_level_2, Pgn::dash_display, 7, 1, 8, Unit::per_mille, 4},
});
// clang-format on

}  // namespace roadworthy::j1939
