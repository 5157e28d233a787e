#include "backend/ingest/service.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "backend/ingest/counters.hpp"
#include "backend/ingest/engine.hpp"
#include "backend/ingest/watermarks.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/units/config_rows.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/metrics.hpp"
#include "common/io/mqtt.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::ingest {
namespace {

// Long enough to gather what a busy broker sends in between, too short to be felt.
constexpr std::chrono::milliseconds gather{4};
constexpr std::size_t most_at_once = 2000;
constexpr std::chrono::milliseconds tick_every{250};
constexpr std::chrono::seconds configs_every{2};
constexpr double most_lag = 100'000;  // rows

std::unique_ptr<sql::Connection> open(const std::filesystem::path& database) {
    auto connection =
        sql::open_sqlite(database, {.checkpoint_pages = 8000, .cache_kib = 64 * 1024});
    store::migrate(*connection);
    return connection;
}

const char* words_of(sql::Fault fault) {
    switch (fault) {
        case sql::Fault::full:
            return "the disk is full";
        case sql::Fault::busy:
            return "another program holds the database";
        case sql::Fault::corrupt:
            return "the database is damaged";
        case sql::Fault::read_only:
            return "the database cannot be written to";
        case sql::Fault::other:
            break;
    }
    return "the database failed";
}

}  // namespace

struct Service::Store {
    Store(const std::filesystem::path& database, Counters& counters, const EngineOptions& options)
        : connection(open(database)), engine(*connection, counters, options) {}
    std::unique_ptr<sql::Connection> connection;
    Engine engine;
};

struct Service::Gauges {
    explicit Gauges(metrics::Registry& registry)
        : store_writable(registry.gauge("roadworthy_store_writable",
                                        "1: reports are taken; 0: nothing is acknowledged.")),
          broker_connected(registry.gauge("roadworthy_broker_connected", "1 while it is.")),
          applied_position(registry.gauge("roadworthy_applied_position",
                                          "Of the journal, in the derived tables' making.")),
          applier_lag(registry.gauge("roadworthy_applier_lag_rows",
                                     "Rows of the journal that are not applied yet.")),
          messages_dropped(registry.counter("roadworthy_messages_dropped_total",
                                            "Not taken for want of room or of a store; they come "
                                            "again.")) {}
    metrics::Gauge& store_writable;
    metrics::Gauge& broker_connected;
    metrics::Gauge& applied_position;
    metrics::Gauge& applier_lag;
    metrics::Counter& messages_dropped;
};

Service::Service(ServiceOptions options, metrics::Registry& registry)
    : options_(std::move(options)),
      counters_(registry),
      gauges_(std::make_unique<Gauges>(registry)),
      take_timer_(io_),
      tick_timer_(io_),
      reconnect_timer_(io_),
      store_timer_(io_),
      reconnect_backoff_(
          fnv1a64(options_.broker.client_id),
          {.least = std::chrono::milliseconds{200}, .most = std::chrono::seconds{5}}),
      store_backoff_(1, {.least = std::chrono::seconds{1}, .most = std::chrono::seconds{30}}),
      client_(io_, options_.broker,
              {.connected = [this] { on_connected(); },
               .disconnected = [this](const std::string& reason) { on_disconnected(reason); },
               .message = [this](mqtt::Message message) { on_message(std::move(message)); },
               .acknowledged = [](std::uint64_t) {}}) {
    open_store();
}

Service::~Service() = default;

void Service::run() {
    client_.connect();
    arm_tick();
    io_.run();
}

void Service::stop() {
    boost::asio::post(io_, [this] { finish(); });
}

std::vector<std::string> Service::failures() const {
    std::vector<std::string> failures;
    if (gauges_->store_writable.value() == 0) {
        failures.emplace_back("the store cannot be written to: nothing is acknowledged");
    }
    if (gauges_->broker_connected.value() == 0) {
        failures.emplace_back("no connection to the broker");
    }
    if (gauges_->applier_lag.value() > most_lag) {
        failures.emplace_back("what follows from the reports is behind");
    }
    return failures;
}

void Service::finish() {
    if (is_stopping_) {
        return;
    }
    is_stopping_ = true;
    take_timer_.cancel();
    tick_timer_.cancel();
    reconnect_timer_.cancel();
    store_timer_.cancel();
    take();
    with_store([this] { store_->engine.flush(); });
    client_.disconnect();
    io_.stop();
}

void Service::open_store() {
    store_ = std::make_unique<Store>(options_.database, counters_, options_.engine);
    gauges_->store_writable.set(1);
    store_backoff_.succeeded();
}

