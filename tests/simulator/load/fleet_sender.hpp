#pragma once
// Sends the history of many simulated trucks to a broker and follows what the backend commits: loads
// a history, or makes the load of a benchmark. Runs on one io_context.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/backoff.hpp"
#include "common/io/mqtt.hpp"
#include "tests/simulator/load/stream_queue.hpp"
#include "tests/simulator/reports/history.hpp"

namespace roadworthy::sim {

enum class EndsWhen : std::uint8_t { published, committed };

struct SendOptions {
    std::string url;
    std::string client_id;
    std::size_t batch = 20;    // reports a message
    std::size_t window = 512;  // reports of a stream sent and not committed
    std::uint64_t rate = 0;    // reports a second; 0: as fast as it goes
    EndsWhen ends = EndsWhen::committed;
};

struct SendTotals {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
    std::uint64_t published = 0;  // reports, repeats included
    std::uint64_t committed = 0;  // reports, each once
    std::uint64_t resent = 0;
    std::uint64_t answers = 0;
    std::uint64_t refused = 0;
    std::uint64_t answers_not_believed = 0;
    Duration taken{0};  // from the first publication to the end
};

class FleetSender {
public:
    FleetSender(boost::asio::io_context& io, SendOptions options, std::vector<History> trucks);

    void prepare();  // makes all batches now, so that a measurement holds none of that work
    void start();    // the io_context is stopped when all is done

    const SendTotals& totals() const { return totals_; }
    const std::string& failure() const { return failure_; }  // empty: all went well

private:
    struct Lane {  // one stream
        Lane(std::string to, std::size_t window) : topic(std::move(to)), queue(window) {}
        std::string topic;
        StreamQueue queue;
        Monotonic progress;  // the last answer, or the last that was sent
        std::chrono::milliseconds patience{0};
        std::vector<Report> loose;  // not yet enough for a batch
    };
    struct Truck {
        Truck(History of, std::size_t window);
        Lane& lane(Stream stream) { return stream == Stream::events ? events : meters; }
        History history;
        bool is_told = false;  // no more days
        Lane events;
        Lane meters;
    };

    void connected();
    void disconnected(const std::string& reason);
    void receive(const mqtt::Message& message);
    enum class Pumped : std::uint8_t { sent, nothing, blocked };
    void pump();
    Pumped pump_truck(Truck& truck);
    Pumped pump_lane(Lane& lane);
    void live_on(Truck& truck);  // another day into the lanes
    void pack(Truck& truck, Stream stream, std::size_t least) const;
    void acknowledged();
    void tick();
    void ask_again(Monotonic now);
    bool is_done() const;
    void progress();
    void finish(std::string failure);

    boost::asio::io_context& io_;
    SendOptions options_;
    std::vector<std::unique_ptr<Truck>> trucks_;
    std::unordered_map<std::uint64_t, Lane*> lanes_;  // by stream id
    mqtt::Client client_;
    boost::asio::steady_timer timer_;
    boost::asio::steady_timer reconnect_;
    Backoff backoff_;
    std::size_t turn_ = 0;
    std::uint64_t allowance_ = 0;  // reports that the rate allows by now
    std::uint64_t unacknowledged_ = 0;
    std::optional<Monotonic> begun_;
    bool is_idle_ = false;  // nothing to send until an answer comes
    bool is_over_ = false;
    SendTotals totals_;
    std::string failure_;
};

}  // namespace roadworthy::sim
