#pragma once
// What each part is told of the configuration: at the start, and when it is changed from afar.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "agent/pipeline.hpp"
#include "agent/run.hpp"
#include "agent/session.hpp"
#include "agent/settings/config.hpp"
#include "agent/settings/remote_config.hpp"
#include "agent/upkeep.hpp"
#include "agent/uplink/gatherer.hpp"
#include "agent/uplink/link.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "common/time.hpp"

namespace roadworthy::agent {

// At the start. A recorded bus is listened to only.
PipelineSettings pipeline_settings(const RunSettings& run, const Config& config);
// A replay is a pure function of its log: it recalls nothing, and has no such file.
std::filesystem::path recollection_file(const RunSettings& settings);
uplink::OutboxSettings outbox_settings(const Config& config);
uplink::GathererSettings gatherer_settings(const Config& config);
uplink::LinkSettings link_settings(const Config& config, Ending ending);

// Applies what comes from afar while the agent runs: a trip goes on, and no frame is missed.
//
// Invariants: what is in effect is on the disk already (see RemoteConfig). On trial, a health report
//   is stored after the configuration took effect; when the backend has committed that event, the
//   configuration has proved itself, and nothing else proves it.
class Reconfiguration {
public:
    struct Parts {
        Pipeline& pipeline;
        uplink::Outbox& outbox;
        uplink::Gatherer& gatherer;
        uplink::Link& link;
        Session& session;
        Upkeep& upkeep;
        std::function<void()> store_health;
    };
    // `config` and the parts, which were made with its present(), outlive it.
    Reconfiguration(RemoteConfig& config, Ending ending, Parts parts);

    void start();  // before the session's
    void tick(Monotonic now);
    void stop() { is_stopped_ = true; }  // what comes now is for the next start

private:
    void note(bool has_changed);
    void apply(Monotonic now);
    void prove();

    RemoteConfig& config_;
    Ending ending_;
    Parts parts_;
    Config applied_;
    std::optional<std::uint64_t> proof_;  // the number of that event
    bool is_stopped_ = false;
};

}  // namespace roadworthy::agent
