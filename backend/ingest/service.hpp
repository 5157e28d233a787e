#pragma once
// The ingest loop: broker, engine and clock on one thread.
//
// Goals: a message costs a commit only together with what came beside it; neither the broker nor
// the disk can end the program. Assumptions: Paho acknowledges to the broker before we have stored
// anything, so what we drop here is not lost: the truck keeps it until we say `committed`.
// While the store cannot be written to, messages are dropped and counted, nothing is acknowledged,
// and the store is opened anew with growing pauses.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "backend/ingest/engine.hpp"
#include "common/backoff.hpp"
#include "common/ids.hpp"
#include "common/io/mqtt.hpp"
#include "common/time.hpp"

namespace roadworthy::ingest {

struct ServiceOptions {
    std::filesystem::path database;
    mqtt::Options broker;
    EngineOptions engine;
    std::size_t most_waiting = 8192;  // messages between broker and store
};

class Service {
public:
    // Opens the store and catches up with the journal; throws if that cannot be done at the start.
    Service(ServiceOptions options, metrics::Registry& registry);
    ~Service();

    void run();   // until stop()
    void stop();  // by any thread: writes what is not written, says goodbye to the broker

    // What does not work now, in words; by any thread.
    std::vector<std::string> failures() const;

private:
    struct Store;
    struct Gauges;
    void open_store();
    void store_failed(const sql::Failure& failure);
    void retry_store();
    template <class Work>
    void with_store(Work work);

    void on_connected();
    void on_disconnected(const std::string& reason);
    void on_message(mqtt::Message&& message);
    void arm_take();
    void take();
    void arm_tick();
    void tick();
    void publish(const std::vector<Answer>& answers);
    void publish_configs();
    void finish();

    ServiceOptions options_;
    Counters counters_;
    std::unique_ptr<Gauges> gauges_;
    boost::asio::io_context io_;
    boost::asio::steady_timer take_timer_;
    boost::asio::steady_timer tick_timer_;
    boost::asio::steady_timer reconnect_timer_;
    boost::asio::steady_timer store_timer_;
    Backoff reconnect_backoff_;
    Backoff store_backoff_;
    std::unique_ptr<Store> store_;  // absent while it cannot be written to
    std::vector<Message> waiting_;
    // Since the truck was last heard to come or go, on this connection: a broker that was restarted
    // empty is told again, and so is a unit that found something else in its topic.
    std::map<TruckId, std::uint64_t> published_configs_;
    Time configs_due_;
    bool is_take_armed_ = false;
    bool is_stopping_ = false;
    mqtt::Client client_;  // last: its handlers touch the rest
};

}  // namespace roadworthy::ingest
