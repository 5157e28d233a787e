// roadworthy-backend import, due, faults, uptime, customer, token.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "backend/access/tokens.hpp"
#include "backend/commands.hpp"
#include "backend/config.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/facts_from_csv.hpp"
#include "backend/exchange/import.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/resources/customers.hpp"
#include "backend/http/resources/due.hpp"
#include "backend/http/resources/faults.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/resources/uptime.hpp"
#include "backend/ingest/applier.hpp"
#include "backend/people_tables.hpp"
#include "backend/store/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/serving_lock.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/due_list.hpp"
#include "backend/store/views/fault_list.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/uptime_report.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::FileKind;
using exchange::Language;

// What outsiders can get wrong ends a command with its words.
template <class T>
T checked(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    return std::move(*result);
}

// ---- Viewing

struct ViewOptions {
    const CommonOptions* common = nullptr;
    bool as_json = false;
    std::string today;     // empty: the clock's
    std::string language;  // empty: LANG, else the configuration
    std::string group = "truck";
    std::string customer;
};

Language language_for(const ViewOptions& options, const Config& config) {
    if (!options.language.empty()) {
        return exchange::language_of(options.language).value();  // CLI11 has checked it
    }
    // NOLINTNEXTLINE(concurrency-mt-unsafe): before there is a second thread
    const char* locale = std::getenv("LANG");
    const std::string_view prefix = locale == nullptr ? "" : std::string_view(locale).substr(0, 2);
    return exchange::language_of(prefix).value_or(
        exchange::language_of(config.language).value_or(Language::zh));
}

// A database to be read, whether it is being served or not, and for whom.
struct Viewing {
    std::unique_ptr<sql::Connection> database;
    store::Scope scope = store::Scope::everything();  // who has the file may see all that is in it
    Reader reader;
};

Viewing open_view(const ViewOptions& options) {
    const Config config = load_config(*options.common);
    Viewing viewing{.database =
                        sql::open_sqlite(config.database, {.access = sql::Access::read_only})};
    if (store::schema_version(*viewing.database) != store::migrations().back().version) {
        throw std::runtime_error(config.database.string() +
                                 " is of another version than this program: `serve` or `import` "
                                 "brings an older one forward");
    }
    const Time now = io::now();
    viewing.reader.language = language_for(options, config);
    viewing.reader.now =
        options.today.empty() ? now : Time{checked(parse_day(options.today))} + (now - day_of(now));
    return viewing;
}

// All pages of a view.
template <class Row, class Ask>
views::Page<Row> all_of(Ask ask) {
    views::Page<Row> all;
    views::PageQuery query{.limit = views::most_rows};
    do {
        views::Page<Row> page = checked(ask(query));
        std::move(page.rows.begin(), page.rows.end(), std::back_inserter(all.rows));
        query.after = std::move(page.next);
    } while (query.after);
    return all;
}

void print(const http::Json& json) {
    std::cout << json.dump(2) << '\n';
}

void show_due(const ViewOptions& options) {
    const Viewing view = open_view(options);
    const Time now = view.reader.now;
    const auto all = all_of<views::DueEntry>([&](const views::PageQuery& page) {
        return views::due_list(*view.database, view.scope, {.today = day_of(now), .page = page});
    });
    if (options.as_json) {
        http::Json json = http::page_json(
            all, [&](const views::DueEntry& entry) { return http::due_row_json(entry, now); });
        json["today_on"] = iso(day_of(now));
        print(json);
    } else {
        std::cout << due_table(all.rows, view.reader);
    }
}

void show_faults(const ViewOptions& options) {
    const Viewing view = open_view(options);
    const auto all = all_of<views::FaultEntry>([&](const views::PageQuery& page) {
        return views::fault_list(*view.database, view.scope, {.page = page});
    });
    if (options.as_json) {
        print(http::page_json(all, [&](const views::FaultEntry& entry) {
            return http::fault_json(entry, view.reader.now);
        }));
    } else {
        std::cout << fault_table(all.rows, view.reader);
    }
}

void show_uptime(const ViewOptions& options) {
    const Viewing view = open_view(options);
    const views::DayRange period = http::usual_period(day_of(view.reader.now));
    const auto by = http::grouping_named(options.group).value();  // CLI11 has checked it
    const auto all = all_of<views::UptimeRow>([&](const views::PageQuery& page) {
        return views::uptime_report(*view.database, view.scope,
                                    {.period = period, .by = by, .page = page});
    });
    if (options.as_json) {
        http::Json json = http::page_json(all, http::uptime_json);
        json["group"] = options.group;
        http::put_period(json, period);
        print(json);
    } else {
        std::cout << uptime_table(all.rows, view.reader);
    }
}

void show_customer(const ViewOptions& options) {
    const Viewing view = open_view(options);
    const CustomerId id = checked(CustomerId::from(options.customer));
    const Day today = day_of(view.reader.now);
    const views::DayRange period = http::usual_period(today);
    const auto record = views::customer_record(*view.database, view.scope,
                                               {.id = id, .today = today, .uptime = period});
    if (!record) {
        throw std::runtime_error("no customer " + id.text() + " is known");
    }
    views::PlanBook plans(*view.database);
    if (options.as_json) {
        print(
            http::record_json(*record, {.plans = plans, .uptime = period, .now = view.reader.now}));
    } else {
        std::cout << record_text(*record, plans, view.reader);
    }
}

