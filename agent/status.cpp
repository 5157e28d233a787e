#include "agent/status.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>
#include <system_error>
#include <vector>

#include "agent/asks.hpp"
#include "agent/can/socketcan.hpp"
#include "agent/host/recollection.hpp"
#include "agent/logs/replay.hpp"
#include "agent/pipeline.hpp"
#include "agent/session.hpp"
#include "agent/settings/config.hpp"
#include "agent/settings/remote_config.hpp"
#include "agent/settings/trial.hpp"
#include "agent/upkeep.hpp"
#include "agent/uplink/gatherer.hpp"
#include "agent/uplink/link.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "agent/version.hpp"
#include "common/io/clock.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::agent {
namespace {

using Json = nlohmann::ordered_json;

const char* word(can::BusState state) {
    switch (state) {
        case can::BusState::failed:
            return "failed";
        case can::BusState::listening:
            return "listening";
        case can::BusState::bus_off:
            return "bus_off";
    }
    return "failed";
}

Json json_of(const StreamStatus& stream) {
    const uplink::StreamState& state = stream.state;
    return {{"stream", state.id.text()},
            {"oldest", stream.oldest},
            {"newest", state.newest},
            {"committed", state.committed},
            {"waiting", stream.waiting}};
}

Json json_of(const can::BusStatus& bus) {
    return {{"interface", bus.interface},
            {"state", word(bus.state)},
            {"problem", bus.problem},
            {"frames", bus.frames},
            {"frames_ignored", bus.frames_ignored},
            {"receive_overflows", bus.receive_overflows},
            {"error_frames", bus.error_frames},
            {"bus_offs", bus.bus_offs},
            {"failures", bus.failures},
            {"frames_sent", bus.frames_sent},
            {"sends_failed", bus.sends_failed}};
}

Json json_of(const UplinkStatus& uplink) {
    return {{"problem", uplink.connection_problem},
            {"certificate",
             {{"subject", uplink.certificate_subject},
              {"ends", uplink.certificate_ends ? Json(iso(*uplink.certificate_ends)) : Json()},
              {"problem", uplink.certificate_problem}}},
            {"data_plan",
             {{"bytes_today", uplink.usage.day_bytes},
              {"bytes_month", uplink.usage.month_bytes},
              {"monthly_bytes", uplink.monthly_bytes},
              {"meters_slower", uplink.meters_slower}}}};
}

Json json_of(const RemoteConfigStatus& config) {
    return {{"in_force", config.in_force},
            {"desired", config.desired},
            {"state", word(config.state)},
            {"reason", config.reason},
            {"problem", config.problem}};
}

Json json_of(const Status& status) {
    Json json{{"truck", status.truck.text()},
              {"agent_version", version},
              {"time", iso(status.time)},
              {"time_ms", milliseconds_of(status.time)},
              {"is_connected", status.is_connected},
              {"outbox", {{"memory_reason", status.memory_reason}}}};
    for (const StreamStatus& stream : status.streams) {
        json["outbox"][stream.stream == Stream::events ? "events" : "meters"] = json_of(stream);
    }
    json["uplink"] = json_of(status.uplink);
    json["buses"] = Json::array();
    for (const can::BusStatus& bus : status.buses) {
        json["buses"].push_back(json_of(bus));
    }
    if (status.remote_config) {
        json["remote_config"] = json_of(*status.remote_config);
    }
    json["counters"] = Json::object();
    for (const Counter& counter : status.counters) {
        json["counters"][counter.name] = counter.value;
    }
    return json;
}

void append_counters(std::vector<Counter>& all, const std::vector<can::BusStatus>& buses) {
    for (const can::BusStatus& bus : buses) {
        all.insert(all.end(), {{"receive_overflows." + bus.interface, bus.receive_overflows},
                               {"bus_offs." + bus.interface, bus.bus_offs},
                               {"bus_failures." + bus.interface, bus.failures}});
    }
}

void append_counters(std::vector<Counter>& all, const AsksCounters& asks) {
    all.insert(all.end(), {{"asks_answered", asks.asks_answered},
                           {"asks_malformed", asks.asks_malformed},
                           {"asks_refused", asks.asks_refused}});
}

void append_counters(std::vector<Counter>& all, const uplink::GathererCounters& gatherer) {
    all.insert(all.end(), {{"store_failures", gatherer.store_failures},
                           {"reports_not_stored", gatherer.reports_not_stored},
                           {"flash_bytes_written", gatherer.flash_bytes_written},
                           {"flash_budgets_spent", gatherer.flash_budgets_spent}});
}

void append_counters(std::vector<Counter>& all, const uplink::OutboxCounters& outbox) {
    all.insert(all.end(), {{"reports_stored", outbox.reports_stored},
                           {"reports_dropped", outbox.reports_dropped},
                           {"reports_salvaged", outbox.reports_salvaged},
                           {"rows_unreadable", outbox.rows_unreadable},
                           {"outboxes_set_aside", outbox.files_set_aside},
                           {"outbox_logs_lost", outbox.logs_lost},
                           {"outbox_memory_taken", outbox.memory_taken},
                           {"outbox_disk_taken_again", outbox.disk_taken_again}});
}

void append_counters(std::vector<Counter>& all, const uplink::LinkCounters& link) {
    all.insert(all.end(), {{"batches_sent", link.batches_sent},
                           {"reports_sent", link.reports_sent},
                           {"answers_overdue", link.answers_overdue},
                           {"answers_forged", link.answers_forged},
                           {"answers_unknown", link.answers_unknown},
                           {"resends_asked", link.resends_asked},
                           {"versions_refused", link.versions_refused},
                           {"batches_unreadable", link.batches_unreadable},
                           {"reports_unreadable", link.reports_unreadable}});
}

// With the version in force, so that health reports tell it.
void append_counters(std::vector<Counter>& all, const RemoteConfig& config) {
    const RemoteConfigCounters& counters = config.counters();
    all.insert(all.end(), {{"config_version", config.status().in_force},
                           {"configs_forged", counters.configs_forged},
                           {"configs_misdirected", counters.configs_misdirected},
                           {"configs_outdated", counters.configs_outdated},
                           {"config_trials_failed", counters.config_trials_failed}});
}

void append_counters(std::vector<Counter>& all, const SessionCounters& session) {
    all.insert(all.end(), {{"connections", session.connections},
                           {"connections_lost", session.connections_lost},
                           {"connections_failed", session.connections_failed},
                           {"broker_stalls", session.broker_stalls},
                           {"client_stalls", session.client_stalls},
                           {"answers_malformed", session.answers_malformed},
                           {"messages_ignored", session.messages_ignored}});
}

}  // namespace

