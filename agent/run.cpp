#include "agent/run.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>

#include "agent/asks.hpp"
#include "agent/can/frame.hpp"
#include "agent/can/socketcan.hpp"
#include "agent/host/recollection.hpp"
#include "agent/host/storage.hpp"
#include "agent/host/supervisor.hpp"
#include "agent/logs/replay.hpp"
#include "agent/pipeline.hpp"
#include "agent/reconfiguration.hpp"
#include "agent/session.hpp"
#include "agent/settings/bus.hpp"
#include "agent/settings/config.hpp"
#include "agent/settings/remote_config.hpp"
#include "agent/status.hpp"
#include "agent/timeline.hpp"
#include "agent/truck/events.hpp"
#include "agent/upkeep.hpp"
#include "agent/uplink/gatherer.hpp"
#include "agent/uplink/link.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "agent/uplink/outbox/outbox_file.hpp"
#include "common/io/clock.hpp"
#include "common/io/mqtt.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::agent {
namespace {

constexpr std::chrono::seconds tick_interval{1};
constexpr std::chrono::seconds status_interval{5};
constexpr std::chrono::milliseconds longest_goodbye{1500};

class Agent {
public:
    explicit Agent(const RunSettings& settings);
    int run();

private:
    bool is_replay() const { return settings_.replay.has_value(); }
    // On the pipeline's clock.
    Monotonic moment() const { return is_replay() ? last_frame_ : io::since_boot(); }
    void know_time();

    void recall();
    void begin_bus();
    void begin_replay();
    void take(std::span<const can::Frame> frames);
    void send();
    void end_replay();
    void collect();
    void answer(const mqtt::Message& ask);
    void report_health(Monotonic moment);
    void store_if_due();
    void store();
    void note_stored(bool has_stored);
    void tick();
    void tick_later();
    void end_if_committed(Monotonic now);
    void stop(int exit_code);
    void write_status();
    Parts parts();
    const Config& config() const { return remote_config_.present(); }

    const RunSettings settings_;
    RemoteConfig remote_config_;
    boost::asio::io_context io_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer tick_timer_;
    boost::asio::steady_timer goodbye_timer_;

    // In the order of the data.
    std::optional<can::SocketCan> bus_;
    std::optional<Replay> replay_;
    Timeline timeline_;
    Pipeline pipeline_;
    Recollection recollection_;
    Asks asks_;
    uplink::Outbox outbox_;
    uplink::Gatherer gatherer_;
    StorageWatch storage_watch_;
    uplink::Link link_;
    Session session_;
    Upkeep upkeep_;
    Supervisor supervisor_;
    Reconfiguration reconfiguration_;

