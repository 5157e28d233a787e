// roadworthy-backend ask: a question to one unit, and its answer.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

#include "backend/broker.hpp"
#include "backend/commands/commands.hpp"
#include "backend/config.hpp"
#include "common/ids.hpp"
#include "common/io/mqtt.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/down/ask_cbor.hpp"

namespace roadworthy::backend {
namespace {

struct AskOptions {
    std::string truck;
    unsigned wait_s = 30;
};

const char* word(wire::ReplyOutcome outcome) {
    switch (outcome) {
        case wire::ReplyOutcome::told:
            return "told";
        case wire::ReplyOutcome::withheld:
            return "withheld";
        case wire::ReplyOutcome::unknown:
            return "unknown";
    }
    return "unknown";
}

nlohmann::ordered_json json_of(const TruckId& truck, const wire::Reply& reply) {
    nlohmann::ordered_json json{
        {"truck", truck.text()},
        {"outcome", word(reply.outcome)},
        {"time", iso(reply.time)},
        {"clock", reply.clock == ClockQuality::synchronised ? "synchronised" : "unsynchronised"}};
    if (reply.position) {
        json["latitude_e7"] = reply.position->latitude_e7;
        json["longitude_e7"] = reply.position->longitude_e7;
        json["age_s"] = reply.position->age.count();
    }
    return json;
}

// One question over a connection of its own: the serving backend keeps its own.
class Question {
public:
    Question(mqtt::Options options, TruckId truck)
        : truck_(std::move(truck)),
          id_(random_id()),
          client_(io_, with_own_name(std::move(options), id_),
                  {.connected = [this] { ask(); },
                   .disconnected = [this](const std::string& reason) { fail(reason); },
                   .message = [this](const mqtt::Message& message) { take(message); },
                   .acknowledged = [](std::uint64_t) {}}) {}

    wire::Reply run(std::chrono::seconds longest) {
        boost::asio::steady_timer timer(io_, longest);
        timer.async_wait([this](const boost::system::error_code& stopped) {
            if (!stopped) {
                fail("no answer: the unit is not connected, or knows no such question");
            }
        });
        client_.connect();
        io_.run();
        if (!reply_) {
            throw std::runtime_error(truck_.text() + ": " + problem_);
        }
        return *reply_;
    }

private:
    static std::uint64_t random_id() {
        std::random_device random;
        return std::uint64_t{random()} << 32U | random();
    }
    static mqtt::Options with_own_name(mqtt::Options options, std::uint64_t id) {
        options.client_id += "-ask-" + StreamId{id}.text();
        return options;
    }

    void ask() {
        client_.subscribe(topics::up(truck_, topics::Up::answer), mqtt::Qos::at_least_once);
        const auto payload = wire::encode_ask({.id = id_});
        client_.publish({.topic = topics::down(truck_, topics::Down::ask),
                         .payload = payload,
                         .content_type = "application/cbor"});
    }
    void take(const mqtt::Message& message) {
        const auto reply = wire::decode_reply(message.payload);
        if (reply && reply->id == id_) {
            reply_ = *reply;
            io_.stop();
        }
    }
    void fail(std::string problem) {
        problem_ = std::move(problem);
        io_.stop();
    }

    TruckId truck_;
    std::uint64_t id_;
    boost::asio::io_context io_;
    mqtt::Client client_;
    std::optional<wire::Reply> reply_;
    std::string problem_;
};

void ask(const Config& config, const AskOptions& options) {
    const auto truck = TruckId::from(options.truck);
    if (!truck) {
        throw std::runtime_error(truck.error().message);
    }
    const auto reply =
        Question(broker_options(config.broker), *truck).run(std::chrono::seconds{options.wait_s});
    std::cout << json_of(*truck, reply).dump(2) << '\n';
}

}  // namespace

void add_ask_command(CLI::App& app, const CommonOptions& common) {
    auto options = std::make_shared<AskOptions>();
    auto* command = app.add_subcommand("ask", "Ask a unit where its truck is");
    command->add_option("TRUCK", options->truck, "Its id")->required();
    command->add_option("--wait", options->wait_s, "Seconds for the answer (30)");
    command->callback([&common, options] { ask(load_config(common), *options); });
}

}  // namespace roadworthy::backend
