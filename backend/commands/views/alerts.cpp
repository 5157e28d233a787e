// roadworthy-backend alerts, alert.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <array>
#include <cstdint>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "backend/commands/commands.hpp"
#include "backend/commands/due/viewing.hpp"
#include "backend/commands/writer.hpp"
#include "backend/config.hpp"
#include "backend/customers/ledger.hpp"
#include "backend/exchange/cover_words.hpp"
#include "backend/exchange/say/alert_words.hpp"
#include "backend/exchange/say/case_words.hpp"
#include "backend/exchange/say/due_csv.hpp"
#include "backend/exchange/say/fault_words.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/resources/faults/alerts.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/store/alerts/ledger_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/views/faults/alert_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/page.hpp"
#include "common/io/clock.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::AlertWord;
using exchange::Align;
using exchange::TextTable;
using exchange::Word;

struct AlertOptions : ViewOptions {
    bool only_open = false;
    bool as_csv = false;
    std::int64_t days = http::usual_scoring_days;
};

std::string title_of(const views::AlertEntry& entry, views::FaultWords& words) {
    return entry.alert.fault
               ? words.describe({.key = *entry.alert.fault, .model = entry.truck.model}).title
               : entry.alert.matter;
}

constexpr std::array csv_columns = {
    "alert",  "truck",   "plate",   "model",      "workshop",      "customer", "matter",  "kind",
    "title",  "action",  "spn",     "fmi",        "happened_at",   "heard_at", "told_at", "state",
    "active", "reasons", "outcome", "verdict_by", "verdict_words", "coverage"};

// Told, but to nobody: then why.
std::string state_of(const views::AlertEntry& entry, const Writer& writer) {
    return entry.untold ? writer.say(*entry.untold) : writer.say(entry.alert.state);
}

std::string csv_row(const views::AlertEntry& entry, views::FaultWords& words,
                    const Writer& writer) {
    const customers::Alert& alert = entry.alert;
    std::string reasons;
    for (const std::string& rule : alert.reasons) {
        reasons += (reasons.empty() ? "" : " ") + rule;
    }
    const std::array<std::string, csv_columns.size()> fields = {
        std::to_string(alert.id),
        entry.truck.id.text(),
        entry.truck.plate,
        entry.truck.model,
        entry.truck.workshop,
        entry.truck.customer ? entry.truck.customer->text() : "",
        alert.matter,
        writer.say(alert.kind),
        title_of(entry, words),
        writer.say(alert.action),
        alert.fault ? std::to_string(alert.fault->spn) : "",
        alert.fault ? std::to_string(alert.fault->fmi) : "",
        iso(alert.happened),
        iso(alert.heard),
        entry.told ? iso(*entry.told) : "",
        state_of(entry, writer),
        writer.say(alert.active),
        reasons,
        writer.say(entry.outcome),
        entry.verdict ? entry.verdict->by : "",
        entry.verdict ? entry.verdict->words : "",
        entry.coverage ? exchange::sentence(*entry.coverage, writer.reader().language) : ""};
    std::string line;
    for (const std::string& field : fields) {
        line += (line.empty() ? "" : ",") + exchange::spreadsheet_field(field);
    }
    return line + '\n';
}

std::string alerts_csv(const std::vector<views::AlertEntry>& rows, views::FaultWords& words,
                       const Writer& writer) {
    std::string text;
    for (const char* column : csv_columns) {
        text += (text.empty() ? "" : ",") + std::string(column);
    }
    text += '\n';
    for (const views::AlertEntry& entry : rows) {
        text += csv_row(entry, words, writer);
    }
    return text;
}

std::string alert_table(const std::vector<views::AlertEntry>& rows, views::FaultWords& words,
                        const Writer& writer) {
    if (rows.empty()) {
        return writer.say(AlertWord::no_alerts) + '\n';
    }
    TextTable table(joined<TextTable::Column>(
        joined<TextTable::Column>({{writer.say(AlertWord::alert), Align::right}},
                                  label_columns(writer)),
        {{writer.say(AlertWord::kind), Align::left},
         {writer.say(exchange::FaultWord::title), Align::left},
         writer.column(Word::action),
         {writer.say(AlertWord::happened), Align::left},
         {writer.say(AlertWord::active), Align::left},
         writer.column(Word::state),
         {writer.say(exchange::CaseWord::covered), Align::left},
         {writer.say(AlertWord::outcome), Align::left}}));
    for (const views::AlertEntry& entry : rows) {
        const customers::Alert& alert = entry.alert;
        table.add(joined<std::string>(
            joined<std::string>({std::to_string(alert.id)}, label_cells(entry.truck)),
            {writer.say(alert.kind), title_of(entry, words), writer.say(alert.action),
             minute(alert.happened), writer.say(alert.active), state_of(entry, writer),
             entry.coverage
                 ? std::string(exchange::word(entry.coverage->covered, writer.reader().language))
                 : "",
             writer.say(entry.outcome)}));
    }
    return table.text();
}

