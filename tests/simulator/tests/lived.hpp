#pragma once
// Short ways to a truck's days, its frames and what the agent makes of them.

#include <vector>

#include "agent/pipeline.hpp"
#include "tests/simulator/bus/bus_log.hpp"
#include "tests/simulator/model/life.hpp"
#include "tests/simulator/reports/history.hpp"

namespace roadworthy::sim {

// A Monday, eight in the morning where the trucks are.
const inline Time monday = *parse_time("2026-03-02T00:00:00Z");

inline Script script_at(std::string_view scenario, Time anchor) {
    return *script_named(scenario, anchor);
}

inline std::vector<DayRecord> lived_days(unsigned number, int days, Script script = {},
                                         std::uint64_t seed = 1) {
    Life life(character_of(seed, number),
              {.first_day = local_day_of(monday), .script = std::move(script)});
    std::vector<DayRecord> result;
    for (int day = 0; day < days; ++day) {
        result.push_back(life.next_day());
    }
    return result;
}

struct Listening {
    unsigned number = 1;
    std::string_view scenario = "normal";
    std::chrono::minutes length{20};
    Rate rate = Rate::sparse;
};

// What is heard from the anchor of the scenario on.
inline std::vector<can::Frame> heard_frames(const Listening& listening) {
    const Character truck = character_of(1, listening.number);
    Script script = script_at(listening.scenario, monday);
    std::vector<can::Frame> frames;
    BusLog log(truck, {.rate = listening.rate, .cluster_wake_up = script.cluster_wake_up},
               [&frames](const can::Frame& frame) { frames.push_back(frame); });
    Life life(truck, {.first_day = local_day_of(monday), .script = std::move(script)});
    const Time to = monday + listening.length;
    for (Day day = local_day_of(monday); local_midnight(day) < to; day += std::chrono::days{1}) {
        log.write(life.next_day(), monday, to);
    }
    return frames;
}

// The unit boots where the bus has been quiet for two minutes, as it does at key on.
inline std::vector<onboard::Event> agent_events(const std::vector<can::Frame>& frames) {
    constexpr std::chrono::minutes asleep{2};
    std::vector<onboard::Event> events;
    const auto end_boot = [&events](agent::Pipeline& pipeline, Monotonic at) {
        pipeline.tick(at + std::chrono::minutes{4});
        pipeline.finish(at + std::chrono::minutes{5});
        for (onboard::Event& event : pipeline.take()) {
            events.push_back(std::move(event));
        }
    };
    auto pipeline = std::make_unique<agent::Pipeline>();
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (i > 0 && frames[i].time - frames[i - 1].time > asleep) {
            end_boot(*pipeline, frames[i - 1].time);
            pipeline = std::make_unique<agent::Pipeline>();
        }
        pipeline->feed(frames[i]);
    }
    if (!frames.empty()) {
        end_boot(*pipeline, frames.back().time);
    }
    return events;
}

template <class Body>
std::vector<Body> bodies(const std::vector<onboard::Event>& events) {
    std::vector<Body> result;
    for (const onboard::Event& event : events) {
        if (const auto* const body = std::get_if<Body>(&event.body)) {
            result.push_back(*body);
        }
    }
    return result;
}

template <class Body>
std::vector<Body> bodies(const std::vector<Report>& reports) {
    std::vector<Body> result;
    for (const Report& report : reports) {
        if (const auto* const body = std::get_if<Body>(&report.body)) {
            result.push_back(*body);
        }
    }
    return result;
}

}  // namespace roadworthy::sim
