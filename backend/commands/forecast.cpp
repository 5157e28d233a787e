// roadworthy-backend forecast: the back-test's event stream on stdin, its predictions on stdout.

#include <CLI/App.hpp>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "backend/commands/commands.hpp"
#include "backend/commands/forecast_feed.hpp"

namespace roadworthy::backend {
namespace {

void forecast(FleetNumbersMove move) {
    ForecastFeed feed(move);
    std::cout << ForecastFeed::head << '\n';
    std::string line;
    for (std::uint64_t number = 1; std::getline(std::cin, line); ++number) {
        const auto answer = feed.take(line);
        if (!answer) {
            throw std::runtime_error("line " + std::to_string(number) + ": " +
                                     answer.error().message);
        }
        if (const std::optional<std::string>& prediction = *answer) {
            std::cout << *prediction << '\n';
        }
    }
}

}  // namespace

void add_forecast_command(CLI::App& app) {
    auto* command = app.add_subcommand(
        "forecast", "When is it due: readings and questions on stdin, predictions on stdout");
    const auto as_reference = std::make_shared<bool>(false);
    command->add_flag("--reference", *as_reference,
                      "let the fleet's rates and calibration move with every line");
    command->callback([as_reference] {
        forecast(*as_reference ? FleetNumbersMove::with_every_line : FleetNumbersMove::once_a_day);
    });
}

}  // namespace roadworthy::backend
