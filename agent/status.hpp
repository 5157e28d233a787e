#pragma once
// How the agent is: a small file beside the outbox, written anew every few seconds, because the
// running agent has the outbox itself to itself.

#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "agent/asks.hpp"
#include "agent/can/socketcan.hpp"
#include "agent/host/recollection.hpp"
#include "agent/logs/replay.hpp"
#include "agent/pipeline.hpp"
#include "agent/session.hpp"
#include "agent/settings/config.hpp"
#include "agent/settings/remote_config.hpp"
#include "agent/upkeep.hpp"
#include "agent/uplink/gatherer.hpp"
#include "agent/uplink/link.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::agent {

struct StreamStatus {
    Stream stream = Stream::events;
    uplink::StreamState state;  // of the one that is being sent
    std::uint64_t oldest = 1;
    std::uint64_t waiting = 0;  // in it and in those after it
};

struct Status {
    TruckId truck;
    Time time;
    bool is_connected = false;
    std::string memory_reason;
    std::vector<Counter> counters;
    std::vector<StreamStatus> streams;
    std::vector<can::BusStatus> buses;
    UplinkStatus uplink;
    std::optional<RemoteConfigStatus> remote_config;  // where the unit takes one
};

// The parts of a running agent, each of which can say how it is.
struct Parts {
    const Config& config;
    const RemoteConfig& remote_config;
    const std::optional<can::SocketCan>& bus;
    const std::optional<Replay>& replay;
    const Pipeline& pipeline;
    const Recollection& recollection;
    const Asks& asks;
    uplink::Outbox& outbox;
    const uplink::Gatherer& gatherer;
    const uplink::Link& link;
    const Session& session;
    const Upkeep& upkeep;
};

std::vector<Counter> counters(const Parts& parts, Monotonic now);
Status status(const Parts& parts, Monotonic now);

// Whole or not at all. A disk that takes no file is no reason to stop: then the old one ages.
void write_status(const std::filesystem::path& file, const Status& status);

// `roadworthy-agent status`: the file as it is, with its age. Gives the exit code.
int print_status(const std::filesystem::path& file, std::ostream& out, std::ostream& err);

}  // namespace roadworthy::agent
