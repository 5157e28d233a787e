// roadworthy-sim: simulated trucks, as logs, as reports, as load.

#include <exception>
#include <iostream>

#include "tests/simulator/commands.hpp"

// What is thrown before the command line is read ends a program that could not begin.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char** argv) {
    CLI::App app("Simulated trucks: the same seed, the same output.", "roadworthy-sim");
    app.require_subcommand(1);
    int exit_code = 0;
    roadworthy::sim::add_truck_command(app, exit_code);
    roadworthy::sim::add_reports_command(app, exit_code);
    roadworthy::sim::add_services_command(app, exit_code);
    roadworthy::sim::add_fleet_command(app, exit_code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    return exit_code;
}
