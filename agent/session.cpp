#include "agent/session.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
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
#include <variant>
#include <vector>

#include "agent/settings/config.hpp"
#include "agent/settings/remote_config.hpp"
#include "agent/settings/trial.hpp"
#include "agent/uplink/link.hpp"
#include "agent/version.hpp"
#include "common/backoff.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/memory.hpp"
#include "common/io/mqtt.hpp"
#include "common/io/tls/traffic.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"

namespace roadworthy::agent {
namespace {

constexpr std::chrono::seconds stable_after{60};
constexpr Duration least_wait = std::chrono::seconds{5};

std::string presence(std::string_view state,
                     const std::optional<RemoteConfigStatus>& config = std::nullopt) {
    nlohmann::ordered_json json{{"state", state}, {"agent_version", version}};
    if (config) {
        json["config_version"] = config->in_force;
        json["config_desired"] = config->desired;
        json["config_state"] = word(config->state);
        json["config_reason"] = config->reason;
    }
    return json.dump();
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
    options.abbreviates_topics = true;
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

Backoff::Limits limits_of(const Broker& broker) {
    const Duration spread = broker.reconnect_within;
    return {.least = std::min(least_wait, spread),
            .most = std::max<Duration>(std::chrono::minutes{5}, spread),
            .spread = spread};
}

}  // namespace

Session::Session(boost::asio::io_context& io, const Config& config, uplink::Link& link)
    : io_(io),
      truck_(*config.truck),
      options_(options_of(config)),
      link_(link),
      timer_(io),
      backoff_(fnv1a64(truck_.text()), limits_of(config.broker)) {
    listen(topics::Down::committed, mqtt::Qos::at_most_once,
           [this](const mqtt::Message& message) { on_answer(message); });
    make_client();
}

void Session::make_client() {
    client_.reset();  // the broker drops the older of two with one name
    client_.emplace(
        io_, options_,
        mqtt::Handlers{.connected = [this] { on_connected(); },
                       .disconnected = [this](const std::string& why) { on_disconnected(why); },
                       .message = [this](const mqtt::Message& message) { on_message(message); },
                       .acknowledged =
                           [this](std::uint64_t publication) {
                               unacknowledged_.erase(publication);
                               pump();
                           }});
}

void Session::listen(topics::Down channel, mqtt::Qos qos, Take take) {
    channels_.insert_or_assign(topics::down(truck_, channel), Channel{qos, std::move(take)});
}

void Session::describe(const RemoteConfigStatus& config) {
    config_ = config;
    if (client_->is_connected()) {
        publish_presence("online");
    }
}

void Session::move(const Config& config) {
    options_ = options_of(config);
    backoff_ = Backoff(fnv1a64(truck_.text()), limits_of(config.broker));
    link_.disconnected();  // nothing more goes the old way, and no answer of it proves the new one
    unacknowledged_.clear();
    is_moving_ = true;
    if (client_->is_connected()) {
        publish_presence("offline");
        disconnect();
    } else {
        on_disconnected("the configuration names another broker");
    }
}

void Session::say(topics::Up channel, std::span<const std::byte> payload) {
    const auto number = client_->publish({.topic = topics::up(truck_, channel),
                                          .payload = payload,
                                          .content_type = "application/cbor"});
    if (number) {
        unacknowledged_.emplace(*number, io::since_boot());
    }
}

void Session::start() {
    connect();
}

void Session::connect() {
    changing_since_ = io::since_boot();
    io::give_back_code();  // what the start needed: the handshake is the peak of a unit's memory
    client_->connect();
}

void Session::connect_later(Duration wait) {
    timer_.expires_after(wait);
    timer_.async_wait([this](const boost::system::error_code& stopped) {
        if (!stopped) {
            connect();
        }
    });
}

void Session::disconnect() {
    changing_since_ = io::since_boot();
    client_->disconnect();
}

void Session::on_connected() {
    ++counters_.connections;
    changing_since_.reset();
    connected_since_ = io::since_boot();
    problem_.clear();
    if (options_.url.starts_with("tcp://")) {
        io::count_tcp_sockets();
    }
    spdlog::info("connected truck={}", truck_.text());
    io::give_back_code();
    for (const auto& [topic, channel] : channels_) {
        client_->subscribe(topic, channel.qos);
    }
    publish_presence("online");
    link_.connected();
    pump();
}

void Session::on_disconnected(const std::string& said) {
    const std::string reason = given_up_.empty() ? said : std::exchange(given_up_, std::string());
    link_.disconnected();
    unacknowledged_.clear();
    changing_since_.reset();
    if (const auto since = std::exchange(connected_since_, std::nullopt)) {
        ++counters_.connections_lost;
        if (io::since_boot() - *since >= stable_after) {
            backoff_.succeeded();
        }
    } else {
        ++counters_.connections_failed;
    }
    if (stopped_) {
        stopped_();
        return;
    }
    if (std::exchange(is_moving_, false)) {
        is_renewing_ = false;
        make_client();
        connect_later(backoff_.next());  // ten thousand units were told in one moment
        return;
    }
    if (std::exchange(is_renewing_, false)) {
        connect();
        return;
    }
    if (problem_ != reason) {  // a week without network is one line, not a thousand
        problem_ = reason;
        spdlog::warn("not connected, trying again reason=\"{}\"", reason);
    }
    connect_later(backoff_.next());
}

void Session::on_message(const mqtt::Message& message) {
    const auto channel = channels_.find(message.topic);
    if (channel == channels_.end()) {
        ++counters_.messages_ignored;
    } else {
        channel->second.take(message);
    }
}

void Session::on_answer(const mqtt::Message& message) {
    const auto answer = wire::decode_answer(message.payload);
    if (!answer) {
        ++counters_.answers_malformed;
        return;
    }
    const Monotonic now = io::since_boot();
    if (const auto* committed = std::get_if<wire::Committed>(&*answer)) {
        told_time_ = {.time = committed->backend_time, .at = now};
    }
    link_.take(*answer, now);
    pump();
}

void Session::renew() {
    if (client_->is_connected()) {
        is_renewing_ = true;
        disconnect();
    } else if (!changing_since_) {
        connect_later(Duration{0});
    }
}

void Session::tick(Monotonic now) {
    if (!unacknowledged_.empty() &&
        now - unacknowledged_.begin()->second >= longest_broker_silence) {
        ++counters_.broker_stalls;
        given_up_ = "the broker does not acknowledge";
        unacknowledged_.clear();
        disconnect();
    }
    if (changing_since_ && now - *changing_since_ >= longest_change) {
        ++counters_.client_stalls;
        make_client();
        on_disconnected("the MQTT client did not come to an end");
    }
    pump(now);
}

void Session::pump() {
    pump(io::since_boot());
}

void Session::pump(Monotonic now) {
    while (const uplink::Outgoing* outgoing = link_.next(now)) {
        const auto number = client_->publish({.topic = topics::up(truck_, outgoing->stream),
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
    const auto payload = bytes_of(presence(state, config_));
    client_->publish({.topic = topics::up(truck_, topics::Up::presence),
                      .payload = payload,
                      .qos = mqtt::Qos::at_least_once,
                      .retain = mqtt::Retain::yes,
                      .content_type = "application/json"});
}

void Session::stop(std::function<void()> stopped) {
    timer_.cancel();
    if (!client_->is_connected()) {
        stopped();
        return;
    }
    stopped_ = std::move(stopped);
    pump();
    publish_presence("offline");
    disconnect();
}

}  // namespace roadworthy::agent
