#include "agent/settings/bus.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

#include "agent/can/socketcan.hpp"
#include "agent/j1939/active/name.hpp"
#include "agent/j1939/active/participant.hpp"
#include "agent/j1939/parameter_groups.hpp"
#include "agent/settings/config.hpp"
#include "common/ids.hpp"

namespace roadworthy::agent {

can::SocketCanSettings bus_settings(const Config& config) {
    can::SocketCanSettings settings;
    settings.interfaces = config.buses;
    const auto listen_for = [&](std::span<const j1939::Pgn> groups) {
        for (const j1939::Pgn group : groups) {
            settings.pgns.push_back(static_cast<std::uint32_t>(group));
        }
    };
    listen_for(j1939::wanted_groups);
    if (!config.listen_only) {
        listen_for(j1939::participant_groups);
        settings.transmission = can::Transmission::allowed;
    }
    return settings;
}

std::optional<j1939::ParticipantSettings> participant_settings(const Config& config) {
    if (config.listen_only) {
        return std::nullopt;
    }
    const TakingPart& bus = config.bus;
    const auto place = std::ranges::find(config.buses, bus.interface) - config.buses.begin();
    const auto own_number = static_cast<std::uint32_t>(fnv1a64(config.truck->text()));
    return j1939::ParticipantSettings{
        .bus = static_cast<std::uint8_t>(place),
        .claim = {
            .name = j1939::name_of(
                {.identity_number = bus.identity_number == 0 ? own_number : bus.identity_number,
                 .manufacturer_code = bus.manufacturer_code,
                 .ecu_instance = bus.ecu_instance,
                 .function_instance = bus.function_instance,
                 .function = bus.function}),
            .preferred = bus.preferred_address}};
}

}  // namespace roadworthy::agent
