#include "tests/simulator/load/fleet_sender.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/mqtt.hpp"
#include "common/report.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"
#include "common/wire/report_cbor.hpp"
#include "tests/simulator/load/stream_queue.hpp"
#include "tests/simulator/reports/history.hpp"

namespace roadworthy::sim {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds tick_length{20};
// Answers for meters come seldom by design; a repeat of the last batch is answered at once.
constexpr milliseconds least_patience{250};
constexpr milliseconds most_patience{8000};
constexpr std::string_view all_answers = "roadworthy/1/+/+/down/committed";

}  // namespace

FleetSender::Truck::Truck(History of, std::size_t window)
    : history(std::move(of)),
      events(topics::up(history.truck().id, Stream::events), window),
      meters(topics::up(history.truck().id, Stream::meters), window) {}

FleetSender::FleetSender(boost::asio::io_context& io, SendOptions options,
                         std::vector<History> trucks)
    : io_(io),
      options_(std::move(options)),
      client_(io, {.url = options_.url, .client_id = options_.client_id},
              {.connected = [this] { connected(); },
               .disconnected = [this](const std::string& reason) { disconnected(reason); },
               .message = [this](const mqtt::Message& message) { receive(message); },
               .acknowledged = [this](std::uint64_t) { acknowledged(); }}),
      timer_(io),
      reconnect_(io),
      backoff_(fnv1a64(options_.client_id),
               {.least = milliseconds{200}, .most = std::chrono::seconds{5}}) {
    // Where nobody is to answer, nothing waits for answers.
    const std::size_t window = options_.ends == EndsWhen::committed
                                   ? options_.window
                                   : std::numeric_limits<std::size_t>::max();
    for (History& history : trucks) {
        auto& truck = *trucks_.emplace_back(std::make_unique<Truck>(std::move(history), window));
        for (const Stream stream : {Stream::events, Stream::meters}) {
            lanes_.emplace(truck.history.reporting().id(stream).value, &truck.lane(stream));
        }
    }
}

void FleetSender::prepare() {
    for (const auto& truck : trucks_) {
        while (!truck->is_told) {
            live_on(*truck);
        }
    }
}

void FleetSender::start() {
    client_.connect();
    tick();
}

void FleetSender::connected() {
    backoff_.succeeded();
    unacknowledged_ = 0;
    is_idle_ = false;
    client_.subscribe(std::string(all_answers), mqtt::Qos::at_most_once);
    for (const auto& [id, lane] : lanes_) {
        lane->queue.go_back();
    }
    pump();
}

void FleetSender::disconnected(const std::string& reason) {
    if (is_over_) {
        return;
    }
    if (!begun_) {
        finish("no connection to " + options_.url + ": " + reason);
        return;
    }
    reconnect_.expires_after(backoff_.next());
    reconnect_.async_wait([this](boost::system::error_code error) {
        if (!error && !is_over_) {
            client_.connect();
        }
    });
}

void FleetSender::receive(const mqtt::Message& message) {
    const auto answer = wire::decode_answer(message.payload);
    if (!answer) {
        ++totals_.answers_not_believed;
        return;
    }
    ++totals_.answers;
    if (std::holds_alternative<wire::Refused>(*answer)) {
        ++totals_.refused;
        return;
    }
    const auto& committed = std::get<wire::Committed>(*answer);
    const auto found = lanes_.find(committed.stream.value);
    if (found == lanes_.end()) {
        return;  // of somebody else's truck
    }
    Lane& lane = *found->second;
    const std::uint64_t before = lane.queue.committed();
    if (!lane.queue.take(committed)) {
        ++totals_.answers_not_believed;
        return;
    }
    totals_.committed += lane.queue.committed() - before;
    if (lane.queue.committed() > before) {
        lane.patience = least_patience;
        lane.progress = io::since_boot();
        progress();
    }
    is_idle_ = false;
    pump();
}

void FleetSender::acknowledged() {
    unacknowledged_ -= unacknowledged_ > 0 ? 1 : 0;
    if (options_.ends == EndsWhen::published) {
        progress();
    }
    if (!is_idle_) {
        pump();
    }
}

void FleetSender::progress() {
    totals_.taken = io::since_boot() - begun_.value_or(io::since_boot());
}

// Trucks take turns, so that all live through about the same days.
void FleetSender::pump() {
    std::size_t with_nothing = 0;
    while (client_.is_connected() && with_nothing < trucks_.size()) {
        switch (pump_truck(*trucks_[turn_])) {
            case Pumped::blocked:
                return;
            case Pumped::sent:
                with_nothing = 0;
                break;
            case Pumped::nothing:
                ++with_nothing;
                break;
        }
        turn_ = (turn_ + 1) % trucks_.size();
    }
    is_idle_ = true;
}

