// What fault care costs with so many trucks of five open episodes each:
//   faults_bench TRUCKS SECONDS DATABASE
// Makes the database; then a thousand new codes a second, as messages, at their own pace: how long each
// takes from the intake to its row in `alerts`. Beside it the same pace and flush with bare
// statements that write as many rows. Then pages of the list, beside the bare statement. Prints lines of a
// name, ours and the limit: milliseconds.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "backend/faults/severity.hpp"
#include "backend/ingest/counters.hpp"
#include "backend/ingest/engine.hpp"
#include "backend/ingest/intake.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/faults/fault_list.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/report_cbor.hpp"

namespace {

using namespace roadworthy;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::uint64_t changes_a_second = 1'000;
constexpr std::uint64_t changes_a_step = 10;
constexpr milliseconds step{1'000 * changes_a_step / changes_a_second};
constexpr milliseconds between_ticks{250};  // as ingest/service has it
constexpr milliseconds between_flushes{1'000};
constexpr std::uint8_t amber = 0x04;
constexpr std::uint8_t red = 0x10;
const Time begin = Time{std::chrono::days{20'000}};

TruckId truck_id(std::uint64_t number) {
    return TruckId::from("TRUCK" + std::to_string(1'000'000 + number)).value();
}

Report fault_at(std::uint64_t number, Time at, std::uint32_t spn, std::uint8_t lamps) {
    return {.first = number,
            .last = number,
            .stamp = {.boot = BootId{1},
                      .monotonic = Monotonic{at - begin},
                      .time = at,
                      .clock = ClockQuality::synchronised},
            .body = FaultReport{.key = {.source_address = 0, .spn = spn, .fmi = 31},
                                .occurrences = 1,
                                .lamps = {.state = lamps}}};
}

ingest::Message message(std::uint64_t truck, std::span<const Report> reports) {
    return {topics::up(truck_id(truck), Stream::events),
            wire::encode_batch(StreamId{truck + 1}, reports)};
}

// Five that stand for themselves: half an hour apart, of five parts.
void fill(ingest::Engine& engine, std::uint64_t trucks) {
    std::vector<ingest::Message> messages;
    for (std::uint64_t truck = 0; truck < trucks; ++truck) {
        std::vector<Report> reports;
        for (std::uint32_t i = 0; i < 5; ++i) {
            reports.push_back(fault_at(i + 1, begin + std::chrono::minutes{30 * i}, 4'000 + i,
                                       i % 2 == 0 ? amber : 0));
        }
        messages.push_back(message(truck, reports));
        if (messages.size() == 500 || truck + 1 == trucks) {
            engine.take(messages, begin + std::chrono::hours{3});
            engine.flush();
            messages.clear();
        }
    }
}

class Latencies {
public:
    void add(Clock::duration latency) {
        all_.push_back(std::chrono::duration<double, std::milli>(latency).count());
    }
    std::size_t count() const { return all_.size(); }
    double at(double share) {
        std::ranges::sort(all_);
        return all_.empty()
                   ? 0
                   : all_[static_cast<std::size_t>(share * static_cast<double>(all_.size() - 1))];
    }

private:
    std::vector<double> all_;
};

void print(const std::string& name, Latencies& ours, Latencies& least) {
    const std::array<std::pair<const char*, double>, 3> shares{
        {{"median", 0.5}, {"99 %", 0.99}, {"longest", 1}}};
    for (const auto& [words, share] : shares) {
        std::cout << name << ", " << words << '\t' << ours.at(share) << '\t' << least.at(share)
                  << '\t' << ours.count() << '\n';
    }
}

// Ten changes each ten milliseconds, a tick four times a second, whoever takes them.
void pace(std::uint64_t seconds, const std::function<void(std::uint64_t)>& take,
          const std::function<void()>& tick) {
    const auto begun = Clock::now();
    auto next_tick = begun + between_ticks;
    const std::uint64_t steps = seconds * changes_a_second / changes_a_step;
    for (std::uint64_t i = 0; i < steps; ++i) {
        take(i);
        if (Clock::now() >= next_tick) {
            tick();
            next_tick += between_ticks;
        }
        std::this_thread::sleep_until(begun + step * static_cast<int>(i + 1));
    }
    std::this_thread::sleep_for(between_flushes);
    tick();
}

class Alerted {
public:
    Alerted(sql::Connection& database, ingest::Engine& engine, std::uint64_t trucks)
        : database_(database), engine_(engine), trucks_(trucks), last_(last_alert()) {}

    void run(std::uint64_t seconds) {
        const auto begun = Clock::now();
        const auto now = [begun] {
            return begin + std::chrono::hours{9} +
                   std::chrono::duration_cast<milliseconds>(Clock::now() - begun);
        };
        pace(
            seconds, [&](std::uint64_t i) { take(i, now()); },
            [&] {
                engine_.tick(now());
                look();
            });
    }

    Latencies all;
    Latencies stops;

private:
    // Each truck in turn gets codes that it did not have; one in ten says stop.
    void take(std::uint64_t i, Time now) {
        std::vector<ingest::Message> messages;
        const auto sent = Clock::now();
        for (std::uint64_t j = 0; j < changes_a_step; ++j) {
            const std::uint64_t change = i * changes_a_step + j;
            const std::uint64_t truck = change * 7'919 % trucks_;
            const std::uint64_t nth = change / trucks_;
            const auto spn = static_cast<std::uint32_t>(5'000 + nth);
            const Report report = fault_at(6 + nth, now, spn, change % 10 == 0 ? red : amber);
            messages.push_back(message(truck, {&report, 1}));
            sent_.emplace(std::pair(truck_id(truck).text(), spn), sent);
        }
        engine_.take(messages, now);
    }

    void look() {
        const auto seen = Clock::now();
        const auto row = database_.prepare(
            "SELECT alert, truck, spn, action FROM alerts WHERE alert > ? ORDER BY alert");
        row->with(last_);
        while (row->step()) {
            last_ = row->integer(0);
            const auto sent = sent_.find(
                std::pair(std::string(row->text(1)), static_cast<std::uint32_t>(row->integer(2))));
            if (sent == sent_.end()) {
                continue;
            }
            all.add(seen - sent->second);
            if (row->integer(3) == static_cast<std::int64_t>(faults::Action::stop_now)) {
                stops.add(seen - sent->second);
            }
            sent_.erase(sent);
        }
    }

    std::int64_t last_alert() {
        const auto row = database_.prepare("SELECT COALESCE(MAX(alert), 0) FROM alerts");
        row->step();
        return row->integer(0);
    }

    sql::Connection& database_;
    ingest::Engine& engine_;
    std::uint64_t trucks_;
    std::int64_t last_;
    std::map<std::pair<std::string, std::uint32_t>, Clock::time_point> sent_;
};

// As much to write, in as many rows, once a second, and nothing to think about.
Latencies bare(sql::Connection& database, std::uint64_t seconds) {
    database.execute(
        "CREATE TABLE bare_journal (n INTEGER PRIMARY KEY, content BLOB);"
        "CREATE TABLE bare_dossiers (truck INTEGER PRIMARY KEY, content BLOB);"
        "CREATE TABLE bare_rows (n INTEGER PRIMARY KEY, content BLOB)");
    const std::vector<std::byte> report(120);
    const std::vector<std::byte> dossier(2'000);
    const std::vector<std::byte> wide_row(300);
    Latencies latencies;
    std::vector<std::pair<std::uint64_t, Clock::time_point>> waiting;
    auto last_flush = Clock::now();
    const auto put = [&](const std::string& table, std::uint64_t n,
                         const std::vector<std::byte>& content) {
        database.prepared("INSERT INTO " + table + " VALUES (?, ?)")
            .with(static_cast<std::int64_t>(n), std::span<const std::byte>(content))
            .run();
    };
    pace(
        seconds,
        [&](std::uint64_t i) {
            const auto sent = Clock::now();
            sql::Transaction transaction(database);
            for (std::uint64_t j = 0; j < changes_a_step; ++j) {
                put("bare_journal", i * changes_a_step + j, report);
                waiting.emplace_back(i * changes_a_step + j, sent);
            }
            transaction.commit();
        },
        [&] {
            if (Clock::now() - last_flush < between_flushes) {
                return;
            }
            sql::Transaction transaction(database);
            for (const auto& [n, sent] : waiting) {
                put("bare_dossiers", n, dossier);
                put("bare_rows", 2 * n, wide_row);
                put("bare_rows", 2 * n + 1, wide_row);
            }
            transaction.commit();
            last_flush = Clock::now();
            for (const auto& [n, sent] : waiting) {
                latencies.add(last_flush - sent);
            }
            waiting.clear();
        });
    return latencies;
}

double median_ms(const std::function<void()>& work) {
    Latencies spent;
    for (int i = 0; i < 21; ++i) {
        const auto begun = Clock::now();
        work();
        spent.add(Clock::now() - begun);
    }
    return spent.at(0.5);
}

void ask_pages(sql::Connection& database) {
    std::size_t rows = 0;
    const auto show = [&](const std::string& name, const views::FaultQuery& query,
                          const std::string& statement) {
        const double ours = median_ms([&] {
            rows = views::fault_list(database, store::Scope::everything(), query)->rows.size();
        });
        const double least = median_ms([&] {
            const auto row = database.prepare(statement);
            while (row->step()) {
                row->integer(0);
            }
        });
        std::cout << name << '\t' << ours << '\t' << least << '\t' << rows << '\n';
    };
    show("first page of faults", {.page = {.limit = 100}},
         "SELECT e.episode, t.plate FROM episodes e JOIN trucks t ON t.bucket = e.bucket"
         " AND t.truck = e.truck WHERE e.state < 2 AND e.parent = 0"
         " ORDER BY e.group_action DESC, e.opened_ms DESC, e.truck DESC, e.episode DESC LIMIT 100");
    show("faults of a truck", {.truck = truck_id(77), .page = {.limit = 100}},
         "SELECT episode FROM episodes WHERE bucket = " +
             std::to_string(topics::bucket_of(truck_id(77))) +
             " AND truck = 'TRUCK1000077' AND state < 2");
}

void run(std::uint64_t trucks, std::uint64_t seconds, const std::string& path) {
    const auto database = sql::open_sqlite(path, {});
    store::migrate(*database);
    metrics::Registry registry;
    ingest::Counters counters(registry);
    ingest::Engine engine(*database, counters);
    fill(engine, trucks);
    ask_pages(*database);
    Alerted alerted(*database, engine, trucks);
    alerted.run(seconds);
    const auto other = sql::open_sqlite(path + ".bare", {});
    Latencies least = bare(*other, seconds);
    print("from the intake to an alert", alerted.all, least);
    print("from the intake to a stop", alerted.stops, least);
}

}  // namespace

int main(int count, char** words) {
    try {
        if (count != 4) {
            throw std::runtime_error("usage: faults_bench TRUCKS SECONDS DATABASE");
        }
        run(std::strtoull(words[1], nullptr, 10), std::strtoull(words[2], nullptr, 10), words[3]);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
    return 0;
}