// ---- Importing

struct ImportOptions {
    const CommonOptions* common = nullptr;
    std::string kind;
    std::string file;
};

constexpr auto patience = std::chrono::seconds{30};
constexpr auto glance = std::chrono::milliseconds{20};
constexpr std::size_t rows_at_once = 10'000;

// Folds what is in the journal: here, or by the backend that serves this database.
class Folding {
public:
    Folding(const std::filesystem::path& path, sql::Connection& database)
        : database_(database), lock_(store::ServingLock::take(path)) {}

    void fold_until(store::Position last) {
        if (lock_) {
            ingest::Applier applier(database_, store::Version::live);
            while (applier.catch_up(last, rows_at_once)) {
            }
            applier.flush();
            return;
        }
        const auto begun = std::chrono::steady_clock::now();
        while (store::progress(database_, store::Progress::applied) < last) {
            if (std::chrono::steady_clock::now() - begun > patience) {
                throw std::runtime_error(
                    "what was imported is in the journal, but the serving backend does not apply "
                    "it");
            }
            std::this_thread::sleep_for(glance);
        }
    }

private:
    sql::Connection& database_;
    std::optional<store::ServingLock> lock_;
};

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
        throw std::runtime_error("cannot read " + path);
    }
    return text;
}

FileKind kind_named(const std::string& name) {
    if (name == "customers") {
        return FileKind::customers;
    }
    if (name == "trucks") {
        return FileKind::trucks;
    }
    if (name == "plans") {
        return FileKind::plans;
    }
    if (name == "levels") {
        return FileKind::levels;
    }
    if (name == "overrides") {
        return FileKind::overrides;
    }
    return name == "services" ? FileKind::services : FileKind::readings;
}

void import(const ImportOptions& options) {
    const Config config = load_config(*options.common);
    const std::string text = content_of(options.file);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    Folding folding(config.database, *database);
    folding.fold_until(store::last_position(*database));
    const exchange::ImportReport report =
        exchange::import_file(*database, kind_named(options.kind), text, io::now());
    folding.fold_until(report.last);
    for (const exchange::RowError& error : report.errors) {
        std::cerr << options.file << ':' << error.line << ": "
                  << (error.column.empty() ? "" : error.column + ": ") << error.reason << '\n';
    }
    std::cerr << options.kind << ": " << report.taken << " taken, " << report.unchanged
              << " known already, " << report.errors.size() << " refused\n";
    if (!report.errors.empty()) {
        throw std::runtime_error(options.file + ": not all of it was taken");
    }
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

std::shared_ptr<ViewOptions> add_view(CLI::App& command, const CommonOptions& common) {
    auto options = std::make_shared<ViewOptions>();
    options->common = &common;
    command.add_flag("--json", options->as_json, "The JSON of the HTTP interface");
    command.add_option("--today", options->today, "As of that day (2026-11-22)");
    command.add_option("--language", options->language, "Of the words: zh or en")
        ->check(CLI::IsMember({"zh", "en"}));
    return options;
}

void add_views(CLI::App& app, const CommonOptions& common) {
    auto* due = app.add_subcommand("due", "What is due, the most urgent first");
    due->callback([options = add_view(*due, common)] { show_due(*options); });

    auto* faults = app.add_subcommand("faults", "What is wrong, the most severe first");
    faults->callback([options = add_view(*faults, common)] { show_faults(*options); });

    auto* uptime = app.add_subcommand("uptime", "How much of 30 days trucks were able to work");
    const auto uptime_options = add_view(*uptime, common);
    uptime->add_option("--group", uptime_options->group, "truck, customer, model or segment")
        ->check(CLI::IsMember({"truck", "customer", "model", "segment"}));
    uptime->callback([uptime_options] { show_uptime(*uptime_options); });

    auto* customer = app.add_subcommand("customer", "The record of one customer");
    const auto customer_options = add_view(*customer, common);
    customer->add_option("ID", customer_options->customer, "Which one")->required();
    customer->callback([customer_options] { show_customer(*customer_options); });
}

void add_import(CLI::App& app, const CommonOptions& common) {
    auto* command = app.add_subcommand("import", "Take a CSV file; what is known stays as it is");
    auto options = std::make_shared<ImportOptions>();
    options->common = &common;
    command
        ->add_option("KIND", options->kind,
                     "customers, trucks, plans, services, readings, levels or overrides")
        ->required()
        ->check(CLI::IsMember(
            {"customers", "trucks", "plans", "services", "readings", "levels", "overrides"}));
    command->add_option("FILE", options->file, "With a header row, in UTF-8")->required();
    command->callback([options] { import(*options); });
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
    add_views(app, common);
    add_tokens(app, common);
}

}  // namespace roadworthy::backend
