#include "tests/simulator/model/planner.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

#include "common/time.hpp"
#include "tests/simulator/model/calendar.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/random.hpp"
#include "tests/simulator/model/trip.hpp"

namespace roadworthy::sim {
namespace {

using std::chrono::minutes;

struct Range {
    std::int64_t least;
    std::int64_t most;
    std::int64_t drawn(Random& random) const { return random.between(least, most); }
};

// How a duty drives.
struct Manner {
    Range end_idle_ms;  // engine on before driving off and after arriving
    Range cruise_mm_per_s;
    Range stretch_ms;    // at one speed
    std::int64_t stops;  // chance in a million that a stretch ends at a red light
    Range stop_ms;
};

// How a duty fills its day; chances in a million.
struct Routine {
    std::array<std::int64_t, 7> works;  // by weekday, Sunday first
    std::int64_t works_on_holiday;
    std::int64_t works_in_winter;
    Range start_minute;  // of the local day
    Range trips;
    Range trip_minutes;
    Range pause_minutes;
};

constexpr Manner long_haul_manner = {.end_idle_ms = {60'000, 300'000},
                                     .cruise_mm_per_s = {19'500, 24'700},
                                     .stretch_ms = {120'000, 900'000},
                                     .stops = 90'000,
                                     .stop_ms = {10'000, 120'000}};
constexpr Manner distribution_manner = {.end_idle_ms = {20'000, 90'000},
                                        .cruise_mm_per_s = {7'500, 18'000},
                                        .stretch_ms = {20'000, 150'000},
                                        .stops = 550'000,
                                        .stop_ms = {8'000, 75'000}};
constexpr Manner construction_manner = {.end_idle_ms = {180'000, 1'200'000},
                                        .cruise_mm_per_s = {6'000, 15'000},
                                        .stretch_ms = {30'000, 240'000},
                                        .stops = 350'000,
                                        .stop_ms = {10'000, 180'000}};

constexpr std::int64_t always = 1'000'000;
constexpr Routine long_haul_routine = {
    .works = {300'000, 960'000, 970'000, 970'000, 970'000, 960'000, 850'000},
    .works_on_holiday = 150'000,
    .works_in_winter = always,
    .start_minute = {5 * 60, 8 * 60},
    .trips = {2, 3},
    .trip_minutes = {150, 245},
    .pause_minutes = {35, 75}};
constexpr Routine distribution_routine = {
    .works = {20'000, 980'000, 980'000, 980'000, 980'000, 980'000, 400'000},
    .works_on_holiday = 60'000,
    .works_in_winter = always,
    .start_minute = {6 * 60 + 30, 8 * 60 + 30},
    .trips = {5, 9},
    .trip_minutes = {18, 48},
    .pause_minutes = {15, 45}};
constexpr Routine construction_routine = {
    .works = {80'000, 940'000, 940'000, 940'000, 940'000, 940'000, 800'000},
    .works_on_holiday = 30'000,
    .works_in_winter = 650'000,
    .start_minute = {6 * 60 + 45, 8 * 60},
    .trips = {6, 11},
    .trip_minutes = {25, 55},
    .pause_minutes = {12, 35}};

const Manner& manner_of(Duty duty) {
    switch (duty) {
        case Duty::long_haul:
            return long_haul_manner;
        case Duty::distribution:
            return distribution_manner;
        case Duty::construction:
            break;
    }
    return construction_manner;
}

const Routine& routine_of(Duty duty) {
    switch (duty) {
        case Duty::long_haul:
            return long_haul_routine;
        case Duty::distribution:
            return distribution_routine;
        case Duty::construction:
            break;
    }
    return construction_routine;
}

bool works(const Routine& routine, Day day, Holidays holidays, Random& random) {
    const bool by_weekday = random.chance(routine.works[weekday_of(day)]);
    const bool by_season = random.chance(routine.works_in_winter) || !is_winter(day);
    const bool on_holiday = random.chance(routine.works_on_holiday);
    return by_weekday && by_season &&
           (on_holiday || holidays == Holidays::none || !is_holiday(day));
}

}  // namespace

Trip trip_of(const Character& truck, Time engine_start, minutes length, Random& random) {
    const Manner& manner = manner_of(truck.duty);
    const std::int64_t length_ms = std::chrono::milliseconds{length}.count();
    Trip trip(engine_start,
              {.idle_ul_per_s = truck.idle_ul_per_s, .road_ul_per_m = truck.road_ul_per_m});
    trip.stand(manner.end_idle_ms.drawn(random));
    while (trip.length_ms() < length_ms) {
        trip.change_speed(manner.cruise_mm_per_s.drawn(random), random.between(250, 600));
        trip.hold(manner.stretch_ms.drawn(random));
        if (random.chance(manner.stops)) {
            trip.change_speed(0, random.between(500, 1000));
            trip.stand(manner.stop_ms.drawn(random));
        }
    }
    trip.change_speed(0, 600);
    trip.stand(manner.end_idle_ms.drawn(random));
    return trip;
}

std::vector<Trip> planned_trips(const Character& truck, Day day, Holidays holidays) {
    const Routine& routine = routine_of(truck.duty);
    Random random(seed_of({truck.seed, static_cast<std::uint64_t>(days_of(day)), 1}));
    std::vector<Trip> trips;
    if (!works(routine, day, holidays, random)) {
        return trips;
    }
    Time at = local_midnight(day) + minutes{routine.start_minute.drawn(random)} +
              std::chrono::milliseconds{random.between(0, 59'999)};
    const Time latest = local_midnight(day) + minutes{19 * 60 + 30};
    for (std::int64_t left = routine.trips.drawn(random); left > 0 && at < latest; --left) {
        trips.push_back(trip_of(truck, at, minutes{routine.trip_minutes.drawn(random)}, random));
        at = trips.back().engine_stop() + minutes{routine.pause_minutes.drawn(random)};
    }
    return trips;
}

}  // namespace roadworthy::sim
