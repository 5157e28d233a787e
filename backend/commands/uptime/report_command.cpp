// roadworthy-backend report: what a customer is told of a month, as a page.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/due/viewing.hpp"
#include "backend/exchange/uptime/month_html.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/resources/uptime/month.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/uptime/month_report.hpp"
#include "common/ids.hpp"

namespace roadworthy::backend {
namespace {

struct ReportOptions : ViewOptions {
    std::string month;
    std::string output;
};

void write(const std::string& page, const std::string& path) {
    if (path.empty()) {
        std::cout << page;
        return;
    }
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << page;
    file.close();
    if (!file) {
        throw std::runtime_error("cannot write " + path);
    }
}

void report(const ReportOptions& options) {
    const CustomerId id = checked(CustomerId::from(options.customer));
    const auto month = checked(http::month_named(options.month));
    ViewOptions of_all = options;
    of_all.customer.clear();
    const Viewing view = open_view(of_all);
    const auto found = views::month_report(
        *view.database, view.scope, {.customer = id, .month = month, .now = view.reader.now});
    if (!found) {
        throw std::runtime_error("no customer " + id.text() + " is known");
    }
    const auto language = view.reader.language;
    views::FaultWords words(*view.database, language == exchange::Language::zh ? "zh" : "en");
    write(exchange::month_html(*found, words, language), options.output);
}

}  // namespace

void add_report_command(CLI::App& app, const CommonOptions& common) {
    auto* command = app.add_subcommand("report", "What a customer is told of a month, as HTML");
    auto options = std::make_shared<ReportOptions>();
    options->common = &common;
    command->add_option("CUSTOMER", options->customer, "Whose trucks they are")->required();
    command->add_option("--month", options->month, "2026-03")->required();
    command->add_option("--language", options->language, "zh or en")
        ->check(CLI::IsMember({"zh", "en"}));
    command->add_option("--today", options->today, "As of that day (2026-11-22)");
    command->add_option("--output", options->output, "The file; else standard output");
    command->callback([options] { report(*options); });
}

}  // namespace roadworthy::backend
