#pragma once
// A fleet lives: trucks send, people enter, days pass, and the backend is killed in between.

#include <map>
#include <string>
#include <vector>

#include "backend/ingest/engine.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/uptime/operating.hpp"
#include "backend/uptime/said.hpp"
#include "tests/backend/ingest/sender.hpp"

namespace roadworthy::ingest {

class Life {
public:
    Life(sql::Connection& connection, std::uint64_t seed, EngineOptions options)
        : connection_(connection), random_(seed), options_(options) {
        restart();
    }

    // One thing that may happen, at random.
    void step() {
        switch (random_() % 12) {
            case 0:
                return enter(any_fact());
            case 1:
                return pass(std::chrono::hours{random_() % 40});
            case 2:
                return restart();  // without a word: what was not flushed is gone
            case 3:
                return pass(std::chrono::seconds{2});
            default:
                return send();
        }
    }
    void settle() {
        engine_->tick(now_);
        engine_->flush();
    }
    void enter(const store::Fact& fact) { store::append(connection_, {&fact, 1}, now_); }
    void pass(Duration time) {
        now_ += time;
        engine_->tick(now_);
    }
    void restart() {
        engine_.reset();
        engine_.emplace(connection_, counters_, options_);
    }

private:
    TruckId any_truck() { return make::truck_id("TRUCK00" + std::to_string(random_() % 5)); }
    CustomerId any_customer() {
        return CustomerId::from("C" + std::to_string(random_() % 3)).value();
    }
    PlanId any_plan() { return PlanId::from("P" + std::to_string(random_() % 2)).value(); }
    std::optional<due::Selector> any_selector() {
        switch (random_() % 3) {
            case 0:
                return std::nullopt;
            case 1:
                return due::Selector{};
            default:
                return due::Selector{.models = {"T" + std::to_string(random_() % 3)}};
        }
    }
    std::string any_recall() { return "R" + std::to_string(random_() % 2); }
    std::string any_vin() { return "LFWSRXRJ1F1E0000" + std::to_string(random_() % 4); }
    Time any_time() { return now_ - std::chrono::hours{random_() % 2000}; }

    store::Fact any_fact() {
        const std::string item = random_() % 2 == 0 ? "oil" : "belt";
        switch (random_() % 16) {
            case 12:
                return uptime::Correction{
                    .truck = any_truck(),
                    .id = std::to_string(random_() % 1'000'000),
                    .from = any_time(),
                    .to = now_,
                    .condition = static_cast<uptime::Condition>(random_() % 4),
                    .by = "Li",
                    .reason = "seen",
                    .entered = now_};
            case 13:
                return uptime::CorrectionWithdrawn{any_truck(), std::to_string(random_() % 9), "Li",
                                                   "not so", now_};
            case 14:
                return uptime::Targets{.segment = item,
                                       .mtbf_s = std::int64_t(random_() % 900'000)};
            case 15: {
                due::Completion done{.truck = any_truck(), .item = item, .at = any_time()};
                done.arrived = done.at - std::chrono::hours{random_() % 90};
                done.left = done.at;
                return done;
            }
            case 9:
                return due::Recall{
                    .id = any_recall(), .at = any_time(), .due_on = day_of(any_time())};
            case 10:
                return due::RecallList{.recall = any_recall(),
                                       .at = any_time(),
                                       .listing = static_cast<due::Listing>(random_() % 2),
                                       .vins = {any_vin(), any_vin()}};
            case 0:
                return truck::Customer{.id = any_customer(),
                                       .dealer = DealerId::from("D1").value(),
                                       .name = std::to_string(random_() % 100)};
            case 1:
                return truck::TruckRecord{
                    .id = any_truck(),
                    .vin = any_vin(),
                    .plate = std::to_string(random_() % 100),
                    .model = "T" + std::to_string(random_() % 3),
                    .plan = random_() % 2 == 0 ? std::optional(any_plan()) : std::nullopt,
                    .delivered = day_of(any_time())};
            case 2:
                return truck::Ownership{any_truck(), any_customer(),
                                        any_time() + std::chrono::hours{random_() % 2400}};
            case 3:
                return due::Plan{
                    .id = any_plan(),
                    .version = static_cast<int>(random_() % 9),
                    .items = {{.key = item,
                               .every = {.distance_m = 20'000'000,
                                         .days = static_cast<int>(30 + random_() % 300)}}},
                    .selector = any_selector()};
            case 4:
                return due::Completion{.truck = any_truck(), .item = item, .at = any_time()};
            case 5:
                return truck::MeterLevel{.truck = any_truck(),
                                         .level = {.at = any_time(),
                                                   .shown = std::int64_t(random_() % 900'000'000),
                                                   .is_withdrawn = random_() % 5 == 0}};
            case 6:
                return due::CompletionVoid{any_truck(), item, any_time(), "not done"};
            case 7:
                return due::ItemOverride{.truck = any_truck(),
                                         .item = item,
                                         .from = any_time(),
                                         .is_excluded = random_() % 3 == 0,
                                         .due_on = day_of(any_time())};
            case 8:
                return truck::QuietDays::from({{any_time(), now_ + std::chrono::days{9}}}).value();
            default:
                return truck::ManualReading{.truck = any_truck(),
                                            .at = any_time(),
                                            .value = std::int64_t(random_() % 900'000'000),
                                            .by = "somebody"};
        }
    }

    ReportBody any_body(Stream stream, std::uint64_t number) {
        if (stream == Stream::meters) {
            return make::meters({make::odometer(std::int64_t(number * 40'000 + random_() % 9000)),
                                 make::engine_time(std::int64_t(number * 3000))});
        }
        const auto spn = static_cast<std::uint32_t>(100 + random_() % 6);
        const auto event = static_cast<FaultEvent>(random_() % 3);
        FaultReport fault = make::fault(0, spn, 1, event);
        fault.lamps.state = random_() % 3 == 0 ? 0x10 : 0x04;
        return fault;
    }

    void send() {
        const TruckId truck = any_truck();
        const Stream stream = random_() % 2 == 0 ? Stream::events : Stream::meters;
        std::uint64_t& next = next_[{truck, stream}];
        next = std::max<std::uint64_t>(next, 1);
        std::vector<Report> reports;
        const std::uint64_t count = 1 + random_() % 6;
        for (std::uint64_t i = 0; i < count; ++i) {
            Report report = make::report(next + i, "2026-01-01", any_body(stream, next + i));
            report.stamp.time = now_ - std::chrono::minutes{(count - i) * 7};
            report.stamp.monotonic = Monotonic{report.stamp.time - support::at(0)};
            report.stamp.clock = static_cast<ClockQuality>(random_() % 5 != 0);
            reports.push_back(std::move(report));
        }
        next += count;
        const StreamId id = stream == Stream::events ? events_id : meters_id;
        const Message once = message(truck, stream, wire::encode_batch(id, reports));
        const std::vector<Message> sent(1 + random_() % 2, once);
        engine_->take(sent, now_ + std::chrono::microseconds{random_() % 900});
    }

    sql::Connection& connection_;
    make::Random random_;
    EngineOptions options_;
    metrics::Registry registry_;
    Counters counters_{registry_};
    std::optional<Engine> engine_;
    Time now_ = support::at(0);
    std::map<std::pair<TruckId, Stream>, std::uint64_t> next_;
};

}  // namespace roadworthy::ingest
