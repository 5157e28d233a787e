#pragma once
// The commands of roadworthy-backend, each group added by the file that does its work. A command
// that cannot do it throws std::runtime_error: main prints the words and exits with 1.

#include "backend/config.hpp"

namespace CLI {
class App;
}

namespace roadworthy::backend {

// `common` is filled when the command line is parsed and outlives the application.
void add_serve_commands(CLI::App& app, const CommonOptions& common);   // serve rebuild backup check
void add_people_commands(CLI::App& app, const CommonOptions& common);  // import token
void add_report_command(CLI::App& app, const CommonOptions& common);
void add_uptime_commands(CLI::App& app, const CommonOptions& common);  // uptime troublesome
void add_view_commands(CLI::App& app, const CommonOptions& common);    // meters faults uptime ...
void add_due_commands(CLI::App& app, const CommonOptions& common);   // due work-items due-load ...
void add_case_commands(CLI::App& app, const CommonOptions& common);  // cases case
void add_care_commands(CLI::App& app, const CommonOptions& common);  // care
void add_person_commands(CLI::App& app, const CommonOptions& common);  // person
void add_dry_run_command(CLI::App& app, const CommonOptions& common);
void add_alert_commands(CLI::App& app, const CommonOptions& common);  // alerts alert
void add_rules_command(CLI::App& app, const CommonOptions& common);
void add_notify_commands(CLI::App& app, const CommonOptions& common);  // recipients deliveries
void add_ask_command(CLI::App& app, const CommonOptions& common);
void add_forecast_command(CLI::App& app);
void add_unit_commands(CLI::App& app, const CommonOptions& common);  // unit-config

}  // namespace roadworthy::backend
