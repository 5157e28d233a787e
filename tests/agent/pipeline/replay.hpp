#pragma once
// Recorded buses through the pipeline.

#include "agent/pipeline.hpp"
#include "agent/truck/events.hpp"

#include <istream>
#include <string>
#include <variant>
#include <vector>

namespace roadworthy::replay {

// All events of a log, to the end and the closing ones.
std::vector<onboard::Event> run(std::istream& log);
std::vector<onboard::Event> run_file(const std::string& path);

// The bodies of one kind, in order.
template <class Body>
std::vector<Body> only(const std::vector<onboard::Event>& events) {
    std::vector<Body> bodies;
    for (const onboard::Event& event : events) {
        if (const Body* body = std::get_if<Body>(&event.body)) {
            bodies.push_back(*body);
        }
    }
    return bodies;
}

}  // namespace roadworthy::replay
