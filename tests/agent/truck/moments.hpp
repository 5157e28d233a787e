#pragma once
// Moments and events of a truck in one line: at(2.5), only<FaultReport>(events).

#include "agent/truck/events.hpp"
#include "common/time.hpp"

#include <chrono>
#include <variant>
#include <vector>

namespace roadworthy::onboard {

inline Monotonic at(double seconds) {
    return Monotonic{std::chrono::round<Duration>(std::chrono::duration<double>{seconds})};
}

inline double seconds_of(Monotonic moment) {
    return std::chrono::duration<double>(moment.time_since_epoch()).count();
}

// The bodies of one kind, in order.
template <class Body>
std::vector<Body> only(const std::vector<Event>& events) {
    std::vector<Body> bodies;
    for (const Event& event : events) {
        if (const Body* body = std::get_if<Body>(&event.body)) {
            bodies.push_back(*body);
        }
    }
    return bodies;
}

}  // namespace roadworthy::onboard
