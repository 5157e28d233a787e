#include "common/io/mqtt.hpp"

#include <MQTTAsync.h>
#include <MQTTProperties.h>
#include <MQTTReasonCodes.h>
#include <mqtt/async_client.h>
#include <mqtt/create_options.h>
#include <mqtt/exception.h>
#include <mqtt/iaction_listener.h>
#include <mqtt/message.h>
#include <mqtt/properties.h>
#include <mqtt/token.h>
#include <mqtt/types.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "common/io/mqtt_options.hpp"
#include "common/io/tls/tls.hpp"

namespace roadworthy::mqtt {
namespace {

namespace paho = ::mqtt;

constexpr std::chrono::seconds longest_goodbye{1};
constexpr std::size_t most_waiting_bytes = 64U << 20U;
constexpr std::size_t most_unanswered = 1000;

// What Paho's threads tell the loop.
struct Connected {
    std::size_t receive_maximum;
    std::size_t topic_alias_maximum;
};
struct Lost {
    std::string reason;
};
struct Published {
    std::uint64_t publication;
};
struct Refused {
    std::string reason;
};
using Event = std::variant<Connected, Lost, Published, Refused, Message>;

std::size_t bytes_of(const Event& event) {
    const auto* message = std::get_if<Message>(&event);
    return message == nullptr ? 0
                              : sizeof(Message) + message->topic.size() + message->payload.size();
}

// More than the broker's window makes Paho's send thread sleep a second between refills; so stay
// below it (16 of mosquitto's 20).
std::size_t window_of(std::size_t receive_maximum) {
    const std::size_t most = std::min(receive_maximum, most_unanswered);
    return std::max<std::size_t>(1, most - (most + 4) / 5);
}

std::size_t number_in(const paho::properties& properties, paho::property::code code,
                      std::size_t unsaid) {
    return properties.contains(code) ? paho::get<std::uint16_t>(properties, code) : unsaid;
}

Connected connected_of(const paho::token& connect) {
    const auto properties = connect.get_connect_response().get_properties();
    return {// MQTT 5, 3.2.2.3.3 and 3.2.2.3.8
            .receive_maximum = number_in(properties, paho::property::RECEIVE_MAXIMUM, 65535),
            .topic_alias_maximum = number_in(properties, paho::property::TOPIC_ALIAS_MAXIMUM, 0)};
}

// A refusal of the broker is a reason code from 128; Paho's own errors are negative.
std::string reason_of(const paho::token& token) {
    const int code = std::max<int>(token.get_return_code(), token.get_reason_code());
    if (code >= paho::ReasonCode::UNSPECIFIED_ERROR) {
        const char* name = MQTTReasonCode_toString(static_cast<MQTTReasonCodes>(code));
        return name == nullptr ? "reason code " + std::to_string(code) : name;
    }
    if (token.get_type() == paho::token::CONNECT) {
        try {
            token.get_connect_response();
        } catch (const paho::exception& failure) {
            return failure.what();  // the one way to Paho's own words
        }
    }
    return paho::exception::error_str(token.get_return_code());
}

// TLS 1.3: the broker looks at the unit's certificate after the handshake has ended for us, and its
// alert is often overtaken by the end of the connection.
std::string tls_reason(const Lost& lost) {
    const tls::Outcome outcome = tls::take_outcome();
    if (outcome.refusal.empty() && outcome.has_shaken_hands &&
        lost.reason.find("TCP/TLS connect failure") != std::string::npos) {
        return "TLS: closed by the broker after the handshake: does it refuse our certificate?";
    }
    return outcome.refusal.empty() ? lost.reason : outcome.refusal;
}

bool is_refused(const paho::token& token) {
    return token.get_reason_code() >= paho::ReasonCode::UNSPECIFIED_ERROR;
}

std::uint64_t publication_of(const paho::token& token) {
    return reinterpret_cast<std::uintptr_t>(token.get_user_context());
}

// Paho ends its threads with its last client, which takes a second of sleeping, and starts them
// with the next. One client that never connects keeps them, so that a destructor is quick. It is
// never destroyed: at the exit of the process nobody needs to wait for it.
void keep_threads() {
    static const auto* const keeper = new paho::async_client(
        "tcp://127.0.0.1:1", "keeper", paho::create_options(MQTTVERSION_5), nullptr);
    static_cast<void>(keeper);
}

enum class Phase : std::uint8_t { idle, connecting, connected, closing };

}  // namespace

// Goals: every handler runs on the loop; none runs after the client has gone; Paho's threads never
// wait for the loop (they hold Paho's one lock while they call us, and publish() needs that lock).
// Invariants: paho_ is touched by the loop alone, and after close() by the thread that ends it; the
// queue is the only thing that both sides touch, under mutex_.
struct Client::State final : std::enable_shared_from_this<State>, paho::iaction_listener {
    State(boost::asio::io_context& loop, Options given, Handlers called)
        : io(loop), options(std::move(given)), handlers(std::move(called)) {}

