#include "agent/reconfiguration.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <utility>

#include "agent/pipeline.hpp"
#include "agent/run.hpp"
#include "agent/session.hpp"
#include "agent/settings/bus.hpp"
#include "agent/settings/config.hpp"
#include "agent/settings/remote_config.hpp"
#include "agent/upkeep.hpp"
#include "agent/uplink/gatherer.hpp"
#include "agent/uplink/link.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "agent/uplink/outbox/outbox_file.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/mqtt.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::agent {
namespace {

// Until the snapshot of a fault is whole: together they are one message.
constexpr std::chrono::seconds longest_event_wait{6};

PipelineSettings pipeline_settings(const Config& config) {
    PipelineSettings settings;
    settings.reporter = {.interval = config.reports.meters_interval,
                         .distance_m = config.reports.meters_distance_m,
                         .repeat = config.reports.meters_repeat};
    settings.positions = config.reports.position;
    settings.snapshots = config.reports.snapshots;
    return settings;
}

}  // namespace

PipelineSettings pipeline_settings(const RunSettings& run, const Config& config) {
    PipelineSettings settings = pipeline_settings(config);
    if (!run.replay) {
        settings.participant = participant_settings(run.config);
    }
    return settings;
}

std::filesystem::path recollection_file(const RunSettings& settings) {
    std::filesystem::path file = settings.config.outbox.path;
    if (settings.replay || file == ":memory:") {
        return {};
    }
    file += ".truck";
    return file;
}

uplink::OutboxSettings outbox_settings(const Config& config) {
    uplink::OutboxSettings settings;
    settings.path = config.outbox.path;
    settings.quota_bytes = config.outbox.quota_mib << 20;
    settings.keep_committed = config.outbox.keep_committed;
    return settings;
}

uplink::GathererSettings gatherer_settings(const Config& config) {
    uplink::GathererSettings settings;
    settings.store_interval = config.reports.store_interval;
    settings.most_written_bytes = static_cast<std::uint64_t>(config.outbox.flash_mib_per_day)
                                  << 20U;
    return settings;
}

uplink::LinkSettings link_settings(const Config& config, Ending ending) {
    uplink::LinkSettings link;
    link.seed = fnv1a64(config.truck->text());
    link.meters_gathered = config.reports.send_reports;
    link.meters_wait = config.reports.send_interval;
    link.events_wait = std::min<Duration>(longest_event_wait, config.reports.send_interval);
    if (ending == Ending::when_committed) {
        // Somebody waits: ask, and do not wait for the lazy answer.
        link.events_overdue = link.meters_overdue = std::chrono::seconds{5};
    }
    return link;
}

Reconfiguration::Reconfiguration(RemoteConfig& config, Ending ending, Parts parts)
    : config_(config), ending_(ending), parts_(std::move(parts)), applied_(config.present()) {}

void Reconfiguration::start() {
    if (!config_.is_enabled()) {
        return;
    }
    parts_.session.listen(topics::Down::config, mqtt::Qos::at_least_once,
                          [this](const mqtt::Message& message) {
                              note(config_.take(message.payload, io::since_boot()));
                          });
    parts_.session.describe(config_.status());
    if (const auto status = config_.status(); !status.problem.empty()) {
        spdlog::error("configuration from afar: {}", words(status));
    }
}

void Reconfiguration::tick(Monotonic now) {
    note(config_.tick(now));
    if (config_.is_on_trial()) {
        prove();
    }
}

void Reconfiguration::note(bool has_changed) {
    if (!has_changed || is_stopped_) {
        return;
    }
    spdlog::info("configuration from afar: {}", words(config_.status()));
    proof_.reset();
    apply(io::since_boot());
    parts_.session.describe(config_.status());
    if (!config_.is_on_trial()) {  // else the proof is one
        parts_.store_health();
    }
}

void Reconfiguration::apply(Monotonic now) {
    const Config& config = config_.present();
    if (config.broker != applied_.broker) {
        parts_.session.move(config);
    }
    parts_.pipeline.change(pipeline_settings(config));
    parts_.gatherer.change(gatherer_settings(config));
    parts_.link.change(link_settings(config, ending_));
    parts_.upkeep.change(config, now);
    applied_ = config;
}

void Reconfiguration::prove() {
    const uplink::StreamState before = parts_.outbox.state(Stream::events);
    if (proof_) {
        note(before.committed >= *proof_ && config_.answered());
        return;
    }
    parts_.store_health();
    const std::uint64_t newest = parts_.outbox.state(Stream::events).newest;
    if (newest > before.newest) {
        proof_ = newest;  // else the disk takes nothing: the next second tries again
    }
}

}  // namespace roadworthy::agent
