#include "backend/commands/views/pareto.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend/commands/due/viewing.hpp"
#include "backend/commands/writer.hpp"
#include "backend/config.hpp"
#include "backend/exchange/say/due_csv.hpp"
#include "backend/exchange/say/fault_words.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/resources/faults/pareto.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/faults/pareto.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::Align;
using exchange::TextTable;
using exchange::Word;

struct ParetoOptions : ViewOptions {
    std::string by = "model";
    int days = 90;
    std::size_t most = 100;
    bool as_csv = false;
};

std::string in_units(std::optional<std::int64_t> thousandths) {
    return thousandths ? decimal(static_cast<double>(*thousandths) / 1000, "") : "";
}

std::string title_of(const views::ParetoRow& row, views::FaultWords& words) {
    return words.describe({.key = {.spn = row.spn, .fmi = row.fmi}}).title;
}

using Cells = std::array<std::string, 9>;

Cells cells(const views::ParetoRow& row, views::FaultWords& words) {
    return {row.group,
            std::to_string(row.spn),
            std::to_string(row.fmi),
            title_of(row, words),
            std::to_string(row.episodes),
            std::to_string(row.trucks),
            std::to_string(row.trucks_in_group),
            in_units(views::per_100_trucks_thousandths(row)),
            in_units(views::per_million_km_thousandths(row))};
}

std::string csv_of(const std::vector<views::ParetoRow>& rows, views::FaultWords& words) {
    std::string text =
        "group,spn,fmi,title,episodes,trucks,trucks_in_group,per_100_trucks,per_million_km\n";
    for (const views::ParetoRow& row : rows) {
        std::string line;
        for (const std::string& cell : cells(row, words)) {
            line += exchange::spreadsheet_field(cell) + ',';
        }
        line.back() = '\n';
        text += line;
    }
    return text;
}

std::string table_of(const std::vector<views::ParetoRow>& rows, views::FaultWords& words,
                     const Writer& writer) {
    TextTable table({writer.column(Word::group),
                     {"SPN", Align::right},
                     {"FMI", Align::right},
                     {writer.say(exchange::FaultWord::title), Align::left},
                     {writer.say(exchange::FaultWord::episodes), Align::right},
                     writer.column(Word::trucks, Align::right),
                     {writer.say(exchange::FaultWord::of_trucks), Align::right},
                     {writer.say(exchange::FaultWord::per_100_trucks), Align::right},
                     {writer.say(exchange::FaultWord::per_million_km), Align::right}});
    for (const views::ParetoRow& row : rows) {
        const Cells all = cells(row, words);
        table.add({all.begin(), all.end()});
    }
    return table.text();
}

void show(const ParetoOptions& options) {
    const Viewing view = open_view(options);
    const Day today = day_of(view.reader.now);
    const views::DayRange period{.from = today - std::chrono::days{options.days},
                                 .to = today + std::chrono::days{1}};
    const auto by = views::pareto_by_named(options.by).value();  // CLI11 has checked it
    const views::Page<views::ParetoRow> page{
        .rows = views::pareto(*view.database, view.scope,
                              {.period = period, .by = by, .most = options.most})};
    views::FaultWords words(*view.database,
                            view.reader.language == exchange::Language::zh ? "zh" : "en");
    if (options.as_json) {
        http::Json json = http::page_json(
            page, [&](const views::ParetoRow& row) { return http::pareto_json(row, words); });
        json["by"] = options.by;
        json["from_on"] = iso(period.from);
        json["to_on"] = iso(period.to);
        print(json);
    } else if (options.as_csv) {
        std::cout << csv_of(page.rows, words);
    } else {
        std::cout << table_of(page.rows, words, Writer(view.reader));
    }
}

}  // namespace

void add_pareto_command(CLI::App& faults, const CommonOptions& common) {
    auto* command = faults.add_subcommand("pareto", "Which faults occur most");
    auto options = std::make_shared<ParetoOptions>();
    add_view_options(*command, *options, common);
    command->add_option("--by", options->by, "model, engine, km_band, software or system")
        ->check(CLI::IsMember({"model", "engine", "km_band", "software", "system"}));
    command->add_option("--days", options->days, "How far back (90)")->check(CLI::Range(1, 400));
    command->add_option("--most", options->most, "Rows (100)")->check(CLI::Range(1, 100'000));
    command->add_flag("--csv", options->as_csv, "For a spreadsheet");
    command->callback([options] { show(*options); });
}

}  // namespace roadworthy::backend
