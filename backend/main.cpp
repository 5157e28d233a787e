// roadworthy-backend: what it can do, and how it ends: 0 done, 1 failed, 2 wrong usage. Data go to
// stdout, words to stderr.

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <exception>
#include <iostream>
#include <memory>

#include "backend/commands/commands.hpp"
#include "backend/config.hpp"

namespace {

constexpr int failed = 1;
constexpr int wrong_usage = 2;

void add_common_options(CLI::App& app, roadworthy::backend::CommonOptions& common) {
    app.add_option("--config", common.config_file, "Configuration file (JSON)")
        ->check(CLI::ExistingFile);
    app.add_option("--database", common.database, "Database file, instead of the configuration's");
    app.require_subcommand(1);
    app.fallthrough();
}

}  // namespace

// What is thrown before the command line is read ends a program that could not begin.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char** argv) {
    using namespace roadworthy::backend;
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    CommonOptions common;
    CLI::App app{"Roadworthy at the dealer or fleet: what is due, what is wrong, what was up."};
    add_common_options(app, common);
    add_serve_commands(app, common);
    add_people_commands(app, common);
    add_due_commands(app, common);
    add_uptime_commands(app, common);
    add_report_command(app, common);
    add_view_commands(app, common);
    add_case_commands(app, common);
    add_care_commands(app, common);
    add_person_commands(app, common);
    add_dry_run_command(app, common);
    add_alert_commands(app, common);
    add_rules_command(app, common);
    add_notify_commands(app, common);
    add_ask_command(app, common);
    add_forecast_command(app);
    add_unit_commands(app, common);
    try {
        app.parse(argc, argv);
        return 0;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : wrong_usage;
    } catch (const std::exception& error) {
        std::cerr << "roadworthy-backend: " << error.what() << '\n';
        return failed;
    }
}
