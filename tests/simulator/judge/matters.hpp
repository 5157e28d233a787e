#pragma once
// A truck's year through the backend's own chain, and the matters that its people would hear of: one
// is an episode that stands for itself, a minute after it was heard of, or at once if it says stop.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"
#include "tests/simulator/judge/deliveries.hpp"

namespace roadworthy::sim {

constexpr std::chrono::seconds settles{60};

struct Matter {
    std::uint64_t number = 0;  // of its episode
    std::optional<Time> told;  // since when it asks for anything
    faults::Action worst = faults::Action::log;
    std::uint32_t upgrades = 0;  // after it was told
    std::vector<std::uint64_t>
        open_meanwhile;  // told before it, when it was told or was free again
    bool is_open = false;
};

struct WorstOf {
    faults::Severity severity;
    Time at;  // when it was judged so
};

using EpisodeByNumber = std::map<std::uint64_t, faults::Episode>;

struct Outcome {
    EpisodeByNumber episodes;                // as the table holds them
    std::map<std::uint64_t, WorstOf> worst;  // of each episode, ever
    std::map<std::uint64_t, Matter> matters;
    std::map<std::uint64_t, std::set<std::uint64_t>> members;  // ever folded under it, with itself
    std::uint64_t by_age = 0;        // grew worse with nothing new said of it, while its ECU talked
    std::uint64_t from_silence = 0;  // opened or grew worse with nothing heard
};

Outcome follow(const TruckId& truck, const std::vector<Delivered>& deliveries);

}  // namespace roadworthy::sim
