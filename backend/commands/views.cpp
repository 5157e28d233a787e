// roadworthy-backend due, visits, faults, uptime, customer.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/meter_tables.hpp"
#include "backend/commands/people_tables.hpp"
#include "backend/commands/visit_tables.hpp"
#include "backend/commands/writer.hpp"
#include "backend/config.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/resources/customers.hpp"
#include "backend/http/resources/due/due.hpp"
#include "backend/http/resources/due/meters.hpp"
#include "backend/http/resources/due/visits.hpp"
#include "backend/http/resources/faults.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/resources/troublesome.hpp"
#include "backend/http/resources/uptime.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/due/visit_list.hpp"
#include "backend/store/views/fault_list.hpp"
#include "backend/store/views/meters/meters.hpp"
#include "backend/store/views/meters/scorecard.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/troublesome_list.hpp"
#include "backend/store/views/uptime_report.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::Language;

struct ViewOptions {
    const CommonOptions* common = nullptr;
    bool as_json = false;
    std::string today;     // empty: the clock's
    std::string language;  // empty: LANG, else the configuration
    std::string group = "truck";
    std::string customer;
    std::string truck;
    std::string workshop;  // empty: all
    int horizon_days = static_cast<int>(views::usual_horizon.count());
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

void show_visits(const ViewOptions& options) {
    const Viewing view = open_view(options);
    views::VisitQuery query{.now = view.reader.now,
                            .horizon = std::chrono::days{options.horizon_days}};
    if (!options.workshop.empty()) {
        query.workshop = options.workshop;
    }
    const auto all = all_of<views::TruckVisits>([&](const views::PageQuery& page) {
        query.page = page;
        return views::visit_list(*view.database, view.scope, query);
    });
    if (options.as_json) {
        http::Json json = http::page_json(all, [&](const views::TruckVisits& visits) {
            return http::visits_json(visits, query.horizon);
        });
        json["horizon_days"] = options.horizon_days;
        print(json);
    } else {
        std::cout << visit_tables(all.rows, view.reader);
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

void show_meters(const ViewOptions& options) {
    const Viewing view = open_view(options);
    const TruckId id = checked(TruckId::from(options.truck));
    const auto rows = views::meters(*view.database, view.scope, id);
    if (!rows) {
        throw std::runtime_error("no truck " + id.text() + " is known");
    }
    if (options.as_json) {
        print(http::truck_meters_json(id, *rows, view.reader.now));
    } else {
        std::cout << meter_table(*rows, view.reader);
    }
}

void show_scorecard(const ViewOptions& options) {
    const Viewing view = open_view(options);
    const auto by = http::score_grouping_named(options.group).value();  // CLI11 has checked it
    const auto all = all_of<views::ScoreRow>([&](const views::PageQuery& page) {
        return views::scorecard(*view.database, view.scope, {.by = by, .page = page});
    });
    if (options.as_json) {
        http::Json json = http::page_json(all, http::score_json);
        json["group"] = options.group;
        print(json);
    } else {
        std::cout << score_table(all.rows, view.reader);
    }
}

void show_troublesome(const ViewOptions& options) {
    constexpr std::size_t worst = 20;
    const Viewing view = open_view(options);
    const views::Page<views::TroubleRow> page{
        .rows = views::troublesome(*view.database, view.scope, view.reader.now, worst)};
    if (options.as_json) {
        print(http::page_json(page, http::trouble_json));
    } else {
        std::cout << trouble_table(page.rows, view.reader);
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

}  // namespace

void add_view_commands(CLI::App& app, const CommonOptions& common) {
    auto* due = app.add_subcommand("due", "What is due, the most urgent first");
    due->callback([options = add_view(*due, common)] { show_due(*options); });

    auto* visits =
        app.add_subcommand("visits", "Which visits are proposed, the first to come first");
    const auto visit_options = add_view(*visits, common);
    visits->add_option("--workshop", visit_options->workshop, "The trucks whose home it is");
    visits
        ->add_option("--horizon", visit_options->horizon_days,
                     "What must be done within so many days is wanted")
        ->check(CLI::Range(1, 366));
    visits->callback([visit_options] { show_visits(*visit_options); });

    auto* faults = app.add_subcommand("faults", "What is wrong, the most severe first");
    faults->callback([options = add_view(*faults, common)] { show_faults(*options); });

    auto* uptime = app.add_subcommand("uptime", "How much of 30 days trucks were able to work");
    const auto uptime_options = add_view(*uptime, common);
    uptime->add_option("--group", uptime_options->group, "truck, customer, model or segment")
        ->check(CLI::IsMember({"truck", "customer", "model", "segment"}));
    uptime->callback([uptime_options] { show_uptime(*uptime_options); });

    auto* meters = app.add_subcommand("meters", "What is believed of a truck's meters");
    const auto meter_options = add_view(*meters, common);
    meters->add_option("TRUCK", meter_options->truck, "Which one")->required();
    meters->callback([meter_options] { show_meters(*meter_options); });

    auto* scorecard = app.add_subcommand("scorecard", "How good the predictions were");
    const auto score_options = add_view(*scorecard, common);
    score_options->group = "all";
    scorecard->add_option("--group", score_options->group, "Who is summed up together")
        ->check(CLI::IsMember({"all", "truck", "customer", "model", "segment", "duty"}));
    scorecard->callback([score_options] { show_scorecard(*score_options); });

    auto* troublesome = app.add_subcommand("troublesome", "The twenty trucks that break down most");
    troublesome->callback(
        [options = add_view(*troublesome, common)] { show_troublesome(*options); });

    auto* customer = app.add_subcommand("customer", "The record of one customer");
    const auto customer_options = add_view(*customer, common);
    customer->add_option("ID", customer_options->customer, "Which one")->required();
    customer->callback([customer_options] { show_customer(*customer_options); });
}

}  // namespace roadworthy::backend
