// A truck's days through the real Gatherer and Outbox, in compressed time: meters each minute, faults
// and trips now and then, health as often as the agent tells it. For what is measured about an outbox:
// flash, memory, speed.
//
//   outbox_life FILE [--days N] [--hours N] [--meters-s N] [--store-s N] [--quota-kib N]
//                    [--answers] [--sync-fs]
//
// --hours: at work a day. --answers: a backend commits events soon, meters after 60 reports; without,
// nobody does. --sync-fs: the file system is synced after each 5 simulated seconds in which something
// was stored, as ext4 commits its journal by itself; in compressed time it would come to do so less.
// Then the clock of its stamps ticks on: what is written within one tick (4 or 10 ms) changes the
// inode once, and a day would cost a fifth less than it does.
// Prints a line a day (memory), then one JSON object.

#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <utility>

#include "agent/host/recollection.hpp"
#include "agent/host/storage.hpp"
#include "agent/uplink/gatherer.hpp"
#include "agent/uplink/ledger.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;

namespace {

struct Options {
    std::filesystem::path file;
    int days = 1;
    int hours = 12;
    int meters_s = 60;
    int store_s = 480;
    std::int64_t quota_kib = 64 * 1024;
    bool answers = false;
    bool syncs_fs = false;
};

// VmRSS, VmHWM: kibibytes.
long memory_kib(const std::string& name) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word == name + ":") {
            long kib = 0;
            status >> kib;
            return kib;
        }
    }
    return 0;
}

class Truck {
public:
    explicit Truck(const Options& options)
        : options_(options),
          outbox_({.path = options.file, .quota_bytes = options.quota_kib * 1024}),
          gatherer_(outbox_, {.store_interval = std::chrono::seconds{options.store_s}}),
          recollection_(options.file.string() + ".truck"),
          folder_(open(options.file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}
    ~Truck() { close(folder_); }
    Truck(const Truck&) = delete;
    Truck& operator=(const Truck&) = delete;

    void live() {
        for (int day = 0; day < options_.days; ++day) {
            for (int second = 0; second < options_.hours * 3600; ++second) {
                live_second(24h * day + std::chrono::seconds{second}, second);
            }
            gatherer_.store(now_);
            std::printf("day %d rss_kib %ld\n", day + 1, memory_kib("VmRSS"));
        }
    }
    void print() {
        std::printf(
            "{\"events\": %llu, \"meters\": %llu, \"faults\": %llu, \"dropped\": %llu, "
            "\"rss_high_kib\": %ld, \"storage_bytes\": %llu, \"file_bytes\": %llu}\n",
            number(outbox_.state(Stream::events).newest),
            number(outbox_.state(Stream::meters).newest), number(faults_),
            number(outbox_.counters().reports_dropped), memory_kib("VmHWM"),
            number(agent::bytes_written_to_storage().value_or(0)),
            number(std::filesystem::file_size(options_.file)));
    }

private:
    static unsigned long long number(std::uint64_t value) { return value; }

    void live_second(Duration at, int second) {
        now_ = Monotonic{1h + at};
        if (second % options_.meters_s == 0) {
            metres_ += std::int64_t{22} * options_.meters_s;
            add(meters());
        }
        if (second % 14400 == 0) {
            add(health());
        }
        // About twelve faults and eight trips a day of twelve hours.
        if (chance_() % 3600 == 0) {
            add(fault());
            ++faults_;
            ++memory_version_;
        }
        if (second % 5400 == 0) {
            add(trip(second));
        }
        is_dirty_ = gatherer_.store_if_due(now_) || is_dirty_;
        if (gatherer_.is_empty() && !recollection_.is_noted(memory_version_)) {
            recollection_.note({}, memory_version_);
        }
        recollection_.tick(now_);
        if (options_.answers && second % 3600 == 1800) {
            uplink::save_ledger(options_.file.string() + ".ledger",
                                {.usage = {}, .last_known = Time{at}});
            is_dirty_ = true;
        }
        if (options_.answers) {
            answer();
        }
        if (options_.syncs_fs && is_dirty_ && second % 5 == 0) {
            syncfs(folder_);
            std::this_thread::sleep_for(20ms);
            is_dirty_ = false;
        }
    }
    void add(ReportBody body) {
        gatherer_.add({.stamp = {.boot = boot_,
                                 .monotonic = now_,
                                 .time = parse_time("2026-03-01").value() + now_.time_since_epoch(),
                                 .clock = ClockQuality::synchronised},
                       .body = std::move(body)},
                      now_);
    }
    MetersReport meters() const {
        return {{{MeterKind::odometer, {.spn = 917, .source_address = 23}, metres_},
                 {MeterKind::engine_time, {.spn = 247}, metres_ / 20},
                 {MeterKind::fuel_used, {.spn = 250}, metres_ / 3}}};
    }
    FaultReport fault() {
        FaultReport report;
        report.key = {.source_address = 0,
                      .spn = 100 + static_cast<std::uint32_t>(chance_() % 400),
                      .fmi = 3};
        report.odometer_m = metres_;
        report.speed_mm_per_s = 22000;
        return report;
    }
    TripReport trip(int second) const {
        return {.event = second % 10800 == 0 ? TripEvent::started : TripEvent::stopped,
                .duration = 90min,
                .idle = 5min,
                .distance_m = metres_ % 100'000,
                .fuel_used_ml = 30'000};
    }
    // As many counters as the agent has.
    HealthReport health() const {
        HealthReport report;
        for (int i = 0; i < 45; ++i) {
            report.counters.push_back(
                {"some_counter_of_its_own_" + std::to_string(i),
                 static_cast<std::uint64_t>(metres_) * (i % 3 == 0 ? 1U : 0U)});
        }
        return report;
    }
    void answer() {
        constexpr std::uint64_t lazy = 60;
        outbox_.set_committed(Stream::events, outbox_.state(Stream::events).newest);
        const auto newest = outbox_.state(Stream::meters).newest;
        if (newest >= outbox_.state(Stream::meters).committed + lazy) {
            outbox_.set_committed(Stream::meters, newest);
        }
    }

    Options options_;
    uplink::Outbox outbox_;
    uplink::Gatherer gatherer_;
    agent::Recollection recollection_;
    int folder_;
    BootId boot_ = io::boot_id();
    Monotonic now_;
    std::int64_t metres_ = 100'000'000;
    std::uint64_t faults_ = 0;
    std::uint64_t memory_version_ = 0;
    bool is_dirty_ = false;
    std::mt19937_64 chance_{1};  // NOLINT(bugprone-random-generator-seed): the same each time
};

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): a failure ends it, with its words
int main(int count, char** words) {
    CLI::App app("A truck's days through an outbox, in compressed time");
    Options options;
    app.add_option("FILE", options.file)->required();
    app.add_option("--days", options.days);
    app.add_option("--hours", options.hours);
    app.add_option("--meters-s", options.meters_s);
    app.add_option("--store-s", options.store_s);
    app.add_option("--quota-kib", options.quota_kib);
    app.add_flag("--answers", options.answers);
    app.add_flag("--sync-fs", options.syncs_fs);
    CLI11_PARSE(app, count, words);
    Truck truck(options);
    truck.live();
    truck.print();
    return 0;
}