std::string rule_table(const std::vector<customers::RuleScore>& scores, const Writer& writer) {
    if (scores.empty()) {
        return writer.say(AlertWord::no_alerts) + '\n';
    }
    TextTable table({{writer.say(AlertWord::rule), Align::left},
                     {writer.say(AlertWord::alerts), Align::right},
                     {writer.say(AlertWord::judged), Align::right},
                     {writer.say(AlertWord::useful), Align::right},
                     {writer.say(AlertWord::precision), Align::right},
                     {"", Align::left}});
    for (const customers::RuleScore& score : scores) {
        const auto precision = customers::precision_permille(score);
        table.add({exchange::rule_name(score.rule, writer.reader().rules, writer.reader().language),
                   std::to_string(score.raised), std::to_string(score.judged()),
                   std::to_string(score.useful),
                   precision ? decimal(static_cast<double>(*precision) / 10, "%")
                             : writer.say(AlertWord::too_few),
                   customers::is_weak(score) ? writer.say(AlertWord::for_digest) : ""});
    }
    return table.text();
}

void show_alerts(const AlertOptions& options) {
    const Viewing view = open_view(options);
    const auto all = all_of<views::AlertEntry>([&](const views::PageQuery& page) {
        return views::alert_feed(
                   *view.database, view.scope,
                   {.which = options.only_open ? views::Alerts::open : views::Alerts::all,
                    .page = page})
            .map([](views::AlertFeed feed) { return std::move(feed.page); });
    });
    views::FaultWords words(*view.database,
                            view.reader.language == exchange::Language::zh ? "zh" : "en");
    if (options.as_json) {
        print(http::page_json(
            all, [&](const views::AlertEntry& entry) { return http::alert_json(entry, words); }));
    } else if (options.as_csv) {
        std::cout << alerts_csv(all.rows, words, Writer(view.reader));
    } else {
        std::cout << alert_table(all.rows, words, Writer(view.reader));
    }
}

void show_rules(const AlertOptions& options) {
    const Viewing view = open_view(options);
    const views::Page<customers::RuleScore> page{
        .rows = views::rule_scores(*view.database, view.scope,
                                   view.reader.now - std::chrono::days{options.days})};
    if (options.as_json) {
        http::Json json = http::page_json(page, http::rule_score_json);
        http::put_scoring(json, options.days);
        print(json);
    } else {
        std::cout << rule_table(page.rows, Writer(view.reader));
    }
}

struct OutcomeOptions {
    const CommonOptions* common = nullptr;
    std::int64_t alert = 0;
    std::string outcome;
    std::string by;
    std::string words;
};

// useful, not-useful, no-answer
customers::Outcome outcome_named(std::string text) {
    for (char& letter : text) {
        letter = letter == '-' ? '_' : letter;
    }
    return customers::verdict_named(text).value();  // CLI11 has checked it
}

void enter_outcome(const OutcomeOptions& options) {
    const Config config = load_config(*options.common);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    sql::Transaction transaction(*database);
    if (!store::enter_verdict(*database, options.alert,
                              {.outcome = outcome_named(options.outcome),
                               .at = io::now(),
                               .by = options.by,
                               .words = options.words})) {
        throw std::runtime_error("no alert " + std::to_string(options.alert) + " is known");
    }
    transaction.commit();
}

void add_alerts(CLI::App& app, const CommonOptions& common) {
    auto* alerts = app.add_subcommand("alerts", "What is told of faults and cases");
    auto options = std::make_shared<AlertOptions>();
    add_view_options(*alerts, *options, common);
    alerts->add_flag("--open", options->only_open, "Those without an outcome");
    alerts->add_flag("--csv", options->as_csv, "For a spreadsheet");
    alerts->callback([alerts, options] {
        if (alerts->get_subcommands().empty()) {
            show_alerts(*options);
        }
    });
    auto* rules = alerts->add_subcommand("rules", "How useful the alerts of each rule were");
    auto scoring = std::make_shared<AlertOptions>();
    add_view_options(*rules, *scoring, common);
    rules->add_option("--days", scoring->days, "How far back")->check(CLI::Range(1, 3'650));
    rules->callback([scoring] { show_rules(*scoring); });
}

void add_outcome(CLI::App& app, const CommonOptions& common) {
    auto* alert = app.add_subcommand("alert", "One alert");
    alert->require_subcommand(1);
    alert->fallthrough();
    auto options = std::make_shared<OutcomeOptions>();
    options->common = &common;
    auto* outcome = alert->add_subcommand("outcome", "Say whether it was useful");
    outcome->add_option("ALERT", options->alert, "Its number")->required();
    outcome->add_option("OUTCOME", options->outcome, "useful, not-useful or no-answer")
        ->required()
        ->check(CLI::IsMember({"useful", "not-useful", "no-answer"}));
    outcome->add_option("--by", options->by, "Who says it");
    outcome->add_option("--words", options->words, "Why");
    outcome->callback([options] { enter_outcome(*options); });
}

}  // namespace

void add_alert_commands(CLI::App& app, const CommonOptions& common) {
    add_alerts(app, common);
    add_outcome(app, common);
}

}  // namespace roadworthy::backend
