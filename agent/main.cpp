// roadworthy-agent: what the command line asks for.

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/logs/decode.hpp"
#include "agent/logs/record.hpp"
#include "agent/logs/replay.hpp"
#include "agent/run.hpp"
#include "agent/settings/config.hpp"
#include "agent/status.hpp"
#include "agent/version.hpp"
#include "common/ids.hpp"
#include "common/io/memory.hpp"
#include "common/result.hpp"

namespace {

using namespace roadworthy;

constexpr int wrong_usage = 2;

struct Flags {
    std::string config;
    // In place of what the file says.
    std::string truck;
    std::string broker;
    std::string outbox;
    std::string replay;
    std::string speed = "1";
    bool starts_now = false;
    bool exits_when_committed = false;
    std::optional<unsigned> wait_s;
    std::vector<std::string> logs;
    std::vector<std::string> buses;
};

Result<agent::Config> config_of(const Flags& flags) {
    Result<agent::Config> config = agent::Config{};
    if (!flags.config.empty()) {
        config = agent::load_config(flags.config);
    }
    if (config && !flags.truck.empty()) {
        auto truck = TruckId::from(flags.truck);
        if (!truck) {
            return fail("--truck: " + truck.error().message);
        }
        config->truck = *std::move(truck);
    }
    if (config && !flags.broker.empty()) {
        config->broker.url = flags.broker;
    }
    if (config && !flags.outbox.empty()) {
        config->outbox.path = flags.outbox;
    }
    return config.and_then(agent::complete);
}

Result<std::optional<double>> speed_of(const std::string& text) {
    if (text == "max") {
        return std::optional<double>{};
    }
    double speed = 0;
    if (!CLI::detail::lexical_cast(text, speed) || !(speed > 0 && speed <= 1e6)) {
        return fail("--speed: expected a number up to 1000000 or max, got " + text);
    }
    return std::optional(speed);
}

int refuse(const Error& error) {
    std::cerr << error.message << '\n';
    return wrong_usage;
}

int run(const Flags& flags) {
    auto config = config_of(flags);
    if (!config) {
        return refuse(config.error());
    }
    agent::RunSettings settings{.config = *std::move(config)};
    if (!flags.replay.empty()) {
        const auto speed = speed_of(flags.speed);
        if (!speed) {
            return refuse(speed.error());
        }
        settings.replay =
            agent::ReplaySettings{.log = flags.replay,
                                  .speed = *speed,
                                  .time = flags.starts_now ? agent::ReplayTime::starts_now
                                                           : agent::ReplayTime::as_recorded};
    } else if (settings.config.buses.empty()) {
        return refuse({"buses: expected at least one, or --replay LOG"});
    }
    if (flags.exits_when_committed) {
        settings.ending = agent::Ending::when_committed;
    }
    if (flags.wait_s) {
        settings.longest_wait = std::chrono::seconds{*flags.wait_s};
    }
    io::give_back_code();
    return agent::run(settings);
}

int status(const Flags& flags) {
    const auto config = agent::load_config(flags.config);
    if (!config) {
        return refuse(config.error());
    }
    const auto whole = agent::complete(*config);
    if (!whole) {
        return refuse(whole.error());
    }
    return agent::print_status(whole->status_file, std::cout, std::cerr);
}

void add_run(CLI::App& app, Flags& flags) {
    CLI::App* run = app.add_subcommand("run", "Listen to the buses and report");
    run->add_option("--config", flags.config, "Configuration file")->check(CLI::ExistingFile);
    run->add_option("--truck", flags.truck, "Truck id, in place of the file's");
    run->add_option("--broker", flags.broker, "tcp://HOST:PORT, in place of the file's");
    run->add_option("--outbox", flags.outbox, "Outbox file, in place of the file's");
    auto* replay = run->add_option("--replay", flags.replay, "A candump log in place of the buses")
                       ->check(CLI::ExistingFile);
    run->add_option("--speed", flags.speed, "Times the pace of the log, or max")->needs(replay);
    run->add_flag("--start-now", flags.starts_now, "As if the log began now")->needs(replay);
    auto* exits = run->add_flag("--exit-when-committed", flags.exits_when_committed,
                                "End once the backend has committed the whole replay")
                      ->needs(replay);
    run->add_option("--wait", flags.wait_s, "At most so many seconds after the replay (then 1)")
        ->needs(exits);
}

// Gives the exit code.
int dispatch(const CLI::App& app, const Flags& flags) {
    if (app.got_subcommand("run")) {
        return run(flags);
    }
    if (app.got_subcommand("status")) {
        return status(flags);
    }
    if (app.got_subcommand("record")) {
        return agent::record(flags.buses, std::cout, std::cerr);
    }
    return agent::decode(flags.logs, std::cout, std::cerr);
}

}  // namespace

// What is thrown before the command line is read ends a program that could not begin.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char** argv) {
    io::share_one_heap();
    io::give_back_code();  // what only the loader needed
    CLI::App app("Listens to a truck's J1939 bus and reports to Roadworthy");
    app.set_version_flag("--version", std::string(agent::version));
    app.require_subcommand(1);
    Flags flags;
    add_run(app, flags);
    app.add_subcommand("status", "Outbox, link and counters of the running agent as JSON")
        ->add_option("--config", flags.config, "Configuration file")
        ->required()
        ->check(CLI::ExistingFile);
    app.add_subcommand("record", "Write the frames of live buses as a candump log")
        ->add_option("--bus", flags.buses, "CAN interface")
        ->required();
    app.add_subcommand("decode", "Say what recorded logs hold, one JSON document a log")
        ->add_option("LOG", flags.logs, "candump logs")
        ->required();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : wrong_usage;
    }
    spdlog::set_default_logger(spdlog::stderr_logger_st("agent"));
    try {
        return dispatch(app, flags);
    } catch (const std::exception& failure) {
        spdlog::critical("stopped reason=\"{}\"", failure.what());
        return 1;
    }
}
