// roadworthy-sim reports, services, fleet: the lives of many trucks as reports, on standard output or
// to a broker, and the services that they were given.

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/report.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/report_cbor.hpp"
#include "common/wire/report_json.hpp"
#include "common/wire/schema.hpp"
#include "tests/simulator/commands.hpp"
#include "tests/simulator/load/fleet_sender.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/script.hpp"
#include "tests/simulator/reports/history.hpp"
#include "tests/simulator/reports/service_records.hpp"
#include "tests/simulator/reports/truth.hpp"

namespace roadworthy::sim {
namespace {

struct FleetOptions {
    std::uint64_t seed = 1;
    unsigned trucks = 3;
    int days = 30;
    std::string start;
    std::string end;
    std::string scenario = "normal";
    bool ends_now = false;
    unsigned interval_s = 60;
    std::string truth;
};

void add_fleet_options(CLI::App& command, FleetOptions& options) {
    command.add_option("--trucks", options.trucks, "SIM00001 and on")
        ->capture_default_str()
        ->check(CLI::Range(1U, 99'999U));
    command.add_option("--days", options.days, "of history")
        ->capture_default_str()
        ->check(CLI::Range(1, 10'000));
    command.add_option("--seed", options.seed, "of the fleet")->capture_default_str();
    auto* start = command.add_option("--start", options.start,
                                     "when it begins; else " + std::string(usual_start));
    auto* end = command.add_option("--end", options.end, "when it ends")->excludes(start);
    command.add_flag("--end-now", options.ends_now, "it ends now")->excludes(start)->excludes(end);
    command
        .add_option("--scenario", options.scenario,
                    "what is made to happen around the end: " + std::string(scenario_names()))
        ->capture_default_str();
    command.add_option("--interval", options.interval_s, "seconds between meter reports")
        ->capture_default_str()
        ->check(CLI::Range(10U, 86'400U));
    command.add_option("--truth", options.truth, "file for what really happened, as JSON lines");
}

Result<Time> end_of(const FleetOptions& options) {
    if (options.ends_now) {
        return io::now();
    }
    if (!options.end.empty()) {
        return parse_time(options.end);
    }
    const std::string_view start = options.start.empty() ? usual_start : options.start;
    return parse_time(start).map(
        [&options](Time begin) { return begin + std::chrono::days{options.days}; });
}

Result<HistoryOptions> history_options(const FleetOptions& options) {
    const auto until = end_of(options);
    if (!until) {
        return tl::unexpected(until.error());
    }
    auto script = script_named(options.scenario, *until);
    if (!script) {
        return tl::unexpected(script.error());
    }
    return HistoryOptions{
        .fleet_seed = options.seed,
        .days = options.days,
        .until = *until,
        .script = std::move(*script),
        .reporting = {.meters_interval = std::chrono::seconds{options.interval_s}}};
}

// The truth, where it is asked for.
class TruthFile {
public:
    explicit TruthFile(const std::string& path) {
        if (!path.empty()) {
            file_.emplace(path);
            if (!*file_) {
                throw std::runtime_error("cannot write " + path);
            }
            truth_.emplace(*file_);
        }
    }
    Truth* get() { return truth_ ? &*truth_ : nullptr; }

private:
    std::optional<std::ofstream> file_;
    std::optional<Truth> truth_;
};

template <class TakeDay>
void tell(History& history, Truth* truth, TakeDay take_day) {
    if (truth != nullptr) {
        truth->begin(history.truck());
    }
    std::optional<DayRecord> last;
    while (auto day = history.next_day()) {
        if (truth != nullptr) {
            truth->day(history.truck(), day->day, history.span());
        }
        take_day(*day);
        last = std::move(day->day);
    }
    if (truth != nullptr && last) {
        truth->end(history, *last);
    }
}

void print_json_lines(const History& history, const std::vector<Report>& reports) {
    for (const Report& report : reports) {
        const StreamId stream = history.reporting().id(stream_of(report.body));
        std::cout << R"({"truck":")" << history.truck().id.text() << R"(","stream":")"
                  << stream.text() << R"(","report":)" << wire::to_json(report) << "}\n";
    }
}

std::string hexadecimal(const wire::Bytes& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : bytes) {
        text += digits[std::to_integer<unsigned>(byte) >> 4];
        text += digits[std::to_integer<unsigned>(byte) & 15U];
    }
    return text;
}

// A line a batch: the topic, a space, the payload in hexadecimal digits.
void print_batches(const History& history, const std::vector<Report>& reports) {
    constexpr std::size_t batch = 20;
    for (const Stream stream : {Stream::events, Stream::meters}) {
        std::vector<Report> of_stream;
        for (const Report& report : reports) {
            if (stream_of(report.body) == stream) {
                of_stream.push_back(report);
            }
        }
        for (std::size_t at = 0; at < of_stream.size(); at += batch) {
            const auto part =
                std::span(of_stream).subspan(at, std::min(batch, of_stream.size() - at));
            std::cout << topics::up(history.truck().id, stream) << ' '
                      << hexadecimal(wire::encode_batch(history.reporting().id(stream), part))
                      << '\n';
        }
    }
}

Result<int> run_reports(const FleetOptions& options, const std::string& format) {
    const auto history = history_options(options);
    if (!history) {
        return tl::unexpected(history.error());
    }
    TruthFile truth(options.truth);
    for (unsigned number = 1; number <= options.trucks && std::cout; ++number) {
        History truck(*history, number);
        tell(truck, truth.get(), [&](const History::DayOfReports& day) {
            format == "batches" ? print_batches(truck, day.reports)
                                : print_json_lines(truck, day.reports);
        });
    }
    return std::cout.flush() ? 0 : 1;
}

Result<int> run_services(const FleetOptions& options) {
    const auto history = history_options(options);
    if (!history) {
        return tl::unexpected(history.error());
    }
    ServiceRecords records(std::cout);
    for (unsigned number = 1; number <= options.trucks && std::cout; ++number) {
        History truck(*history, number);
        records.begin(truck);
        while (const auto day = truck.next_day()) {
            records.day(truck.truck(), day->day, truck.span());
        }
    }
    return std::cout.flush() ? 0 : 1;
}

void print_totals(const FleetOptions& fleet, const SendTotals& totals) {
    const double seconds = std::chrono::duration<double>(totals.taken).count();
    std::cout << R"({"trucks":)" << fleet.trucks << R"(,"messages":)" << totals.messages
              << R"(,"bytes":)" << totals.bytes << R"(,"published":)" << totals.published
              << R"(,"committed":)" << totals.committed << R"(,"resent":)" << totals.resent
              << R"(,"answers":)" << totals.answers << R"(,"refused":)" << totals.refused
              << R"(,"seconds":)" << seconds << "}\n";
}

Result<int> run_fleet(const FleetOptions& fleet, SendOptions send) {
    const auto history = history_options(fleet);
    if (!history) {
        return tl::unexpected(history.error());
    }
    TruthFile truth(fleet.truth);
    std::vector<History> trucks;
    for (unsigned number = 1; number <= fleet.trucks; ++number) {
        trucks.emplace_back(*history, number);
        if (truth.get() != nullptr) {
            History copy(*history, number);
            tell(copy, truth.get(), [](const History::DayOfReports&) {});
        }
    }
    send.client_id = "roadworthy-sim-" + std::to_string(fleet.seed) + '-' +
                     std::to_string(io::now().time_since_epoch().count());
    boost::asio::io_context io;
    FleetSender sender(io, std::move(send), std::move(trucks));
    sender.prepare();
    sender.start();
    io.run();
    if (!sender.failure().empty()) {
        std::cerr << sender.failure() << '\n';
        return 1;
    }
    print_totals(fleet, sender.totals());
    return sender.totals().refused == 0 ? 0 : 1;
}

int exit_code_of(const Result<int>& result) {
    if (!result) {
        std::cerr << result.error().message << '\n';
    }
    return result.value_or(2);
}

}  // namespace

void add_reports_command(CLI::App& app, int& exit_code) {
    CLI::App* command =
        app.add_subcommand("reports", "the lives of a fleet as the reports of its agents");
    auto options = std::make_shared<FleetOptions>();
    auto format = std::make_shared<std::string>("jsonl");
    add_fleet_options(*command, *options);
    command->add_option("--format", *format, "jsonl, or batches as they go on the wire")
        ->capture_default_str()
        ->check(CLI::IsMember({"jsonl", "batches"}));
    command->callback([options, format, &exit_code] {
        exit_code = exit_code_of(run_reports(*options, *format));
    });
}

void add_services_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand(
        "services", "the services done on the fleet, as roadworthy-backend imports them");
    auto options = std::make_shared<FleetOptions>();
    add_fleet_options(*command, *options);
    command->callback([options, &exit_code] { exit_code = exit_code_of(run_services(*options)); });
}

void add_fleet_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand(
        "fleet", "sends the reports of a fleet to a broker and follows what is committed");
    auto fleet = std::make_shared<FleetOptions>();
    auto send = std::make_shared<SendOptions>();
    auto until_committed = std::make_shared<bool>(false);
    add_fleet_options(*command, *fleet);
    command->add_option("--broker", send->url, "tcp://host:port")->required();
    command->add_option("--batch", send->batch, "reports a message")
        ->capture_default_str()
        ->check(CLI::Range(1, 400));
    command
        ->add_option("--window", send->window, "reports of a stream on the way without an answer")
        ->capture_default_str()
        ->check(CLI::Range(1, 1'000'000));
    command->add_option("--rate", send->rate, "reports a second; 0: as fast as it goes");
    command->add_flag("--until-committed", *until_committed,
                      "ends when the backend has committed all, not when the broker has it");
    command->callback([fleet, send, until_committed, &exit_code] {
        SendOptions options = *send;
        options.ends = *until_committed ? EndsWhen::committed : EndsWhen::published;
        exit_code = exit_code_of(run_fleet(*fleet, options));
    });
}

}  // namespace roadworthy::sim