FleetSender::Pumped FleetSender::pump_truck(Truck& truck) {
    if (!truck.is_told && truck.events.queue.is_all_sent() && truck.meters.queue.is_all_sent()) {
        live_on(truck);
    }
    const Pumped events = pump_lane(truck.events);
    if (events == Pumped::blocked) {
        return events;
    }
    const Pumped meters = pump_lane(truck.meters);
    return events == Pumped::sent && meters == Pumped::nothing ? events : meters;
}

FleetSender::Pumped FleetSender::pump_lane(Lane& lane) {
    const ReadyBatch* const batch = lane.queue.next();
    if (batch == nullptr) {
        return Pumped::nothing;
    }
    const std::uint64_t reports = batch->last - batch->first + 1;
    if (options_.rate > 0 && allowance_ < reports) {
        return Pumped::blocked;
    }
    if (!client_.publish(
            {.topic = lane.topic, .payload = batch->payload, .content_type = "application/cbor"})) {
        return Pumped::blocked;
    }
    const Monotonic now = io::since_boot();
    begun_ = begun_.value_or(now);
    lane.progress = now;
    ++unacknowledged_;
    ++totals_.messages;
    totals_.bytes += batch->payload.size();
    totals_.published += reports;
    totals_.resent += lane.queue.was_sent() == StreamQueue::Sending::again ? reports : 0;
    allowance_ -= options_.rate > 0 ? reports : 0;
    return Pumped::sent;
}

void FleetSender::live_on(Truck& truck) {
    auto day = truck.history.next_day();
    if (!day) {
        truck.is_told = true;
        pack(truck, Stream::events, 1);
        pack(truck, Stream::meters, 1);
        return;
    }
    for (Report& report : day->reports) {
        const Stream stream = stream_of(report.body);
        truck.lane(stream).loose.push_back(std::move(report));
    }
    pack(truck, Stream::events, options_.batch);
    pack(truck, Stream::meters, options_.batch);
}

void FleetSender::pack(Truck& truck, Stream stream, std::size_t least) const {
    Lane& lane = truck.lane(stream);
    const std::span<const Report> loose = lane.loose;
    std::size_t packed = 0;
    while (loose.size() - packed >= least) {
        const auto reports = loose.subspan(packed, std::min(options_.batch, loose.size() - packed));
        lane.queue.add(
            {.first = reports.front().first,
             .last = reports.back().last,
             .payload = wire::encode_batch(truck.history.reporting().id(stream), reports)});
        packed += reports.size();
    }
    lane.loose.erase(lane.loose.begin(), lane.loose.begin() + static_cast<std::ptrdiff_t>(packed));
}

void FleetSender::tick() {
    timer_.expires_after(tick_length);
    timer_.async_wait([this](boost::system::error_code error) {
        if (error || is_over_) {
            return;
        }
        const std::uint64_t a_second = options_.rate;
        const auto ticks_a_second =
            static_cast<std::uint64_t>(std::chrono::seconds{1} / tick_length);
        allowance_ = std::min(allowance_ + (a_second + ticks_a_second - 1) / ticks_a_second,
                              a_second + options_.batch);
        ask_again(io::since_boot());
        pump();
        if (is_done()) {
            finish("");
        } else {
            tick();
        }
    });
}

void FleetSender::ask_again(Monotonic now) {
    if (options_.ends == EndsWhen::published) {
        return;
    }
    for (const auto& [id, lane] : lanes_) {
        const bool is_overdue = lane->queue.is_waiting() && lane->queue.next() == nullptr &&
                                now - lane->progress > std::max(lane->patience, least_patience);
        if (is_overdue) {
            lane->queue.ask_again();
            lane->patience = std::clamp(2 * lane->patience, least_patience, most_patience);
            is_idle_ = false;
        }
    }
}

bool FleetSender::is_done() const {
    const bool wants_answers = options_.ends == EndsWhen::committed;
    return std::ranges::all_of(
               trucks_,
               [wants_answers](const auto& truck) {
                   const auto is_sent = [wants_answers](const Lane& lane) {
                       return wants_answers ? lane.queue.is_empty() : lane.queue.is_all_sent();
                   };
                   return truck->is_told && is_sent(truck->events) && is_sent(truck->meters);
               }) &&
           (wants_answers || unacknowledged_ == 0);
}

void FleetSender::finish(std::string failure) {
    is_over_ = true;
    failure_ = std::move(failure);
    timer_.cancel();
    reconnect_.cancel();
    client_.disconnect();
    io_.stop();
}

}  // namespace roadworthy::sim
