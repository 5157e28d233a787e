#include "backend/ingest/service.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "backend/ingest/intake.hpp"
#include "common/ids.hpp"
#include "common/io/mqtt.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/report.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"
#include "tests/backend/ingest/sender.hpp"
#include "tests/support/make.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/temp_folder.hpp"

namespace roadworthy::ingest {
namespace {

// A service on a real broker and file, and a truck that asks until it is answered.
class Stand {
public:
    Stand()
        : service_({.database = folder_ / "r.db",
                    .broker = {.url = broker_.url(), .client_id = "backend"},
                    .engine = {}},
                   registry_),
          thread_([this] { service_.run(); }),
          truck_(io_, {.url = broker_.url(), .client_id = "TRUCK001"},
                 {.connected =
                      [this] {
                          truck_.subscribe(topics::down(id_, topics::Down::committed),
                                           mqtt::Qos::at_least_once);
                          ask();
                      },
                  .disconnected = [this](const std::string&) { io_.stop(); },
                  .message = [this](const mqtt::Message& message) { hear(message); },
                  .acknowledged = [](std::uint64_t) {}}) {}
    ~Stand() {
        service_.stop();
        thread_.join();
    }

    // Sends the reports 1..last again and again until the backend says that it has them.
    void send_until_committed(std::uint64_t last) {
        wanted_ = last;
        if (truck_.is_connected()) {
            ask();
        } else {
            truck_.connect();
        }
        const auto more_comes = boost::asio::make_work_guard(io_);
        io_.restart();
        io_.run();
        CHECK(heard_ == last);
    }
    std::unique_ptr<sql::Connection> other_connection() {
        return sql::open_sqlite(folder_ / "r.db", {});
    }
    std::vector<std::string> failures() const { return service_.failures(); }
    std::uint64_t dropped() {
        return registry_.counter("roadworthy_messages_dropped_total", "").value();
    }

private:
    void ask() {
        const Message message = batch(id_, Stream::events, 1, wanted_);
        truck_.publish({.topic = message.topic, .payload = message.payload});
        again_.expires_after(std::chrono::milliseconds{200});
        again_.async_wait([this](const boost::system::error_code& error) {
            if (!error) {
                ask();
            }
        });
    }
    void hear(const mqtt::Message& message) {
        const auto answer = wire::decode_answer(message.payload);
        REQUIRE(answer);
        heard_ = std::get<wire::Committed>(*answer).through;
        if (heard_ >= wanted_) {
            again_.cancel();
            io_.stop();
        }
    }

    support::Mosquitto broker_;
    support::TempFolder folder_;
    metrics::Registry registry_;
    Service service_;
    std::thread thread_;
    TruckId id_ = make::truck_id("TRUCK001");
    std::uint64_t wanted_ = 0;
    std::uint64_t heard_ = 0;
    boost::asio::io_context io_;
    boost::asio::steady_timer again_{io_};
    mqtt::Client truck_;
};

}  // namespace

TEST_CASE("what the service has said is committed is in the file", "[service]") {
    Stand stand;
    stand.send_until_committed(3);
    const auto connection = stand.other_connection();
    CHECK(journaled(*connection)[{"TRUCK001", events_id.value}] == Spans{{1, 3}});
    CHECK(stand.failures().empty());
}

TEST_CASE("a store that fails ends no service: it acknowledges nothing, says so and heals",
          "[service]") {
    Stand stand;
    stand.send_until_committed(1);
    const auto connection = stand.other_connection();
    connection->execute("ALTER TABLE journal_head RENAME TO gone");
    std::vector<std::string> failures;
    std::thread repair([&] {
        while (stand.dropped() == 0) {
            std::this_thread::yield();
        }
        failures = stand.failures();
        connection->execute("ALTER TABLE gone RENAME TO journal_head");
    });
    stand.send_until_committed(2);
    repair.join();
    CHECK(failures.size() == 1);
    CHECK(journaled(*connection)[{"TRUCK001", events_id.value}] == Spans{{1, 1}, {2, 2}});
    CHECK(stand.failures().empty());
}

}  // namespace roadworthy::ingest
