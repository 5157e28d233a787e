#include "common/io/mqtt.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/common/io/party.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using support::bytes;
using support::options_for;
using support::Party;

namespace {

// mosquitto's own access lists let every subscription pass; its plugin does not.
std::string access_plugin() {
    for (const auto& folder : std::filesystem::directory_iterator("/usr/lib")) {
        auto plugin = folder.path() / "mosquitto_dynamic_security.so";
        if (std::filesystem::exists(plugin)) {
            return plugin.string();
        }
    }
    FAIL("mosquitto_dynamic_security.so is not installed");
    return {};
}

}  // namespace

TEST_CASE("a message published with QoS 1 arrives and is acknowledged by its number", "[mqtt]") {
    const support::Mosquitto broker;
    boost::asio::io_context io;
    Party receiver(io, options_for(broker, "receiver"));
    REQUIRE(receiver.connect());
    REQUIRE(receiver.settle("ready"));
    receiver.client->subscribe("up/#", mqtt::Qos::at_least_once);
    REQUIRE(receiver.settle("subscribed"));

    Party sender(io, options_for(broker, "sender"));
    REQUIRE(sender.connect());
    const auto payload = bytes(std::string_view("a\0b", 3));
    const auto number = sender.client->publish(
        {.topic = "up/events", .payload = payload, .content_type = "application/cbor"});
    REQUIRE(number);
    REQUIRE(sender.until([&] { return !sender.acknowledged.empty(); }));
    CHECK(sender.acknowledged == std::vector{*number});
    REQUIRE(receiver.until([&] { return receiver.messages.back().topic == "up/events"; }));
    CHECK(receiver.messages.back().payload == payload);
    CHECK_FALSE(receiver.messages.back().retained);
}

TEST_CASE("a topic that goes as a number arrives as itself, on each connection", "[mqtt]") {
    support::Mosquitto broker;
    boost::asio::io_context io;
    auto options = options_for(broker, "brief");
    options.abbreviates_topics = true;
    Party party(io, options);
    for (int connection = 0; connection < 2; ++connection) {
        REQUIRE(party.connect());
        party.client->subscribe("up/#", mqtt::Qos::at_least_once);
        party.messages.clear();
        std::vector<std::string> sent;
        for (int i = 0; i < 28; ++i) {  // fourteen topics; mosquitto takes ten numbers
            sent.push_back("up/" + std::to_string(i % 14));
            const auto wait = [&] { return party.messages.size() + 10 > sent.size(); };
            REQUIRE(party.until(wait));
            REQUIRE(party.client->publish({.topic = sent.back(), .payload = {}}));
        }
        REQUIRE(party.until([&] { return party.messages.size() == sent.size(); }));
        for (std::size_t i = 0; i < sent.size(); ++i) {
            CHECK(party.messages[i].topic == sent[i]);
        }
        broker.restart();
        REQUIRE(party.until([&] { return !party.client->is_connected(); }));
    }
}

TEST_CASE("a retained message says that it is one", "[mqtt]") {
    const support::Mosquitto broker;
    boost::asio::io_context io;
    Party party(io, options_for(broker, "one"));
    REQUIRE(party.connect());
    const auto payload = bytes("online");
    REQUIRE(party.client->publish(
        {.topic = "presence", .payload = payload, .retain = mqtt::Retain::yes}));
    REQUIRE(party.until([&] { return !party.acknowledged.empty(); }));
    party.client->subscribe("presence", mqtt::Qos::at_least_once);
    REQUIRE(party.until([&] { return !party.messages.empty(); }));
    CHECK(party.messages.front().retained);
    CHECK(party.messages.front().payload == payload);
}

TEST_CASE("the will is published when a client goes without a word, and only then", "[mqtt]") {
    const support::Mosquitto broker;
    boost::asio::io_context io;
    Party witness(io, options_for(broker, "witness"));
    REQUIRE(witness.connect());
    witness.client->subscribe("will/#", mqtt::Qos::at_least_once);
    REQUIRE(witness.settle("subscribed"));

    auto options = options_for(broker, "mortal");
    options.will = mqtt::Message{.topic = "will/mortal", .payload = bytes("offline")};
    Party mortal(io, options);
    REQUIRE(mortal.connect());
    const auto has_will = [&] { return witness.messages.back().topic == "will/mortal"; };
    SECTION("it said goodbye") {
        mortal.client.reset();
        REQUIRE(witness.settle("later"));
        CHECK_FALSE(has_will());
        CHECK(witness.messages.size() == 2);
    }
    SECTION("its place is taken by another of the same name") {
        Party successor(io, options_for(broker, "mortal"));
        REQUIRE(successor.connect());
        REQUIRE(witness.until(has_will));
        REQUIRE(mortal.until([&] { return !mortal.losses.empty(); }));
        CHECK(mortal.losses.size() == 1);
    }
}

