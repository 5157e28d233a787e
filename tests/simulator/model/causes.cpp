#include "tests/simulator/model/causes.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "tests/simulator/model/character.hpp"

namespace roadworthy::sim {
namespace {

constexpr std::uint8_t none = 0x00;
constexpr std::uint8_t amber = 0x04;
constexpr std::uint8_t red = 0x10;
constexpr std::uint8_t mil_and_amber = 0x44;
constexpr std::uint8_t protect = 0x01;

constexpr CodeSpec code(std::uint8_t ecu, std::uint32_t spn, std::uint8_t fmi) {
    return {.key = {.source_address = ecu, .spn = spn, .fmi = fmi}};
}
constexpr CodeSpec with(CodeSpec spec, std::uint8_t lamps) {
    spec.lamps = lamps;
    return spec;
}
constexpr CodeSpec after(int minutes, CodeSpec spec) {
    spec.minutes_after_onset = minutes;
    return spec;
}
constexpr CodeSpec loose(CodeSpec spec) {
    spec.pattern = Pattern::loose;
    return spec;
}
constexpr CodeSpec needs(Need need, CodeSpec spec) {
    spec.need = need;
    return spec;
}

// An ageing battery: every ECU complains at once, and some lose sight of each other.
// An ageing battery: every ECU complains at once, and some lose sight of each other.
constexpr std::array low_voltage = {needs(Need::workshop_soon, with(code(engine, 168, 18), amber)),
                                    with(code(engine, 158, 18), none),
                                    with(code(engine, 627, 4), amber),
                                    with(code(engine, 3509, 4), amber),
                                    with(code(engine, 3510, 4), amber),
                                    loose(with(code(engine, 639, 9), none)),
                                    with(code(transmission, 168, 4), amber),
                                    with(code(transmission, 627, 4), none),
                                    with(code(brakes, 168, 4), amber),
                                    loose(with(code(brakes, 639, 9), amber)),
                                    with(code(cluster, 168, 18), none),
                                    with(code(aftertreatment, 168, 4), mil_and_amber),
                                    after(2, with(code(aftertreatment, 3226, 9), mil_and_amber))};
constexpr std::array nox_sensor = {
    needs(Need::workshop_soon, loose(with(code(aftertreatment, 3226, 20), mil_and_amber)))};
// The driver fills it up.
constexpr std::array low_urea = {
    needs(Need::next_service, with(code(aftertreatment, 1761, 18), amber))};
// It burns free by itself, or is made to; a full one does not.
constexpr std::array soot = {
    needs(Need::next_service, with(code(aftertreatment, 3719, 16), amber)),
    needs(Need::workshop_soon, after(900, with(code(aftertreatment, 3719, 0), mil_and_amber)))};
constexpr std::array wheel_speed_sensor = {
    needs(Need::workshop_soon, loose(with(code(brakes, 789, 8), amber)))};
constexpr std::array egr_valve = {
    needs(Need::workshop_soon, with(code(engine, 2791, 7), mil_and_amber)),
    after(12, with(code(engine, 411, 2), none))};
constexpr std::array coolant_leak = {
    needs(Need::workshop_soon, with(code(engine, 111, 18), amber)),
    needs(Need::stop_now, after(6, with(code(engine, 111, 1), red))),
    needs(Need::stop_now, after(8, with(code(engine, 110, 0), red)))};
constexpr std::array fuel_level_sender = {
    needs(Need::next_service, with(code(cluster, 96, 3), none))};
constexpr std::array boost_leak = {
    needs(Need::workshop_soon, loose(with(code(engine, 102, 18), amber)))};
constexpr std::array range_sensor = {
    needs(Need::workshop_soon, loose(with(code(transmission, 161, 2), amber)))};
constexpr std::array oil_pressure = {needs(Need::stop_now, with(code(engine, 100, 1), red))};
constexpr std::array network_errors = {
    needs(Need::next_service, loose(with(code(engine, 639, 19), none)))};
// In the makers' own range of numbers: nobody outside has words for it.
constexpr std::array makers_own = {
    needs(Need::next_service, with(code(aftertreatment, 520222, 12), protect))};

constexpr std::array<Cause, 13> all = {{
    {.name = "low voltage",
     .per_million_days = 1500,
     .winter_factor = 4,
     .least_days = 0,
     .most_days = 3,
     .repair_hours = 3,
     .codes = low_voltage},
    {.name = "NOx sensor",
     .per_million_days = 4500,
     .least_days = 8,
     .most_days = 60,
     .repair_hours = 2,
     .codes = nox_sensor},
    {.name = "low urea",
     .per_million_days = 14000,
     .heals_percent = 100,
     .least_days = 0,
     .most_days = 1,
     .codes = low_urea},
    {.name = "soot",
     .per_million_days = 7000,
     .heals_percent = 85,
     .least_days = 0,
     .most_days = 3,
     .repair_hours = 4,
     .codes = soot},
    {.name = "wheel speed sensor",
     .per_million_days = 4000,
     .least_days = 6,
     .most_days = 45,
     .repair_hours = 2,
     .codes = wheel_speed_sensor},
    {.name = "EGR valve",
     .per_million_days = 1500,
     .winter_factor = 2,
     .least_days = 3,
     .most_days = 20,
     .repair_hours = 6,
     .codes = egr_valve},
    {.name = "coolant leak",
     .per_million_days = 1800,
     .least_days = 0,
     .most_days = 2,
     .repair_hours = 8,
     .stops_truck = true,
     .codes = coolant_leak},
    {.name = "fuel level sender",
     .per_million_days = 4500,
     .heals_percent = 25,
     .least_days = 30,
     .most_days = 200,
     .repair_hours = 2,
     .codes = fuel_level_sender},
    {.name = "boost leak",
     .per_million_days = 2500,
     .least_days = 5,
     .most_days = 45,
     .repair_hours = 3,
     .codes = boost_leak},
    {.name = "range sensor",
     .per_million_days = 1500,
     .least_days = 5,
     .most_days = 40,
     .repair_hours = 5,
     .codes = range_sensor},
    {.name = "oil pressure",
     .per_million_days = 800,
     .least_days = 1,
     .most_days = 4,
     .repair_hours = 10,
     .stops_truck = true,
     .codes = oil_pressure},
    {.name = "network errors",
     .per_million_days = 4500,
     .heals_percent = 70,
     .least_days = 5,
     .most_days = 90,
     .repair_hours = 2,
     .codes = network_errors},
    {.name = "maker's own",
     .per_million_days = 5000,
     .heals_percent = 50,
     .least_days = 10,
     .most_days = 150,
     .repair_hours = 1,
     .codes = makers_own},
}};

constexpr std::array<std::string_view, 4> needs_by_name{"nothing", "next service", "workshop soon",
                                                        "stop now"};

}  // namespace

std::string_view name(Need need) {
    return needs_by_name.at(static_cast<std::size_t>(need));
}

std::span<const Cause> causes() {
    return all;
}

const Cause& cause_named(std::string_view name) {
    const auto* const found = std::ranges::find(all, name, &Cause::name);
    assert(found != all.end());
    return *found;
}

}  // namespace roadworthy::sim
