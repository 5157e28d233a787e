#pragma once
// `roadworthy-agent run`: the bus, real or recorded, through pipeline, outbox and link to the
// broker, until it is told to stop.

#include <chrono>
#include <optional>

#include "agent/logs/replay.hpp"
#include "agent/settings/config.hpp"

namespace roadworthy::agent {

enum class Ending : std::uint8_t { on_signal, when_committed };

struct RunSettings {
    Config config;                         // complete
    std::optional<ReplaySettings> replay;  // in place of the buses
    Ending ending = Ending::on_signal;
    std::optional<std::chrono::seconds> longest_wait;  // for the commit, after the replay
};

// The exit code where a later agent has left its outbox: no restart of this agent can help.
inline constexpr int later_outbox = 3;

// Gives the exit code: 1 if it was to end committed, and could not.
int run(const RunSettings& settings);

}  // namespace roadworthy::agent
