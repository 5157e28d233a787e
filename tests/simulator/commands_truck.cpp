// roadworthy-sim truck: a candump log of one truck on standard output.

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "agent/can/candump.hpp"
#include "agent/can/frame.hpp"
#include "common/io/clock.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "tests/simulator/bus/bus_log.hpp"
#include "tests/simulator/commands.hpp"
#include "tests/simulator/model/calendar.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/life.hpp"
#include "tests/simulator/model/script.hpp"

namespace roadworthy::sim {
namespace {

struct TruckOptions {
    std::uint64_t seed = 1;
    unsigned number = 1;
    double hours = 1;
    int days_before = 0;
    std::string scenario = "normal";
    std::string start;
    std::string bus = "can0";
    bool is_sparse = false;
    bool ends_now = false;
};

// Lines go out in blocks; a reader that has gone away ends the program, as it should.
class LineWriter {
public:
    explicit LineWriter(std::string bus) : bus_(std::move(bus)) {}
    void write(const can::Frame& frame) {
        can::append_line(text_, frame, bus_);
        if (text_.size() > 64 * 1024) {
            flush();
        }
    }
    void flush() {
        std::cout.write(text_.data(), static_cast<std::streamsize>(text_.size())).flush();
        text_.clear();
    }

private:
    std::string bus_;
    std::string text_;
};

Result<int> run(const TruckOptions& options) {
    const Duration length{static_cast<std::int64_t>(options.hours * 3600) * 1'000'000};
    Time from;
    if (options.ends_now) {
        from = io::now() - length;
    } else {
        const auto start =
            parse_time(options.start.empty() ? usual_start : std::string_view{options.start});
        if (!start) {
            return tl::unexpected(start.error());
        }
        from = *start;
    }
    auto script = script_named(options.scenario, from);
    if (!script) {
        return tl::unexpected(script.error());
    }
    const Time to = from + length;
    const Day first_day = local_day_of(from - std::chrono::days{options.days_before});
    const Character truck = character_of(options.seed, options.number);
    LineWriter lines(options.bus);
    BusLog log(truck,
               {.rate = options.is_sparse ? Rate::sparse : Rate::full,
                .cluster_wake_up = script->cluster_wake_up},
               [&lines](const can::Frame& frame) { lines.write(frame); });
    Life life(truck, {.first_day = first_day, .script = std::move(*script)});
    for (Day day = first_day; local_midnight(day) < to && std::cout; day += std::chrono::days{1}) {
        log.write(life.next_day(), from, to);
    }
    lines.flush();
    return std::cout ? 0 : 1;
}

}  // namespace

void add_truck_command(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<TruckOptions>();
    CLI::App* command = app.add_subcommand("truck", "a candump log of a truck that lives");
    command->add_option("--seed", options->seed, "of the fleet")->capture_default_str();
    command->add_option("--truck", options->number, "which truck of the fleet")
        ->capture_default_str()
        ->check(CLI::Range(1U, 99'999U));
    command->add_option("--hours", options->hours, "length of the log")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 100'000.0));
    command->add_option("--scenario", options->scenario, std::string(scenario_names()))
        ->capture_default_str();
    command->add_option("--days-before", options->days_before, "of its life before the log begins")
        ->check(CLI::Range(0, 10'000));
    auto* start = command->add_option("--start", options->start,
                                      "when the log begins; else " + std::string(usual_start));
    command->add_flag("--end-now", options->ends_now, "the log ends now")->excludes(start);
    command->add_flag("--sparse", options->is_sparse, "each message at most once a second");
    command->add_option("--bus", options->bus, "name of the interface")->capture_default_str();
    command->callback([options, &exit_code] {
        const auto result = run(*options);
        if (!result) {
            std::cerr << result.error().message << '\n';
        }
        exit_code = result.value_or(2);
    });
}

}  // namespace roadworthy::sim
