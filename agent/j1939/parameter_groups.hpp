#pragma once
// The parameter groups that have a name here, and a fast answer to "does the agent want this
// frame".

#include <array>
#include <cstdint>
#include <span>

#include "agent/j1939/message.hpp"

namespace roadworthy::j1939 {

// Holds every number that the bus can carry, so 32 bits. NOLINTNEXTLINE(performance-enum-size)
enum class Pgn : std::uint32_t {
    cab_message_1 = 57344,
    acknowledgement = 59392,
    request = 59904,
    transport_data = 60160,
    transport_connection = 60416,
    address_claim = 60928,
    engine_controller_2 = 61443,
    engine_controller_1 = 61444,
    aftertreatment_gas_parameters = 64851,
    particulate_filter_soot = 64891,
    particulate_filter_control = 64892,
    def_tank = 65110,
    tachograph = 65132,
    service = 65216,
    high_resolution_distance = 65217,
    dm1 = 65226,
    dm2 = 65227,
    software_id = 65242,
    idle_operation = 65244,
    vehicle_distance = 65248,
    engine_hours = 65253,
    vehicle_hours = 65255,
    fuel_consumption = 65257,
    vehicle_weight = 65258,
    component_id = 65259,
    vehicle_id = 65260,
    engine_temperature = 65262,
    engine_fluids = 65263,
    cruise_control = 65265,
    fuel_economy = 65266,
    vehicle_position = 65267,
    tire_condition = 65268,
    ambient_conditions = 65269,
    electrical_power = 65271,
    dash_display = 65276,
};

// What the agent takes from the bus, also as the kernel's filter; the rest of the traffic (three
// frames in four) costs a table look-up. All of it lies in data page 0.
inline constexpr std::array wanted_groups{
    Pgn::transport_data,
    Pgn::transport_connection,
    Pgn::engine_controller_2,
    Pgn::engine_controller_1,
    Pgn::particulate_filter_soot,
    Pgn::def_tank,
    Pgn::tachograph,
    Pgn::service,
    Pgn::high_resolution_distance,
    Pgn::dm1,
    Pgn::dm2,
    Pgn::software_id,
    Pgn::vehicle_distance,
    Pgn::engine_hours,
    Pgn::fuel_consumption,
    Pgn::component_id,
    Pgn::vehicle_id,
    Pgn::engine_temperature,
    Pgn::engine_fluids,
    Pgn::cruise_control,
    Pgn::vehicle_position,
    Pgn::electrical_power,
    Pgn::dash_display,
};

// One bit for each PF and PS.
using WantedBits = std::array<std::uint64_t, 1024>;

constexpr WantedBits bits_of(std::span<const Pgn> groups) {
    WantedBits bits{};
    const auto set = [&bits](std::uint32_t bit) {
        bits[bit >> 6] |= std::uint64_t{1} << (bit & 63);
    };
    for (const Pgn group : groups) {
        const auto pgn = static_cast<std::uint32_t>(group);
        if (!is_addressed(pgn << 8)) {
            set(pgn);
            continue;
        }
        for (std::uint32_t destination = 0; destination <= 0xFF; ++destination) {
            set(pgn | destination);
        }
    }
    return bits;
}

extern const WantedBits wanted_bits;  // of wanted_groups

// Takes a 29-bit identifier.
inline bool is_in(const WantedBits& bits, std::uint32_t id) {
    constexpr std::uint32_t pages = 0x03000000;  // EDP and DP
    const std::uint32_t bit = id >> 8 & 0xFFFF;
    return (id & pages) == 0 && (bits[bit >> 6] >> (bit & 63) & 1) != 0;
}
inline bool is_wanted(std::uint32_t id) {
    return is_in(wanted_bits, id);
}

}  // namespace roadworthy::j1939
