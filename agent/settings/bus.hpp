#pragma once
// What the configuration means on the bus: which frames are heard, and whether anything is said.

#include <optional>

#include "agent/can/socketcan.hpp"
#include "agent/j1939/active/participant.hpp"
#include "agent/settings/config.hpp"

namespace roadworthy::agent {

// Take a complete configuration.
can::SocketCanSettings bus_settings(const Config& config);
// Nothing for a unit that only listens.
std::optional<j1939::ParticipantSettings> participant_settings(const Config& config);

}  // namespace roadworthy::agent