    void start() {
        keep_threads();
        if (options.tls) {
            tls::watch();
        }
        paho = std::make_unique<paho::async_client>(
            options.url, options.client_id,
            paho::create_options(MQTTVERSION_5, static_cast<int>(2 * most_unanswered)), nullptr);
        paho->set_connection_lost_handler(
            [this](const std::string&) { put(Lost{"connection lost"}); });
        // Runs just before the connection is lost.
        paho->set_disconnected_handler([this](const paho::properties&, paho::ReasonCode code) {
            const char* name = MQTTReasonCode_toString(static_cast<MQTTReasonCodes>(code));
            put(Lost{std::string("closed by the broker: ") + (name == nullptr ? "?" : name)});
        });
        paho->set_message_callback([this](const paho::const_message_ptr& message) {
            const auto& bytes = message->get_payload_ref();
            const auto payload = std::as_bytes(std::span(bytes.data(), bytes.size()));
            put(Message{.topic = message->get_topic(),
                        .payload = {payload.begin(), payload.end()},
                        .retained = message->is_retained()});
        });
    }

    // --- Paho's threads ---

    void on_success(const paho::token& token) override {
        switch (token.get_type()) {
            case paho::token::CONNECT:
                put(connected_of(token));
                break;
            case paho::token::PUBLISH:
                put(Published{publication_of(token)});
                break;
            case paho::token::DISCONNECT:
                put(Lost{"closed"});
                break;
            default:
                break;
        }
    }

    // What fails because the connection went is said once, by the loss itself.
    void on_failure(const paho::token& token) override {
        switch (token.get_type()) {
            case paho::token::CONNECT:
            case paho::token::DISCONNECT:
                put(Lost{reason_of(token)});
                break;
            case paho::token::SUBSCRIBE:
                if (is_refused(token)) {
                    put(Refused{"subscription refused: " + reason_of(token)});
                }
                break;
            default:
                if (is_refused(token)) {
                    put(Refused{"publication refused: " + reason_of(token)});
                }
        }
    }

    void put(Event event) {
        const std::lock_guard lock(mutex);
        const std::size_t bytes = bytes_of(event);
        if (closed || (bytes > 0 && waiting_bytes + bytes > most_waiting_bytes)) {
            dropped += bytes > 0 ? 1 : 0;
            return;
        }
        waiting_bytes += bytes;
        waiting.push_back(std::move(event));
        if (waiting.size() == 1) {  // one post for all that come before the loop turns to it
            boost::asio::post(io, [self = shared_from_this()] { self->deliver(); });
        }
    }

    // --- the loop ---

    void deliver() {
        std::vector<Event> events;
        {
            const std::lock_guard lock(mutex);
            events.swap(waiting);
            waiting_bytes = 0;
        }
        for (Event& event : events) {
            if (closed) {
                return;  // a handler ended the client
            }
            std::visit([this](auto& happened) { on(happened); }, event);
        }
    }

    void on(const Connected& connected) {
        if (phase == Phase::closing) {
            send_disconnect();
            return;
        }
        phase = Phase::connected;
        tls::take_outcome();
        window = window_of(connected.receive_maximum);
        unanswered.clear();
        aliases.clear();
        most_aliases = options.abbreviates_topics ? connected.topic_alias_maximum : 0;
        handlers.connected();
    }

    void on(const Lost& lost) {
        if (phase == Phase::idle) {
            return;  // the first word for the same loss has been said
        }
        phase = Phase::idle;
        unanswered.clear();
        const std::string reason = options.tls ? tls_reason(lost) : lost.reason;
        handlers.disconnected(refusal.empty() ? reason : std::exchange(refusal, {}));
    }

    // To go on without it would look like health; the owner backs off and tries again.
    void on(const Refused& refused) {
        if (phase == Phase::connected) {
            refusal = refused.reason;
            disconnect();
        }
    }

    void on(const Published& published) {
        const auto found = unanswered.find(published.publication);
        if (found == unanswered.end()) {
            return;  // of an earlier connection
        }
        const Qos qos = found->second;
        unanswered.erase(found);
        if (qos == Qos::at_least_once) {
            handlers.acknowledged(published.publication);
        }
    }

    void on(Message& message) { handlers.message(std::move(message)); }