void Service::store_failed(const sql::Failure& failure) {
    spdlog::error(
        "cannot write the store: {}; nothing is acknowledged until it can be; detail=\"{}\"",
        words_of(failure.fault()), failure.what());
    gauges_->store_writable.set(0);
    gauges_->messages_dropped.add(waiting_.size());
    waiting_.clear();
    store_.reset();
    if (!is_stopping_) {
        retry_store();
    }
}

void Service::retry_store() {
    store_timer_.expires_after(store_backoff_.next());
    store_timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) {
            return;
        }
        with_store([this] {
            open_store();
            spdlog::info("took up the store again; applied={}", store_->engine.applied());
        });
    });
}

template <class Work>
void Service::with_store(Work work) {
    try {
        work();
    } catch (const sql::Failure& failure) {
        store_failed(failure);
    }
}

void Service::on_connected() {
    reconnect_backoff_.succeeded();
    gauges_->broker_connected.set(1);
    spdlog::info("connected to the broker; url={}", options_.broker.url);
    client_.subscribe(std::string(topics::all_up), mqtt::Qos::at_least_once);
    published_configs_.clear();
    configs_due_ = {};
}

void Service::on_disconnected(const std::string& reason) {
    gauges_->broker_connected.set(0);
    if (is_stopping_) {
        return;
    }
    const Duration pause = reconnect_backoff_.next();
    spdlog::warn("no broker; reason=\"{}\" url={} retry_ms={}", reason, options_.broker.url,
                 std::chrono::duration_cast<std::chrono::milliseconds>(pause).count());
    reconnect_timer_.expires_after(pause);
    reconnect_timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) {
            client_.connect();
        }
    });
}

void Service::on_message(mqtt::Message&& message) {
    if (store_ == nullptr || waiting_.size() >= options_.most_waiting) {
        gauges_->messages_dropped.add();
        return;
    }
    if (message.topic.ends_with("/presence")) {
        if (const auto topic = topics::parse_up(message.topic)) {
            published_configs_.erase(topic->truck);  // it may have met another's message there
        }
    }
    waiting_.push_back({std::move(message.topic), std::move(message.payload)});
    if (waiting_.size() >= most_at_once) {
        take();
    } else if (!is_take_armed_) {
        arm_take();
    }
}

void Service::arm_take() {
    is_take_armed_ = true;
    take_timer_.expires_after(gather);
    take_timer_.async_wait([this](const boost::system::error_code& error) {
        is_take_armed_ = false;
        if (!error) {
            take();
        }
    });
}

void Service::take() {
    if (store_ == nullptr || waiting_.empty()) {
        return;
    }
    with_store([this] {
        publish(store_->engine.take(waiting_, io::now()));
        waiting_.clear();
    });
}

void Service::arm_tick() {
    tick_timer_.expires_after(tick_every);
    tick_timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) {
            tick();
            arm_tick();
        }
    });
}

void Service::tick() {
    if (store_ == nullptr) {
        return;
    }
    with_store([this] {
        publish(store_->engine.tick(io::now()));
        publish_configs();
        const store::Position applied = store_->engine.applied();
        gauges_->applied_position.set(static_cast<double>(applied));
        gauges_->applier_lag.set(
            static_cast<double>(store::last_position(*store_->connection) - applied));
    });
}

void Service::publish(const std::vector<Answer>& answers) {
    for (const Answer& answer : answers) {
        const wire::Bytes payload = wire::encode_answer(answer.content);
        // A lost answer costs nothing: the truck asks by sending again.
        client_.publish({.topic = topics::down(answer.truck, topics::Down::committed),
                         .payload = payload,
                         .qos = mqtt::Qos::at_most_once,
                         .retain = mqtt::Retain::no,
                         .content_type = {}});
    }
}

// Each that its unit does not know yet, once a connection: the broker keeps it for the unit.
void Service::publish_configs() {
    const Time now = io::now();
    if (!client_.is_connected() || (now < configs_due_ && configs_due_ - now <= configs_every)) {
        return;
    }
    configs_due_ = now + configs_every;
    for (const auto& [truck, version] : units::outstanding_configs(*store_->connection)) {
        const auto known = published_configs_.find(truck);
        if (known != published_configs_.end() && known->second >= version) {
            continue;
        }
        const auto message = units::config_message(*store_->connection, truck);
        if (!message || !client_.publish({.topic = topics::down(truck, topics::Down::config),
                                          .payload = *message,
                                          .qos = mqtt::Qos::at_least_once,
                                          .retain = mqtt::Retain::yes,
                                          .content_type = "application/cbor"})) {
            return;  // the window is full: the next tick goes on
        }
        published_configs_.insert_or_assign(truck, version);
    }
}

}  // namespace roadworthy::ingest
