#pragma once
// The commands of roadworthy-sim, and the options that they share.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::sim {

// Each command is handed what it needs and gives its exit code through `exit_code`.
void add_truck_command(CLI::App& app, int& exit_code);
void add_reports_command(CLI::App& app, int& exit_code);
void add_services_command(CLI::App& app, int& exit_code);
void add_fleet_command(CLI::App& app, int& exit_code);

// A Monday morning: what is simulated where no other time is asked for.
constexpr std::string_view usual_start = "2026-03-02T00:00:00Z";

}  // namespace roadworthy::sim
