#pragma once
// Where a day's work takes a truck: the trips that its duty, the weekday and the season ask for.

#include <vector>

#include "tests/simulator/model/calendar.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/random.hpp"
#include "tests/simulator/model/trip.hpp"

namespace roadworthy::sim {

// In order of time, at least ten minutes apart, all begun on this local day.
std::vector<Trip> planned_trips(const Character& truck, Day day, Holidays holidays);

// One trip of about `length`, in the manner of the truck's duty.
Trip trip_of(const Character& truck, Time engine_start, std::chrono::minutes length,
             Random& random);

}  // namespace roadworthy::sim
