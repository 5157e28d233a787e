#include "agent/session.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/settings/config.hpp"
#include "agent/uplink/link.hpp"
#include "agent/version.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/mqtt.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"

namespace roadworthy::agent {
namespace {

constexpr std::chrono::seconds stable_after{60};
constexpr std::chrono::seconds longest_broker_silence{30};

std::string presence(std::string_view state) {
    return nlohmann::ordered_json{{"state", state}, {"agent_version", version}}.dump();
}

std::vector<std::byte> bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

mqtt::Options options_of(const Config& config) {
    const Broker& broker = config.broker;
    mqtt::Options options;
    options.url = broker.url;
    options.client_id = config.truck->text();
    options.user = broker.user;
    options.password = broker.password;
    options.keep_alive = broker.keep_alive;
    if (broker.url.starts_with("ssl://")) {
        options.tls = mqtt::Tls{.ca_file = broker.ca_file,
                                .certificate_file = broker.certificate_file,
                                .key_file = broker.key_file};
    }
    options.will = mqtt::Message{.topic = topics::up(*config.truck, topics::Up::presence),
                                 .payload = bytes_of(presence("offline")),
                                 .retained = true};
    return options;
}

}  // namespace

Session::Session(boost::asio::io_context& io, const Config& config, uplink::Link& link)
    : truck_(*config.truck),
      link_(link),
      timer_(io),
      backoff_(fnv1a64(truck_.text()), {}),
      client_(io, options_of(config),
              {.connected = [this] { on_connected(); },
               .disconnected = [this](const std::string& reason) { on_disconnected(reason); },
               .message = [this](const mqtt::Message& message) { on_message(message); },
               .acknowledged =
                   [this](std::uint64_t publication) {
                       unacknowledged_.erase(publication);
                       pump();
                   }}) {}

void Session::start() {
    client_.connect();
}

void Session::on_connected() {
    ++counters_.connections;
    connected_since_ = io::since_boot();
    spdlog::info("connected truck={}", truck_.text());
    client_.subscribe(topics::down(truck_, topics::Down::committed), mqtt::Qos::at_most_once);
    publish_presence("online");
    link_.connected();
    pump();
}

void Session::on_disconnected(const std::string& reason) {
    link_.disconnected();
    unacknowledged_.clear();
    if (const auto since = std::exchange(connected_since_, std::nullopt)) {
        ++counters_.connections_lost;
        if (io::since_boot() - *since >= stable_after) {
            backoff_.succeeded();
        }
    }
    if (stopped_) {
        stopped_();
    } else {
        connect_later();
        spdlog::warn("disconnected reason=\"{}\"", reason);
    }
}

void Session::connect_later() {
    timer_.expires_after(backoff_.next());
    timer_.async_wait([this](const boost::system::error_code& stopped) {
        if (!stopped) {
            client_.connect();
        }
    });
}

void Session::on_message(const mqtt::Message& message) {
    if (message.topic != topics::down(truck_, topics::Down::committed)) {
        ++counters_.messages_ignored;
        return;
    }
    if (const auto answer = wire::decode_answer(message.payload)) {
        link_.take(*answer, io::since_boot());
        pump();
    } else {
        ++counters_.answers_malformed;
    }
}

// A broker that neither acknowledges nor closes would hold us until the keep-alive ends.
void Session::tick(Monotonic now) {
    const bool is_stalled =
        !unacknowledged_.empty() && now - unacknowledged_.begin()->second >= longest_broker_silence;
    if (is_stalled) {
        ++counters_.broker_stalls;
        unacknowledged_.clear();
        client_.disconnect();
    }
    pump();
}

void Session::pump() {
    const Monotonic now = io::since_boot();
    while (const uplink::Outgoing* outgoing = link_.next(now)) {
        const auto number = client_.publish({.topic = topics::up(truck_, outgoing->stream),
                                             .payload = outgoing->payload,
                                             .qos = mqtt::Qos::at_least_once,
                                             .retain = mqtt::Retain::no,
                                             .content_type = "application/cbor"});
        if (!number) {
            return;  // an acknowledgement opens the window again
        }
        unacknowledged_.emplace(*number, now);
        link_.sent(now);
    }
}

void Session::publish_presence(std::string_view state) {
    const auto payload = bytes_of(presence(state));
    client_.publish({.topic = topics::up(truck_, topics::Up::presence),
                     .payload = payload,
                     .qos = mqtt::Qos::at_least_once,
                     .retain = mqtt::Retain::yes,
                     .content_type = "application/json"});
}

void Session::stop(std::function<void()> stopped) {
    timer_.cancel();
    if (!client_.is_connected()) {
        stopped();
        return;
    }
    stopped_ = std::move(stopped);
    pump();
    publish_presence("offline");
    client_.disconnect();
}

}  // namespace roadworthy::agent