    Monotonic last_frame_;                 // of a replay, on the log's clock
    std::optional<Monotonic> health_due_;  // on the pipeline's clock
    std::optional<Monotonic> replay_ended_;
    Monotonic status_due_;
    bool is_stopping_ = false;
    int exit_code_ = 0;
};

Agent::Agent(const RunSettings& settings)
    : settings_(settings),
      remote_config_(settings.config, io::since_boot()),
      signals_(io_, SIGINT, SIGTERM),
      tick_timer_(io_),
      goodbye_timer_(io_),
      pipeline_(pipeline_settings(settings_, config())),
      recollection_(recollection_file(settings_)),
      outbox_(outbox_settings(config())),
      gatherer_(outbox_, gatherer_settings(config())),
      storage_watch_(outbox_, gatherer_, config().outbox.path),
      link_(outbox_, link_settings(config(), settings_.ending)),
      session_(io_, config(), link_),
      upkeep_(config(), session_, link_),
      reconfiguration_(remote_config_, settings_.ending,
                       {.pipeline = pipeline_,
                        .outbox = outbox_,
                        .gatherer = gatherer_,
                        .link = link_,
                        .session = session_,
                        .upkeep = upkeep_,
                        .store_health = [this] {
                            report_health(moment());
                            store();
                        }}) {
    storage_watch_.note();
}

int Agent::run() {
    signals_.async_wait([this](const boost::system::error_code& failed, int) {
        if (!failed) {
            stop(settings_.ending == Ending::when_committed ? 1 : 0);
        }
    });
    if (is_replay()) {
        begin_replay();
    } else {
        begin_bus();
    }
    reconfiguration_.start();
    session_.listen(topics::Down::ask, mqtt::Qos::at_least_once,
                    [this](const mqtt::Message& ask) { answer(ask); });
    session_.start();
    tick_later();
    supervisor_.ready();
    io_.run();
    return exit_code_;
}

// Where the outbox begins anew, what was told may not have reached anybody: all is told again.
void Agent::recall() {
    const uplink::OutboxCounters& outbox = outbox_.counters();
    const bool is_kept =
        outbox_.memory_reason().empty() && outbox.files_set_aside == 0 && outbox.logs_lost == 0;
    if (const auto memory = recollection_.read(); memory && is_kept) {
        pipeline_.remember(*memory);
    }
}

void Agent::begin_bus() {
    recall();
    know_time();
    bus_.emplace(io_, bus_settings(config()), io::instant,
                 [this](std::span<const can::Frame> frames) { take(frames); });
    report_health(io::since_boot());
}

void Agent::begin_replay() {
    replay_.emplace(
        io_, *settings_.replay,
        Replay::Handlers{.frames = [this](std::span<const can::Frame> frames) { take(frames); },
                         .end = [this] { end_replay(); }});
    const Monotonic first = replay_->first_time();
    timeline_ = settings_.replay->time == ReplayTime::starts_now ? rebased_timeline(first)
                                                                 : recorded_timeline(first);
    last_frame_ = first;
    report_health(first);
    replay_->start();
}

void Agent::take(std::span<const can::Frame> frames) {
    if (is_stopping_) {
        return;
    }
    for (const can::Frame& frame : frames) {
        pipeline_.feed(frame);
    }
    send();
    if (is_replay()) {
        last_frame_ = std::max(last_frame_, frames.back().time);
        if (last_frame_ >= *health_due_) {
            report_health(last_frame_);
        }
    }
    collect();
    store_if_due();
}

// At once after what was heard: a sender waits 200 ms for our word, and frames come each 100 ms.
void Agent::send() {
    for (const can::Frame& frame : pipeline_.frames_to_send()) {
        if (!bus_->send(frame)) {
            pipeline_.note_not_sent();
            return;
        }
    }
}

void Agent::end_replay() {
    if (is_stopping_) {
        return;
    }
    spdlog::info("replay ended frames={}", replay_->counters().frames);
    pipeline_.finish(last_frame_);
    collect();
    report_health(last_frame_);
    store();
    replay_ended_ = io::since_boot();
    link_.hurry();
    session_.pump();
}

// A live unit's may be known, or set, at any time.
void Agent::know_time() {
    if (!is_replay()) {
        timeline_ = upkeep_.timeline(io::since_boot());
    }
}

void Agent::collect() {
    auto events = pipeline_.take();
    if (events.empty()) {
        return;
    }
    know_time();
    for (onboard::Event& event : events) {
        gatherer_.add({.stamp = timeline_.stamp(event.moment), .body = std::move(event.body)},
                      io::since_boot());
    }
}

void Agent::answer(const mqtt::Message& ask) {
    know_time();
    const Monotonic now = moment();
    const auto reply = asks_.take(ask.payload, {.now = io::since_boot(),
                                                .stamp = timeline_.stamp(now),
                                                .precision = config().reports.position,
                                                .position = pipeline_.position(now)});
    if (reply) {
        session_.say(topics::Up::answer, *reply);
    }
}

void Agent::report_health(Monotonic moment) {
    gatherer_.add({.stamp = timeline_.stamp(moment),
                   .body = HealthReport{worth_telling(counters(parts(), io::since_boot()))}},
                  io::since_boot());
    health_due_ = moment + config().reports.health_interval;
}

void Agent::store_if_due() {
    note_stored(gatherer_.store_if_due(io::since_boot()));
}

void Agent::store() {
    note_stored(gatherer_.store(io::since_boot()));
}

void Agent::note_stored(bool has_stored) {
    if (has_stored) {
        session_.pump();
        if (gatherer_.is_empty() && outbox_.memory_reason().empty() &&
            !recollection_.is_noted(pipeline_.memory_version())) {
            recollection_.note(pipeline_.memory(), pipeline_.memory_version());
        }
    }
    storage_watch_.note();
}

void Agent::tick_later() {
    tick_timer_.expires_after(tick_interval);
    tick_timer_.async_wait([this](const boost::system::error_code& stopped) {
        if (!stopped) {
            tick();
            tick_later();
        }
    });
}

void Agent::tick() {
    const Monotonic now = io::since_boot();
    if (!is_replay()) {
        pipeline_.tick(now);
        send();
        collect();
        if (now >= *health_due_) {
            report_health(now);
        }
    }
    store_if_due();
    recollection_.tick(now);
    session_.tick(now);
    upkeep_.tick(now);
    reconfiguration_.tick(now);
    if (now >= status_due_) {
        gatherer_.note_written(bytes_written_to_storage().value_or(0), now);
        write_status();
        status_due_ = now + status_interval;
    }
    supervisor_.alive(now, session_.is_connected() ? "connected" : session_.problem());
    end_if_committed(now);
}

void Agent::end_if_committed(Monotonic now) {
    if (settings_.ending != Ending::when_committed || !replay_ended_ || is_stopping_) {
        return;
    }
    if (gatherer_.is_empty() && link_.is_drained()) {
        stop(0);
    } else if (settings_.longest_wait && now - *replay_ended_ >= *settings_.longest_wait) {
        spdlog::error("not committed in time waited_s={}", settings_.longest_wait->count());
        stop(1);
    }
}

void Agent::stop(int exit_code) {
    if (is_stopping_) {
        return;
    }
    if (bus_) {
        bus_->drain_now();
    }
    is_stopping_ = true;
    exit_code_ = exit_code;
    supervisor_.stopping();
    signals_.cancel();
    tick_timer_.cancel();
    reconfiguration_.stop();
    if (!replay_ended_) {
        pipeline_.finish(moment());
        collect();
    }
    store();
    link_.hurry();
    outbox_.sync();
    recollection_.write();
    upkeep_.save(io::since_boot());
    goodbye_timer_.expires_after(longest_goodbye);
    goodbye_timer_.async_wait([this](const boost::system::error_code&) { io_.stop(); });
    session_.stop([this] {
        write_status();
        io_.stop();
    });
}

Parts Agent::parts() {
    return {.config = config(),
            .remote_config = remote_config_,
            .bus = bus_,
            .replay = replay_,
            .pipeline = pipeline_,
            .recollection = recollection_,
            .asks = asks_,
            .outbox = outbox_,
            .gatherer = gatherer_,
            .link = link_,
            .session = session_,
            .upkeep = upkeep_};
}

void Agent::write_status() {
    agent::write_status(config().status_file, status(parts(), io::since_boot()));
}

}  // namespace

int run(const RunSettings& settings) {
    try {
        return Agent(settings).run();
    } catch (const uplink::LaterOutbox& refused) {
        spdlog::critical("stopped path={} reason=\"{}\"", settings.config.outbox.path.string(),
                         refused.what());
        return later_outbox;
    }
}

}  // namespace roadworthy::agent
