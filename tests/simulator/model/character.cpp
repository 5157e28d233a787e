#include "tests/simulator/model/character.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "common/ids.hpp"
#include "tests/simulator/model/random.hpp"

namespace roadworthy::sim {
namespace {

constexpr std::int64_t um_per_km = 1'000'000'000;

struct Usual {
    std::int64_t km_per_year;
    std::int64_t km_per_engine_hour;
    std::int64_t tank_l;
    std::int64_t road_ul_per_m;
};

Usual usual(Duty duty) {
    switch (duty) {
        case Duty::long_haul:
            return {.km_per_year = 140'000,
                    .km_per_engine_hour = 62,
                    .tank_l = 800,
                    .road_ul_per_m = 270};
        case Duty::distribution:
            return {.km_per_year = 45'000,
                    .km_per_engine_hour = 30,
                    .tank_l = 300,
                    .road_ul_per_m = 200};
        case Duty::construction:
            break;
    }
    return {.km_per_year = 38'000, .km_per_engine_hour = 19, .tank_l = 400, .road_ul_per_m = 390};
}

Duty duty_of(unsigned number) {
    constexpr std::array<Duty, 5> mix = {Duty::long_haul, Duty::distribution, Duty::long_haul,
                                         Duty::construction, Duty::distribution};
    return mix[(number - 1) % mix.size()];
}

TruckId id_of(unsigned number) {
    char text[20];
    std::snprintf(text, sizeof text, "SIM%05u", number);
    return *TruckId::from(text);
}

std::string vin_of(std::uint64_t seed, unsigned number) {
    char text[24];
    std::snprintf(text, sizeof text, "LRWSM%c4D0P%c%06u",
                  static_cast<char>('A' + static_cast<char>(seed % 8)),
                  static_cast<char>('A' + static_cast<char>(seed / 8 % 8)), number % 1'000'000);
    return vin_with_check_digit(text);
}

}  // namespace

std::string vin_with_check_digit(std::string vin) {
    constexpr std::string_view letters = "ABCDEFGH.JKLMN.P.R..STUVWXYZ";
    constexpr std::string_view values = "12345678.12345.7.9..23456789";
    constexpr std::array<unsigned, 17> weights = {8, 7, 6, 5, 4, 3, 2, 10, 0,
                                                  9, 8, 7, 6, 5, 4, 3, 2};
    unsigned sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const char c = vin[i];
        const char digit = c >= 'A' ? values[letters.find(c)] : c;
        sum += weights[i] * static_cast<unsigned>(digit - '0');
    }
    vin[8] = sum % 11 == 10 ? 'X' : static_cast<char>('0' + sum % 11);
    return vin;
}

Character character_of(std::uint64_t fleet_seed, unsigned number) {
    const std::uint64_t seed = seed_of({fleet_seed, number});
    Random random(seed);
    const Duty duty = duty_of(number);
    const Usual of_duty = usual(duty);
    const std::int64_t months = random.between(2, 60);
    const std::int64_t km = of_duty.km_per_year * months / 12 * random.around(100, 30) / 100;
    const std::int64_t hours = km / of_duty.km_per_engine_hour;
    const std::int64_t road = of_duty.road_ul_per_m * random.around(100, 12) / 100;
    return {.id = id_of(number),
            .seed = seed,
            .vin = vin_of(seed, number),
            .duty = duty,
            .odometer_um = km * um_per_km + random.between(0, 999'999) * 1000,
            .engine_ms = hours * 3'600'000 + random.between(0, 3'599'999),
            .fuel_ul = km * 1000 * road + hours * 2'200'000,
            .cluster_ahead_m = random.between(0, 1900),
            .tank_ml = of_duty.tank_l * 1000,
            .idle_ul_per_s = random.around(600, 80),
            .road_ul_per_m = road,
            .frailty_percent = random.around(100, 70),
            .mean_millicelsius = random.around(13'000, 7'000),
            .has_tank_level_sensor = !random.chance(150'000)};
}

std::string component_of(std::uint8_t ecu, const Character& truck) {
    const std::string serial = std::to_string(truck.seed % 900'000 + 100'000 + ecu);
    switch (ecu) {
        case engine:
            return "RWDSL*HD13*" + serial + "*1*";
        case transmission:
            return "RWGEA*AT12*" + serial + "*1*";
        case brakes:
            return "RWBRK*EBS5*" + serial + "*1*";
        case cluster:
            return "RWCLU*IC7*" + serial + "*1*";
        default:
            return "RWSCR*ACM3*" + serial + "*1*";
    }
}

std::string software_of(std::uint8_t ecu) {
    return "RW" + std::to_string(1000 + ecu) + ".04.02*";
}

}  // namespace roadworthy::sim
