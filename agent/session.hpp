#pragma once
// The connection to the broker, kept up: connects, backs off with jitter, says that the unit is
// online, hands what the link wants sent to MQTT and what comes back to the link.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "agent/settings/config.hpp"
#include "agent/uplink/link.hpp"
#include "common/backoff.hpp"
#include "common/io/mqtt.hpp"
#include "common/time.hpp"

namespace roadworthy::agent {

struct SessionCounters {
    std::uint64_t connections = 0;
    std::uint64_t connections_lost = 0;
    std::uint64_t broker_stalls = 0;  // it took a message and did not acknowledge it
    std::uint64_t answers_malformed = 0;
    std::uint64_t messages_ignored = 0;  // on channels that this version does not know
};

class Session {
public:
    // `io` and `link` outlive it.
    Session(boost::asio::io_context& io, const Config& config, uplink::Link& link);

    void start();
    void tick(Monotonic now);  // about each second
    void pump();               // publishes what the link has; also when reports were stored

    // Says goodbye; `stopped` is called once the connection has ended.
    void stop(std::function<void()> stopped);

    bool is_connected() const { return client_.is_connected(); }
    const SessionCounters& counters() const { return counters_; }

private:
    void on_connected();
    void on_disconnected(const std::string& reason);
    void on_message(const mqtt::Message& message);
    void publish_presence(std::string_view state);
    void connect_later();

    const TruckId truck_;
    uplink::Link& link_;
    boost::asio::steady_timer timer_;
    Backoff backoff_;
    mqtt::Client client_;
    std::map<std::uint64_t, Monotonic> unacknowledged_;  // publications, when they were sent
    std::optional<Monotonic> connected_since_;
    std::function<void()> stopped_;  // set: we are stopping
    SessionCounters counters_;
};

}  // namespace roadworthy::agent
