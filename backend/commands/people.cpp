// roadworthy-backend import, token.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "backend/access/tokens.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/entering/folding.hpp"
#include "backend/config.hpp"
#include "backend/customers/recipient.hpp"
#include "backend/exchange/care/timetable_csv.hpp"
#include "backend/exchange/cases/policy_import.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/encoding.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/import.hpp"
#include "backend/exchange/import/recipients_from_csv.hpp"
#include "backend/exchange/plans/recall_import.hpp"
#include "backend/exchange/record/record_csv.hpp"
#include "backend/exchange/uptime/uptime_import.hpp"
#include "backend/exchange/zones.hpp"
#include "backend/store/alerts/recipient_rows.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/record/record_tables.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/page.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::FileKind;

// ---- Importing

struct ImportOptions {
    const CommonOptions* common = nullptr;
    std::string kind;
    std::string file;
    bool is_preview = false;
};

// In the order of FileKind; then what is read in a way of its own.
const std::vector<std::string> kinds = {
    "customers", "trucks",    "plans",      "services",        "readings",
    "levels",    "overrides", "workshops",  "quiet-days",      "catalog",
    "rules",     "repairs",   "warranties", "recalls",         "recipients",
    "sla",       "calendars", "care",       "operating-hours", "uptime-targets"};

const store::RecordTable* record_table(const std::string& name) {
    const auto all = store::record_tables();
    const auto found = std::ranges::find(all, name, &store::RecordTable::name);
    return found == all.end() ? nullptr : *found;
}

std::vector<std::string> record_names() {
    std::vector<std::string> all;
    for (const store::RecordTable* table : store::record_tables()) {
        all.emplace_back(table->name);
    }
    return all;
}

std::vector<std::string> all_kinds() {
    std::vector<std::string> all = kinds;
    std::ranges::copy(record_names(), std::back_inserter(all));
    return all;
}

FileKind kind_named(const std::string& name) {
    return static_cast<FileKind>(std::ranges::find(kinds, name) - kinds.begin());
}

// The clocks of a place from the year before on: nobody enters what happened earlier.
Result<cases::Zone> zone_from_now(std::string_view name) {
    const std::chrono::year_month_day today{day_of(io::now())};
    return exchange::zone_table(name, today.year() - std::chrono::years{1});
}

// A file of services says that something was done, and beside it what.
exchange::ImportReport take_services(sql::Connection& database, const std::string& text,
                                     exchange::ImportMode mode) {
    auto report = exchange::import_file(database, FileKind::services, text, io::now(), mode);
    const auto details = exchange::import_service_details(database, text, mode);
    report.notes.push_back(std::to_string(details.taken) +
                           " rows say more than that it was done, and are new");
    for (const exchange::RowError& error : details.errors) {
        if (std::ranges::find(report.errors, error.line, &exchange::RowError::line) ==
            report.errors.end()) {
            report.errors.push_back(error);
        }
    }
    std::ranges::stable_sort(report.errors, {}, &exchange::RowError::line);
    return report;
}

exchange::ImportReport take_for_good(sql::Connection& database, const std::string& kind,
                                     const std::string& text, const Config& config) {
    if (kind == "recalls") {
        return exchange::import_recalls(database, text, io::now());
    }
    if (kind == "recipients") {
        return exchange::import_recipients(database, text,
                                           static_cast<std::uint32_t>(config.notify.most_a_day));
    }
    if (kind == "sla") {
        return exchange::import_sla(database, text, io::now());
    }
    if (kind == "care") {
        return exchange::import_timetable(database, text, io::now());
    }
    if (kind == "calendars") {
        return exchange::import_calendars(database, text, zone_from_now, io::now());
    }
    if (kind == "operating-hours") {
        return exchange::import_operating_hours(database, text, zone_from_now, io::now());
    }
    if (kind == "uptime-targets") {
        return exchange::import_uptime_targets(database, text, io::now());
    }
    throw std::logic_error("a kind of file that nobody reads");
}

struct File {
    const std::string& kind;
    const std::string& text;
    exchange::ImportMode mode = exchange::ImportMode::take;
};

exchange::ImportReport take(sql::Connection& database, const File& file, const Config& config) {
    if (const store::RecordTable* table = record_table(file.kind)) {
        return exchange::import_records(database, *table, file.text, file.mode);
    }
    if (file.kind == "services") {
        return take_services(database, file.text, file.mode);
    }
    if (kind_named(file.kind) <= FileKind::warranties) {
        return exchange::import_file(database, kind_named(file.kind), file.text, io::now(),
                                     file.mode);
    }
    if (file.mode == exchange::ImportMode::preview) {
        throw std::runtime_error(file.kind + ": there is no preview of such a file");
    }
    return take_for_good(database, file.kind, file.text, config);
}

