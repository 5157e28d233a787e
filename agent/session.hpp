#pragma once
// The connection to the broker, kept up: connects, backs off with jitter, says that the unit is
// online, hands what the link wants sent to MQTT and what comes back to whoever it is for.
//
// Goals: a link that carries nothing is given up within a bounded time, and costs few bytes until
//   then; a backend that is silent behind a living broker never costs a connection.
// Assumptions: tick() comes about each second. That a message arrived is said by the broker's
//   acknowledgement, not by TCP: a black hole, a half-open connection and a frozen broker all look
//   alike. While nothing is sent, the keep-alive's ping is that message.
// Invariants: at most one connection, or one try. Paho is never waited for longer than
//   `longest_change`: its timers hang on the wall clock, which may step back.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "agent/settings/config.hpp"
#include "agent/settings/remote_config.hpp"
#include "agent/uplink/link.hpp"
#include "common/backoff.hpp"
#include "common/ids.hpp"
#include "common/io/mqtt.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"

namespace roadworthy::agent {

struct SessionCounters {
    std::uint64_t connections = 0;
    std::uint64_t connections_lost = 0;
    std::uint64_t connections_failed = 0;
    std::uint64_t broker_stalls = 0;  // it took a message and did not acknowledge it
    std::uint64_t client_stalls = 0;  // neither connected nor failed, neither closed
    std::uint64_t answers_malformed = 0;
    std::uint64_t messages_ignored = 0;  // on channels that this version does not know
};

// What the backend's clock said, and when on ours.
struct ToldTime {
    Time time;
    Monotonic at;
};

class Session {
public:
    static constexpr std::chrono::seconds longest_broker_silence{30};
    static constexpr std::chrono::seconds longest_change{120};

    // `io` and `link` outlive it.
    Session(boost::asio::io_context& io, const Config& config, uplink::Link& link);

    // Another channel of the unit's; before start(). The broker keeps a retained message for it.
    using Take = std::function<void(const mqtt::Message&)>;
    void listen(topics::Down channel, mqtt::Qos qos, Take take);

    // What presence says of the configuration from afar, from now on; said at once if connected.
    void describe(const RemoteConfigStatus& config);
    // Says goodbye to one broker and connects to the other, each unit in its own moment.
    void move(const Config& config);

    // Once, if there is a connection: who asked, asks again.
    void say(topics::Up channel, std::span<const std::byte> payload);

    void start();
    void tick(Monotonic now);  // about each second
    void pump();               // publishes what the link has; also when reports were stored
    void renew();              // connects again at once: there are new certificates

    // Says goodbye; `stopped` is called once the connection has ended.
    void stop(std::function<void()> stopped);

    // A message is under way that the broker has not acknowledged yet.
    bool is_waiting() const { return !unacknowledged_.empty(); }
    bool is_connected() const { return client_->is_connected(); }
    // Empty, or why there is no connection.
    const std::string& problem() const { return problem_; }
    const std::optional<ToldTime>& told_time() const { return told_time_; }
    const SessionCounters& counters() const { return counters_; }

private:
    struct Channel {
        mqtt::Qos qos;
        Take take;
    };

    void make_client();
    void pump(Monotonic now);
    void connect();
    void connect_later(Duration wait);
    void disconnect();
    void on_connected();
    void on_disconnected(const std::string& said);
    void on_message(const mqtt::Message& message);
    void on_answer(const mqtt::Message& message);
    void publish_presence(std::string_view state);

    boost::asio::io_context& io_;
    const TruckId truck_;
    mqtt::Options options_;
    std::optional<RemoteConfigStatus> config_;
    uplink::Link& link_;
    std::map<std::string, Channel> channels_;
    boost::asio::steady_timer timer_;
    Backoff backoff_;
    std::optional<mqtt::Client> client_;
    std::optional<Monotonic> changing_since_;            // connecting, or disconnecting
    std::map<std::uint64_t, Monotonic> unacknowledged_;  // publications, when they were sent
    std::optional<Monotonic> connected_since_;
    std::optional<ToldTime> told_time_;
    bool is_renewing_ = false;
    bool is_moving_ = false;
    std::string given_up_;  // why we end the connection ourselves
    std::string problem_;
    std::function<void()> stopped_;  // set: we are stopping
    SessionCounters counters_;
};

}  // namespace roadworthy::agent