std::vector<Counter> counters(const Parts& parts, Monotonic now) {
    std::vector<Counter> all;
    parts.upkeep.append_counters(all, now);
    std::ranges::move(parts.pipeline.counters(), std::back_inserter(all));
    if (parts.bus) {
        append_counters(all, parts.bus->status());
    }
    if (parts.replay) {
        all.push_back({"frames_malformed", parts.replay->counters().frames_malformed});
    }
    all.push_back({"recollection_failures", parts.recollection.failures()});
    append_counters(all, parts.asks.counters());
    append_counters(all, parts.gatherer.counters());
    append_counters(all, parts.outbox.counters());
    append_counters(all, parts.link.counters());
    append_counters(all, parts.session.counters());
    if (parts.remote_config.is_enabled()) {
        append_counters(all, parts.remote_config);
    }
    return all;
}

Status status(const Parts& parts, Monotonic now) {
    Status status{.truck = *parts.config.truck,
                  .time = io::now(),
                  .is_connected = parts.session.is_connected(),
                  .memory_reason = parts.outbox.memory_reason(),
                  .counters = counters(parts, now),
                  .uplink = parts.upkeep.status()};
    for (const Stream stream : {Stream::events, Stream::meters}) {
        status.streams.push_back({.stream = stream,
                                  .state = parts.outbox.state(stream),
                                  .oldest = parts.outbox.oldest(stream),
                                  .waiting = parts.outbox.waiting(stream)});
    }
    if (parts.bus) {
        status.buses = parts.bus->status();
    }
    if (parts.remote_config.is_enabled()) {
        status.remote_config = parts.remote_config.status();
    }
    return status;
}

void write_status(const std::filesystem::path& file, const Status& status) {
    auto unfinished = file;
    unfinished += ".part";
    std::ofstream out(unfinished, std::ios::trunc);
    out << json_of(status).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    out.close();
    std::error_code failed;
    if (out) {
        std::filesystem::rename(unfinished, file, failed);
    } else {
        std::filesystem::remove(unfinished, failed);
    }
}

int print_status(const std::filesystem::path& file, std::ostream& out, std::ostream& err) {
    std::ifstream in(file);
    if (!in) {
        err << "no status at " << file.string() << ": the agent has not run with this outbox\n";
        return 1;
    }
    Json status = Json::parse(in, nullptr, false);
    if (!status.is_object() || !status.contains("time_ms") ||
        !status["time_ms"].is_number_integer()) {
        err << file.string() << " is not a status of the agent\n";
        return 1;
    }
    status["age_ms"] = milliseconds_of(io::now()) - status["time_ms"].get<std::int64_t>();
    out << status.dump(2) << '\n';
    return 0;
}

}  // namespace roadworthy::agent
