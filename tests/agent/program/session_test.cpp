// The session against a real broker, with a script in the backend's place. Its waits are moved by
// hand: tick() is told what time it is.

#include "agent/session.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/settings/config.hpp"
#include "agent/settings/trial.hpp"
#include "agent/uplink/link.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "common/io/clock.hpp"
#include "common/io/mqtt.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"
#include "tests/common/io/party.hpp"
#include "tests/support/black_hole.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/make.hpp"
#include "tests/support/mosquitto.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;

namespace {

agent::Config config_for(const std::string& url) {
    agent::Config config;
    config.truck = make::truck_id();
    config.broker.url = url;
    config.broker.reconnect_within = 1s;
    return config;
}

struct Unit {
    boost::asio::io_context& io;
    uplink::Outbox outbox{{.path = ":memory:"}};
    uplink::Link link{outbox, {}};
    agent::Session session;

    Unit(boost::asio::io_context& loop, const std::string& url)
        : io(loop), session(loop, config_for(url), link) {}

    [[nodiscard]] bool until(const std::function<bool()>& holds) const {
        return support::run_until(io, holds);
    }
    [[nodiscard]] bool connect() {
        session.start();
        return until([this] { return session.is_connected(); });
    }
    [[nodiscard]] bool reconnects() const {
        const auto before = session.counters().connections;
        return until([&] { return session.counters().connections > before; });
    }
    void store_fault() {
        outbox.append(std::vector<uplink::Unnumbered>{
            {make::stamp("2026-03-01T08:00:00Z"), make::fault(0, 110, 3)}});
        session.pump();
    }
};

std::string down(topics::Down channel) {
    return topics::down(make::truck_id(), channel);
}

}  // namespace

TEST_CASE("a broker that takes a message and says nothing is given up after half a minute",
          "[session]") {
    const support::Mosquitto broker;
    boost::asio::io_context io;
    Unit unit(io, broker.url());
    REQUIRE(unit.connect());
    broker.freeze();
    unit.store_fault();
    const Monotonic sent = io::since_boot();
    unit.session.tick(sent + agent::Session::longest_broker_silence - 1s);
    CHECK(unit.session.counters().broker_stalls == 0);
    unit.session.tick(sent + agent::Session::longest_broker_silence);
    CHECK(unit.session.counters().broker_stalls == 1);
    REQUIRE(unit.until([&] { return !unit.session.problem().empty(); }));
    CHECK(unit.session.problem() == "the broker does not acknowledge");
    broker.thaw();
    CHECK(unit.reconnects());
    CHECK(unit.session.counters().connections_lost == 1);
}

TEST_CASE("a way that swallows everything is noticed by the message that is not acknowledged",
          "[session]") {
    const support::Mosquitto broker;
    boost::asio::io_context io;
    support::BlackHole way(io, broker.port());
    Unit unit(io, way.url());
    REQUIRE(unit.connect());
    way.swallow();
    unit.store_fault();
    unit.session.tick(io::since_boot() + agent::Session::longest_broker_silence);
    CHECK(unit.session.counters().broker_stalls == 1);
    REQUIRE(unit.until([&] { return !unit.session.is_connected(); }));
    way.let_pass();
    REQUIRE(unit.reconnects());
    CHECK(way.connections() == 2);
}

TEST_CASE("a try that does not end is given up, whatever the MQTT client thinks of the time",
          "[session]") {
    const support::Mosquitto broker;
    boost::asio::io_context io;
    support::BlackHole way(io, broker.port());
    way.swallow();
    Unit unit(io, way.url());
    unit.session.start();
    REQUIRE(unit.until([&] { return way.connections() == 1; }));
    unit.session.tick(io::since_boot() + agent::Session::longest_change);
    CHECK(unit.session.counters().client_stalls == 1);
    CHECK_FALSE(unit.session.problem().empty());
    way.let_pass();
    CHECK(unit.reconnects());
    CHECK(unit.session.problem().empty());
}

TEST_CASE("a silent backend behind a living broker costs no connection", "[session]") {
    const support::Mosquitto broker;
    boost::asio::io_context io;
    Unit unit(io, broker.url());
    support::Party backend(io, support::options_for(broker, "backend"));
    REQUIRE(backend.connect());
    backend.client->subscribe(std::string(topics::all_up), mqtt::Qos::at_least_once);
    REQUIRE(unit.connect());
    unit.store_fault();
    const auto has_batches = [&](std::size_t count) {
        return backend.until([&] {
            return static_cast<std::size_t>(
                       std::ranges::count_if(backend.messages, [](const mqtt::Message& message) {
                           return message.topic.ends_with("/up/events");
                       })) >= count;
        });
    };
    Monotonic now = io::since_boot();
    for (std::size_t hour = 1; hour <= 5; ++hour) {
        REQUIRE(has_batches(hour));
        REQUIRE(unit.until([&] { return !unit.session.is_waiting(); }));
        now += 1h;
        unit.session.tick(now);
    }
    REQUIRE(has_batches(6));
    CHECK(unit.session.counters().connections == 1);
    CHECK(unit.session.counters().broker_stalls == 0);
}