    void connect() {
        if (phase != Phase::idle) {
            return;
        }
        phase = Phase::connecting;
        try {
            paho->connect(paho_options(options), nullptr, *this);
        } catch (const paho::exception& failure) {
            put(Lost{failure.what()});
        }
    }

    void disconnect() {
        if (phase == Phase::connected) {
            send_disconnect();
        }
        if (phase != Phase::idle) {
            phase = Phase::closing;
        }
    }

    void send_disconnect() {
        try {
            paho->disconnect(0, nullptr, *this);
        } catch (const paho::exception& failure) {
            put(Lost{failure.what()});
        }
    }

    void subscribe(const std::string& filter, Qos qos) {
        try {
            paho->subscribe(filter, static_cast<int>(qos), nullptr, *this);
        } catch (const paho::exception& failure) {
            put(Refused{std::string("cannot subscribe: ") + failure.what()});
        }
    }

    std::optional<std::uint64_t> publish(const Publication& publication) {
        const std::size_t most = publication.qos == Qos::at_least_once ? window : most_unanswered;
        if (phase != Phase::connected || unanswered.size() >= most) {
            return std::nullopt;
        }
        paho::properties properties;
        if (!publication.content_type.empty()) {
            properties.add({paho::property::CONTENT_TYPE, publication.content_type});
        }
        const std::string topic = abbreviate(publication.topic, properties);
        const auto message = paho::message::create(
            topic, publication.payload.data(), publication.payload.size(),
            static_cast<int>(publication.qos), publication.retain == Retain::yes, properties);
        const std::uint64_t number = ++last_publication;
        try {
            // NOLINTNEXTLINE(performance-no-int-to-ptr): a number is all the context that we need
            paho->publish(message, reinterpret_cast<void*>(number), *this);
        } catch (const paho::exception&) {
            aliases.erase(publication.topic);
            return std::nullopt;  // the connection has gone, which its loss is about to say
        }
        unanswered.emplace(number, publication.qos);
        return number;
    }

    // MQTT 5, 3.3.2.3.4: the first use names both, the later ones the number alone. Paho sends in
    // the order in which it is asked.
    std::string abbreviate(const std::string& topic, paho::properties& properties) {
        const auto known = aliases.find(topic);
        if (known == aliases.end() && aliases.size() >= most_aliases) {
            return topic;
        }
        const auto number = static_cast<std::uint16_t>(aliases.size() + 1);
        const auto [alias, is_new] = aliases.try_emplace(topic, number);
        properties.add({paho::property::TOPIC_ALIAS, std::int32_t{alias->second}});
        return is_new ? topic : std::string();
    }

    void close() {
        const std::lock_guard lock(mutex);
        closed = true;
        waiting.clear();
    }

    boost::asio::io_context& io;
    const Options options;
    const Handlers handlers;
    std::unique_ptr<paho::async_client> paho;
    Phase phase = Phase::idle;
    std::string refusal;  // why we close it ourselves
    std::size_t window = 1;
    std::uint64_t last_publication = 0;
    std::unordered_map<std::uint64_t, Qos> unanswered;
    std::unordered_map<std::string, std::uint16_t> aliases;  // of this connection
    std::size_t most_aliases = 0;

    std::mutex mutex;
    std::vector<Event> waiting;
    std::size_t waiting_bytes = 0;
    std::uint64_t dropped = 0;
    bool closed = false;  // written by the loop alone, under the mutex
};

Client::Client(boost::asio::io_context& io, Options options, Handlers handlers)
    : state_(std::make_shared<State>(io, std::move(options), std::move(handlers))) {
    state_->start();
}

// Paho sends its DISCONNECT while it is destroyed, under a lock that a name look-up may hold for as
// long as the resolver likes. So a thread does it, and we wait for it only so long; the state lives
// on with that thread.
Client::~Client() {
    state_->close();
    std::promise<void> gone;
    const std::future<void> is_gone = gone.get_future();
    std::thread([state = std::move(state_), gone = std::move(gone)]() mutable {
        state->paho.reset();
        gone.set_value();
    }).detach();
    is_gone.wait_for(longest_goodbye);
}

void Client::connect() {
    state_->connect();
}

void Client::disconnect() {
    state_->disconnect();
}

bool Client::is_connected() const {
    return state_->phase == Phase::connected;
}

std::uint64_t Client::messages_dropped() const {
    const std::lock_guard lock(state_->mutex);
    return state_->dropped;
}

void Client::subscribe(const std::string& filter, Qos qos) {
    state_->subscribe(filter, qos);
}

std::optional<std::uint64_t> Client::publish(const Publication& publication) {
    return state_->publish(publication);
}

}  // namespace roadworthy::mqtt
