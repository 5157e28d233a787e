#pragma once
// One client of a broker, for tests of the MQTT client: what happened to it, and a loop that runs
// only while something is awaited.

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/io/mqtt.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/mosquitto.hpp"

namespace roadworthy::support {

inline std::vector<std::byte> bytes(std::string_view text) {
    const auto raw = std::as_bytes(std::span(text));
    return {raw.begin(), raw.end()};
}

// A client with everything that happened to it. The loop runs only while something is awaited.
struct Party {
    boost::asio::io_context& io;
    int connections = 0;
    std::vector<std::string> losses;
    std::vector<mqtt::Message> messages;
    std::vector<std::uint64_t> acknowledged;
    std::optional<mqtt::Client> client;

    Party(boost::asio::io_context& loop, mqtt::Options options) : io(loop) {
        mqtt::Handlers handlers;
        handlers.connected = [this] { ++connections; };
        handlers.disconnected = [this](std::string why) { losses.push_back(std::move(why)); };
        handlers.message = [this](mqtt::Message message) {
            messages.push_back(std::move(message));
        };
        handlers.acknowledged = [this](std::uint64_t number) { acknowledged.push_back(number); };
        client.emplace(io, std::move(options), std::move(handlers));
    }

    [[nodiscard]] bool until(const std::function<bool()>& holds) const {
        return run_until(io, holds);
    }
    [[nodiscard]] bool connect() {
        client->connect();
        return until([this] { return client->is_connected(); });
    }
    // QoS 1 to itself: what was asked of the broker before has been answered when it comes back.
    [[nodiscard]] bool settle(const std::string& topic) {
        client->subscribe(topic, mqtt::Qos::at_least_once);
        client->publish({.topic = topic, .payload = {}});
        const auto is_echo = [&](const mqtt::Message& m) { return m.topic == topic; };
        return until([&] { return std::ranges::any_of(messages, is_echo); });
    }
};

inline mqtt::Options options_for(const support::Mosquitto& broker, std::string id) {
    mqtt::Options options;
    options.url = broker.url();
    options.client_id = std::move(id);
    return options;
}

}  // namespace roadworthy::support
