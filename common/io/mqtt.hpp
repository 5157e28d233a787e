#pragma once
// An MQTT 5 client on Paho that speaks to one io_context: all handlers run there, Paho's own
// threads only post. It does not queue, persist, resend or reconnect by itself: the outbox and the
// link do that, and they know why. (Paho acknowledges a message as soon as its callback returns,
// before anybody has stored it; so nothing here is taken for durability.)

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/time.hpp"

namespace roadworthy::mqtt {

struct Message {
    std::string topic;
    std::vector<std::byte> payload;
    bool retained = false;
};

struct Tls {
    std::string ca_file;
    std::string certificate_file;  // empty: none
    std::string key_file;
};

struct Options {
    std::string url;  // tcp://host:port, ssl://host:port
    std::string client_id;
    std::string user;  // empty: none
    std::string password;
    std::optional<Tls> tls;
    std::optional<Message> will;  // QoS 1
    bool clean_start = true;
    std::chrono::seconds session_expiry{0};
    std::chrono::seconds keep_alive{60};
    // A topic goes in full once a connection, then as a number, as far as the broker allows: for
    // whoever has few topics and pays for bytes.
    bool abbreviates_topics = false;
};

enum class Qos : std::uint8_t { at_most_once = 0, at_least_once = 1 };
enum class Retain : std::uint8_t { no, yes };

struct Publication {
    std::string topic;
    std::span<const std::byte> payload;
    Qos qos = Qos::at_least_once;
    Retain retain = Retain::no;
    std::string content_type;  // empty: no such property
};

struct Handlers {
    std::function<void()> connected;
    std::function<void(std::string reason)> disconnected;  // also: not connected, or refused
    std::function<void(Message)> message;
    std::function<void(std::uint64_t publication)> acknowledged;  // QoS 1: the broker has it
};

class Client {
public:
    // `io` and whatever the handlers touch outlive the client.
    Client(boost::asio::io_context& io, Options options, Handlers handlers);
    ~Client();  // disconnects without waiting for the broker
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void connect();  // ends in connected or disconnected
    // Ends in disconnected. The broker does not publish the will of a client that says goodbye.
    void disconnect();
    bool is_connected() const;
    // Messages that came faster than the loop took them: dropped above a bound of memory. Who sent
    // them sends them again, since nobody has said that they are committed.
    std::uint64_t messages_dropped() const;

    // The grant of the broker is checked: a refused subscription ends in disconnected.
    void subscribe(const std::string& filter, Qos qos);

    // A number by which `acknowledged` names it; nothing if the client is not connected or its
    // window (Receive Maximum of the broker, less a reserve) is full: try again later.
    std::optional<std::uint64_t> publish(const Publication& publication);

private:
    struct State;
    std::shared_ptr<State> state_;  // Paho's threads may still post while the client goes away
};

}  // namespace roadworthy::mqtt