// A name that the configuration does not have is refused when it is used: perhaps it comes yet.
void note_unknown_channels(sql::Connection& database, const Config& config,
                           std::vector<std::string>& notes) {
    for (const customers::Recipient& one : store::recipients(database)) {
        for (const customers::ChannelAddress& way : one.channels) {
            if (!config.channels.contains(way.channel)) {
                notes.push_back("recipient " + one.id + ": no channel \"" + way.channel +
                                "\" is configured");
            }
        }
    }
}

void import(const ImportOptions& options) {
    const Config config = load_config(*options.common);
    const std::string text = exchange::as_utf8(content_of(options.file));
    const auto mode =
        options.is_preview ? exchange::ImportMode::preview : exchange::ImportMode::take;
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    Folding folding(config, *database);
    folding.fold_until(store::last_position(*database));
    exchange::ImportReport report = take(*database, {options.kind, text, mode}, config);
    if (options.kind == "recipients") {
        note_unknown_channels(*database, config, report.notes);
    }
    folding.fold_until(report.last);
    for (const exchange::RowError& error : report.errors) {
        std::cerr << options.file << ':' << error.line << ": "
                  << (error.column.empty() ? "" : error.column + ": ") << error.reason << '\n';
    }
    for (const exchange::RowNews& news : report.news) {
        if (options.is_preview) {
            std::cout << options.file << ':' << news.line << ": " << news.what << '\n';
        }
    }
    for (const std::string& note : report.notes) {
        std::cerr << options.file << ": " << note << '\n';
    }
    std::cerr << options.kind << ": " << report.taken
              << (options.is_preview ? " would be taken, " : " taken, ") << report.unchanged
              << " known already, " << report.errors.size() << " refused\n";
    if (!report.errors.empty()) {
        throw std::runtime_error(options.file + ": not all of it was taken");
    }
}

// ---- Exporting

void export_table(const ImportOptions& options) {
    const Config config = load_config(*options.common);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    std::cout << exchange::export_records(*database, *record_table(options.kind));
}

// ---- Tokens

struct TokenOptions {
    const CommonOptions* common = nullptr;
    std::string name;
    std::string dealer;
    std::string customer;
    std::string expires;  // a day; empty: never
};

store::Scope scope_for(const TokenOptions& options) {
    if (!options.customer.empty()) {
        return store::Scope::of(checked(CustomerId::from(options.customer)));
    }
    if (!options.dealer.empty()) {
        return store::Scope::of(checked(DealerId::from(options.dealer)));
    }
    return store::Scope::everything();
}

// A token for nobody would open nothing and tell nobody why.
void require_subject(sql::Connection& database, const store::Scope& scope) {
    if (checked(views::customers(database, scope, {.limit = 1})).rows.empty() &&
        scope != store::Scope::everything()) {
        throw std::runtime_error("no such customer, or no customer of such a dealer, is known");
    }
}

void add_token(const TokenOptions& options) {
    const Config config = load_config(*options.common);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    access::NewToken token{.name = options.name, .scope = scope_for(options)};
    require_subject(*database, token.scope);
    if (!options.expires.empty()) {
        token.expires = checked(parse_day(options.expires));
    }
    std::cout << access::add_token(*database, token, io::now()) << '\n';
}

// ---- The command line

void add_import(CLI::App& app, const CommonOptions& common) {
    auto* command = app.add_subcommand("import", "Take a CSV file; what is known stays as it is");
    auto options = std::make_shared<ImportOptions>();
    options->common = &common;
    command->add_option("KIND", options->kind, "What the file is about")
        ->required()
        ->check(CLI::IsMember(all_kinds()));
    command->add_option("FILE", options->file, "With a header row, in UTF-8 or GB18030")
        ->required();
    command->add_flag("--preview", options->is_preview,
                      "Say row by row what would change, and change nothing");
    command->callback([options] { import(*options); });
}

void add_export(CLI::App& app, const CommonOptions& common) {
    auto* command = app.add_subcommand("export", "Write the record as files that import takes");
    auto options = std::make_shared<ImportOptions>();
    options->common = &common;
    command->add_option("KIND", options->kind, "What the file is about")
        ->required()
        ->check(CLI::IsMember(record_names()));
    command->callback([options] { export_table(*options); });
}

void add_tokens(CLI::App& app, const CommonOptions& common) {
    auto* command = app.add_subcommand("token", "Who may use the HTTP interface");
    command->require_subcommand(1);
    command->fallthrough();
    auto* add = command->add_subcommand("add", "Print a new token, this once");
    auto options = std::make_shared<TokenOptions>();
    options->common = &common;
    add->add_option("--name", options->name, "Whose it is")->required();
    auto* dealer = add->add_option("--dealer", options->dealer, "For the customers of a dealer");
    add->add_option("--customer", options->customer, "For one customer")->excludes(dealer);
    add->add_option("--expires", options->expires, "The day on which it ends; else never");
    add->callback([options] { add_token(*options); });
}

}  // namespace

void add_people_commands(CLI::App& app, const CommonOptions& common) {
    add_import(app, common);
    add_export(app, common);
    add_tokens(app, common);
}

}  // namespace roadworthy::backend
