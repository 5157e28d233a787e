#pragma once
// How a truck's year comes to the backend: at once, or through tunnels, with a week of backlog, with
// the meters before the events, and with repairs that are entered weeks after they were done.

#include <cstdint>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "common/time.hpp"
#include "tests/simulator/judge/lived_year.hpp"

namespace roadworthy::sim {

enum class Delivery : std::uint8_t { on_time, late };

struct Delivered {
    Time received;
    customers::Input input;
};

// In the order in which the backend takes them, with a day tick each day.
std::vector<Delivered> deliveries(const LivedYear& year, Delivery delivery);

}  // namespace roadworthy::sim
