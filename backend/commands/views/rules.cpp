// roadworthy-backend rules.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <array>
#include <cstddef>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/due/viewing.hpp"
#include "backend/commands/writer.hpp"
#include "backend/config.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/faults/rules_from_csv.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "backend/faults/trial.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/store/views/faults/fault_list.hpp"
#include "backend/store/views/faults/rule_book.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::Align;
using exchange::TextTable;
using exchange::Word;
using faults::Action;
using http::Json;

constexpr std::array all_actions{Action::log, Action::at_next_service, Action::workshop_soon,
                                 Action::stop_now};

struct RulesOptions : ViewOptions {
    bool is_built_in = false;
    std::string file;
    int days = 90;
};

// The operator's own; what he has not touched stands in the built-in ones.
void show(const RulesOptions& options) {
    if (options.is_built_in) {
        std::cout << exchange::rules_csv(1, faults::built_in_rules());
        return;
    }
    const Viewing view = open_view(options);
    const auto sets = views::rule_sets(*view.database);
    if (sets.empty()) {
        std::cout << exchange::rules_csv(0, {});
    } else {
        std::cout << exchange::rules_csv(sets.back().set.version, sets.back().set.rules);
    }
}

faults::RuleSet set_in(const std::string& file, Time now) {
    const auto facts = exchange::facts_from_csv(exchange::FileKind::rules, content_of(file), now);
    for (const exchange::RowError& error : facts.errors) {
        std::cerr << file << ':' << error.line << ": " << error.column << ": " << error.reason
                  << '\n';
    }
    if (facts.rows.empty()) {
        throw std::runtime_error(file + ": an import would refuse it");
    }
    return std::get<faults::RuleSet>(facts.rows.front().facts.front());
}

Json trial_json(const faults::TrialResult& result) {
    Json json{{"moved", Json::array()},
              {"trucks_changed", result.trucks_changed},
              {"heard", result.heard},
              {"examples", Json::array()}};
    for (const Action from : all_actions) {
        for (const Action to : all_actions) {
            const auto count =
                result.moved.at(static_cast<std::size_t>(from)).at(static_cast<std::size_t>(to));
            if (count > 0) {
                json["moved"].push_back(
                    {{"from", faults::name(from)}, {"to", faults::name(to)}, {"episodes", count}});
            }
        }
    }
    for (const faults::TrialChange& one : result.examples) {
        json["examples"].push_back({{"truck", one.truck.text()},
                                    {"episode", one.episode.number},
                                    {"source_address", one.episode.key.source_address},
                                    {"spn", one.episode.key.spn},
                                    {"fmi", one.episode.key.fmi},
                                    {"from", faults::name(one.before.action)},
                                    {"to", faults::name(one.after.action)},
                                    {"reasons", one.after.rules}});
    }
    return json;
}

std::string trial_text(const faults::TrialResult& result, const Writer& writer) {
    std::vector<TextTable::Column> columns{writer.column(Word::action)};
    for (const Action to : all_actions) {
        columns.push_back({"→ " + writer.say(to), Align::right});
    }
    TextTable moved(std::move(columns));
    for (const Action from : all_actions) {
        std::vector<std::string> cells{writer.say(from)};
        for (const auto count : result.moved.at(static_cast<std::size_t>(from))) {
            cells.push_back(std::to_string(count));
        }
        moved.add(std::move(cells));
    }
    TextTable examples({writer.column(Word::truck),
                        {writer.say(Word::fault) + " SA/SPN/FMI", Align::left},
                        writer.column(Word::action),
                        {"→", Align::left},
                        writer.column(Word::reasons)});
    for (const faults::TrialChange& one : result.examples) {
        const FaultKey& key = one.episode.key;
        examples.add({one.truck.text(),
                      std::to_string(key.source_address) + '/' + std::to_string(key.spn) + '/' +
                          std::to_string(key.fmi),
                      writer.say(one.before.action), writer.say(one.after.action),
                      writer.reasons(one.after)});
    }
    return moved.text() + (result.examples.empty() ? "" : '\n' + examples.text());
}

void try_out(const RulesOptions& options) {
    Viewing view = open_view(options);
    const faults::RuleSet set = set_in(options.file, view.reader.now);
    const auto before = faults::over_built_in(view.reader.rules);
    const auto after = faults::over_built_in(set.rules);
    faults::Trial trial(before, after);
    views::for_each_episode(
        *view.database, view.scope, view.reader.now - std::chrono::days{options.days},
        [&](const views::FaultEntry& entry) {
            trial.add(entry.truck.id, entry.episode,
                      {.model = entry.truck.model,
                       .customer = entry.truck.customer ? entry.truck.customer->text() : ""});
        });
    view.reader.rules = set.rules;
    if (options.as_json) {
        print(trial_json(trial.result()));
    } else {
        std::cout << trial_text(trial.result(), Writer(view.reader));
    }
}

}  // namespace

void add_rules_command(CLI::App& app, const CommonOptions& common) {
    auto* command = app.add_subcommand("rules", "The rules by which faults are judged");
    command->require_subcommand(1);
    command->fallthrough();
    auto options = std::make_shared<RulesOptions>();
    options->common = &common;
    auto* shown = command->add_subcommand("show", "As CSV, as import rules takes it");
    shown->add_flag("--built-in", options->is_built_in, "Those that are there without any set");
    shown->callback([options] { show(*options); });
    auto* tried = command->add_subcommand("try", "What a set would have changed");
    add_view_options(*tried, *options, common);
    tried->add_option("FILE", options->file, "As for import rules")->required();
    tried->add_option("--days", options->days, "How far back")->check(CLI::Range(1, 3'650));
    tried->callback([options] { try_out(*options); });
}

}  // namespace roadworthy::backend