TEST_CASE("a message goes to whoever listens to its channel, and tells nobody else", "[session]") {
    const support::Mosquitto broker;
    boost::asio::io_context io;
    Unit unit(io, broker.url());
    std::vector<std::string> asked;
    unit.session.listen(
        topics::Down::ask, mqtt::Qos::at_least_once, [&](const mqtt::Message& message) {
            const auto* text = reinterpret_cast<const char*>(message.payload.data());
            asked.emplace_back(text, message.payload.size());
        });
    REQUIRE(unit.connect());
    support::Party backend(io, support::options_for(broker, "backend"));
    REQUIRE(backend.connect());
    const auto question = support::bytes("where?");
    backend.client->publish({.topic = down(topics::Down::ask), .payload = question});
    REQUIRE(unit.until([&] { return !asked.empty(); }));
    CHECK(asked == std::vector<std::string>{"where?"});
    CHECK(unit.session.counters().messages_ignored == 0);
    CHECK(unit.session.counters().answers_malformed == 0);

    backend.client->publish({.topic = down(topics::Down::committed), .payload = question});
    REQUIRE(unit.until([&] { return unit.session.counters().answers_malformed == 1; }));
    CHECK(asked.size() == 1);
}

TEST_CASE("an answer tells the time as the backend knows it", "[session]") {
    const support::Mosquitto broker;
    boost::asio::io_context io;
    Unit unit(io, broker.url());
    REQUIRE(unit.connect());
    CHECK_FALSE(unit.session.told_time());
    support::Party backend(io, support::options_for(broker, "backend"));
    REQUIRE(backend.connect());
    const auto answer =
        wire::encode_answer(wire::Committed{.stream = unit.outbox.state(Stream::events).id,
                                            .backend_time = make::time("2026-03-01T08:00:00Z")});
    backend.client->publish({.topic = down(topics::Down::committed), .payload = answer});
    REQUIRE(unit.until([&] { return unit.session.told_time().has_value(); }));
    CHECK(unit.session.told_time()->time == make::time("2026-03-01T08:00:00Z"));
    CHECK(unit.session.told_time()->at <= io::since_boot());
}

TEST_CASE("told to renew, it connects again without waiting its turn", "[session]") {
    const support::Mosquitto broker;
    boost::asio::io_context io;
    Unit unit(io, broker.url());
    REQUIRE(unit.connect());
    unit.session.renew();
    CHECK(unit.reconnects());
    CHECK(unit.session.problem().empty());
}

TEST_CASE("moved to another broker, it says goodbye to the first and goes on at the second",
          "[session]") {
    const support::Mosquitto first;
    const support::Mosquitto second;
    boost::asio::io_context io;
    Unit unit(io, first.url());
    unit.session.describe(
        {.in_force = 3, .desired = 4, .state = agent::ConfigState::rolled_back, .reason = "why"});
    REQUIRE(unit.connect());
    support::Party backend(io, support::options_for(first, "backend"));
    REQUIRE(backend.connect());
    backend.client->subscribe(topics::up(make::truck_id(), topics::Up::presence),
                              mqtt::Qos::at_least_once);
    const auto has_said = [&](std::string_view words) {
        return std::ranges::any_of(backend.messages, [&](const mqtt::Message& message) {
            const auto* text = reinterpret_cast<const char*>(message.payload.data());
            return std::string_view(text, message.payload.size()).find(words) !=
                   std::string_view::npos;
        });
    };
    const auto told =
        R"("config_version":3,"config_desired":4,"config_state":"rolled_back","config_reason":"why")";
    REQUIRE(backend.until([&] { return has_said(told); }));
    unit.session.move(config_for(second.url()));
    REQUIRE(backend.until([&] { return has_said("offline"); }));
    REQUIRE(unit.until([&] { return unit.session.counters().connections == 2; }));

    support::Party other(io, support::options_for(second, "backend"));
    REQUIRE(other.connect());
    other.client->subscribe(topics::up(make::truck_id(), Stream::events), mqtt::Qos::at_least_once);
    REQUIRE(other.settle("settled"));
    unit.store_fault();
    CHECK(other.until([&] { return other.messages.size() == 2; }));
}

TEST_CASE("moved while there is no connection, it does not wait for the first broker any more",
          "[session]") {
    const support::Mosquitto second;
    boost::asio::io_context io;
    Unit unit(io, "tcp://127.0.0.1:1");
    unit.session.start();
    REQUIRE(unit.until([&] { return unit.session.counters().connections_failed == 1; }));
    unit.session.move(config_for(second.url()));
    CHECK(unit.until([&] { return unit.session.is_connected(); }));
}