TEST_CASE("a connection that cannot be made is said once, with a reason", "[mqtt]") {
    boost::asio::io_context io;
    SECTION("nobody listens") {
        mqtt::Options options;
        options.url = "tcp://127.0.0.1:" + std::to_string(support::free_port());
        options.client_id = "lonely";
        Party party(io, options);
        party.client->connect();
        REQUIRE(party.until([&] { return !party.losses.empty(); }));
        CHECK(party.losses.front().find("connect") != std::string::npos);
        CHECK_FALSE(party.client->is_connected());
    }
    SECTION("the broker refuses the name") {
        const support::Mosquitto broker("allow_anonymous false\n");
        Party party(io, options_for(broker, "stranger"));
        party.client->connect();
        REQUIRE(party.until([&] { return !party.losses.empty(); }));
        CHECK(party.losses == std::vector<std::string>{"Not authorized"});
        CHECK(party.connections == 0);
    }
}

TEST_CASE("what the broker refuses ends the connection with the reason", "[mqtt]") {
    const support::TempFolder folder;
    std::ofstream(folder / "acl.json") << R"({"defaultACLAccess": {"publishClientSend": false,
        "publishClientReceive": true, "subscribe": false, "unsubscribe": true}})";
    const support::Mosquitto broker("allow_anonymous true\nplugin " + access_plugin() +
                                    "\nplugin_opt_config_file " + (folder / "acl.json").string() +
                                    "\n");
    boost::asio::io_context io;
    Party party(io, options_for(broker, "curious"));
    REQUIRE(party.connect());
    std::string reason;
    SECTION("a publication") {
        REQUIRE(party.client->publish({.topic = "forbidden", .payload = {}}));
        reason = "publication refused: Not authorized";
    }
    SECTION("a subscription") {
        party.client->subscribe("forbidden", mqtt::Qos::at_least_once);
        reason = "subscription refused: Not authorized";
    }
    REQUIRE(party.until([&] { return !party.losses.empty(); }));
    CHECK(party.losses == std::vector{reason});
    CHECK(party.acknowledged.empty());
    CHECK_FALSE(party.client->is_connected());
    REQUIRE(party.connect());  // it can be made again
}

TEST_CASE("a killed broker is a loss, and the same client connects to the next one", "[mqtt]") {
    support::Mosquitto broker;
    boost::asio::io_context io;
    Party party(io, options_for(broker, "faithful"));
    REQUIRE(party.connect());
    broker.kill();
    REQUIRE(party.until([&] { return !party.losses.empty(); }));
    CHECK(party.losses == std::vector<std::string>{"connection lost"});
    CHECK_FALSE(party.client->publish({.topic = "t", .payload = {}}));
    broker.restart();
    REQUIRE(party.connect());
    REQUIRE(party.settle("again"));
    CHECK(party.connections == 2);
}

TEST_CASE("what was in flight when the broker died is not acknowledged later", "[mqtt]") {
    support::Mosquitto broker;
    boost::asio::io_context io;
    Party party(io, options_for(broker, "hasty"));
    REQUIRE(party.connect());
    broker.freeze();
    REQUIRE(party.client->publish({.topic = "t", .payload = {}}));
    broker.kill();
    REQUIRE(party.until([&] { return !party.losses.empty(); }));
    broker.restart();
    REQUIRE(party.connect());
    const auto number = party.client->publish({.topic = "t", .payload = {}});
    REQUIRE(party.until([&] { return !party.acknowledged.empty(); }));
    CHECK(party.acknowledged == std::vector{*number});
}

TEST_CASE("no more is in flight than the broker's window allows", "[mqtt]") {
    const support::Mosquitto broker("allow_anonymous true\nmax_inflight_messages 10\n");
    boost::asio::io_context io;
    Party party(io, options_for(broker, "eager"));
    REQUIRE(party.connect());
    broker.freeze();
    int sent = 0;
    while (party.client->publish({.topic = "t", .payload = {}})) {
        ++sent;
    }
    CHECK(sent == 8);  // ten, less a reserve
    broker.thaw();
    REQUIRE(party.until([&] { return party.acknowledged.size() == 8; }));
    CHECK(party.client->publish({.topic = "t", .payload = {}}));
}

TEST_CASE("no handler runs once the client has gone", "[mqtt]") {
    const support::Mosquitto broker;
    boost::asio::io_context io;
    Party party(io, options_for(broker, "brief"));
    REQUIRE(party.connect());
    SECTION("with messages on the way") {
        party.client->subscribe("t", mqtt::Qos::at_least_once);
        for (int i = 0; i < 10; ++i) {
            party.client->publish({.topic = "t", .payload = {}});
        }
        party.client.reset();
    }
    SECTION("while it connects") {
        party.client->disconnect();
        party.client->connect();
        party.client.reset();
    }
    io.restart();
    io.poll();
    CHECK(party.messages.empty());
    CHECK(party.losses.empty());
    CHECK(party.acknowledged.empty());
}

TEST_CASE("a client may be ended by its own handler", "[mqtt]") {
    const support::Mosquitto broker;
    boost::asio::io_context io;
    std::optional<mqtt::Client> client;
    bool connected = false;
    mqtt::Handlers handlers;
    handlers.connected = [&] {
        connected = true;
        client.reset();
    };
    client.emplace(io, options_for(broker, "quitter"), handlers);
    client->connect();
    auto work = boost::asio::make_work_guard(io);
    while (!connected && io.run_one_for(std::chrono::seconds{20}) > 0) {
    }
    CHECK(connected);
    CHECK_FALSE(client);
}
