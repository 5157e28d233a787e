// roadworthy-backend uptime, troublesome: figures, the intervals behind them, what cost the most, and
// what people know better.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/due/viewing.hpp"
#include "backend/commands/entering/folding.hpp"
#include "backend/commands/uptime/uptime_tables.hpp"
#include "backend/config.hpp"
#include "backend/exchange/uptime/correcting.hpp"
#include "backend/exchange/uptime/uptime_csv.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/resources/uptime/troublesome.hpp"
#include "backend/http/resources/uptime/uptime.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/troublesome_list.hpp"
#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

struct UptimeOptions : ViewOptions {
    std::string group = "truck";
    std::string from;
    std::string to;
    std::string condition;
    views::TruckFilter trucks;
    bool as_csv = false;
};

views::DayRange period_of(const UptimeOptions& options, Day today) {
    views::DayRange period = http::usual_period(today);
    if (!options.to.empty()) {
        period.to = checked(parse_day(options.to));
        period.from = http::usual_period(period.to).from;
    }
    if (!options.from.empty()) {
        period.from = checked(parse_day(options.from));
    }
    if (period.from >= period.to) {
        throw std::runtime_error("expected --from before --to");
    }
    return period;
}

views::IntervalQuery query_of(const UptimeOptions& options, Time now) {
    return {.period = period_of(options, day_of(now)),
            .condition = http::condition_named(options.condition),
            .trucks = options.trucks,
            .now = now,
            .page = {}};
}

void show_uptime(const UptimeOptions& options) {
    const Viewing view = open_view(options);
    const views::DayRange period = period_of(options, day_of(view.reader.now));
    const auto by = http::grouping_named(options.group).value();  // CLI11 has checked it
    const auto all = all_of<views::UptimeRow>([&](const views::PageQuery& page) {
        return views::uptime_report(*view.database, view.scope,
                                    {.period = period,
                                     .by = by,
                                     .page = page,
                                     .now = view.reader.now,
                                     .trucks = options.trucks});
    });
    if (options.as_json) {
        http::Json json = http::page_json(all, http::uptime_json);
        json["group"] = options.group;
        http::put_period(json, period);
        print(json);
    } else if (options.as_csv) {
        std::cout << exchange::uptime_csv_head();
        for (const views::UptimeRow& row : all.rows) {
            std::cout << exchange::uptime_csv_row(row);
        }
    } else {
        std::cout << uptime_table(all.rows, view.reader);
    }
}

void show_intervals(const UptimeOptions& options) {
    const Viewing view = open_view(options);
    views::IntervalQuery query = query_of(options, view.reader.now);
    const auto all = all_of<views::IntervalRow>([&](const views::PageQuery& page) {
        query.page = page;
        return views::intervals(*view.database, view.scope, query);
    });
    if (options.as_json) {
        http::Json json = http::page_json(all, http::interval_json);
        http::put_period(json, query.period);
        print(json);
    } else if (options.as_csv) {
        std::cout << exchange::interval_csv_head();
        for (const views::IntervalRow& row : all.rows) {
            std::cout << exchange::interval_csv_row(row);
        }
    } else {
        std::cout << interval_table(all.rows, view.reader);
    }
}

void show_causes(const UptimeOptions& options) {
    const Viewing view = open_view(options);
    const views::IntervalQuery query = query_of(options, view.reader.now);
    const views::Page<views::CauseRow> page{.rows =
                                                views::causes(*view.database, view.scope, query)};
    views::FaultWords words(*view.database,
                            view.reader.language == exchange::Language::zh ? "zh" : "en");
    if (options.as_json) {
        http::Json json = http::page_json(
            page, [&](const views::CauseRow& row) { return http::cause_json(row, words); });
        json["systems"] = http::systems_json(page.rows, words);
        http::put_period(json, query.period);
        print(json);
    } else {
        std::cout << cause_table(page.rows, words, view.reader);
    }
}

void show_troublesome(const UptimeOptions& options) {
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

// ---- Entering

struct CorrectOptions {
    const CommonOptions* common = nullptr;
    std::string truck;
    std::string id;
    std::string from;
    std::string to;
    std::string condition;
    std::string by;
    std::string reason;
};

template <class Enter>
void enter(const CorrectOptions& options, Enter say) {
    const Config config = load_config(*options.common);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    Folding folding(config, *database);
    folding.fold_until(store::last_position(*database));
    const exchange::Correcting taken = say(*database, io::now());
    if (!taken) {
        throw std::runtime_error(taken.error().message);
    }
    folding.fold_until(taken->last);
}

void correct(const CorrectOptions& options) {
    enter(options, [&](sql::Connection& database, Time now) {
        const std::string id =
            options.id.empty() ? "cli " + std::to_string(milliseconds_of(now)) : options.id;
        auto taken = exchange::enter(database,
                                     {.truck = checked(TruckId::from(options.truck)),
                                      .id = id,
                                      .from = checked(parse_time(options.from)),
                                      .to = checked(parse_time(options.to)),
                                      .condition = http::condition_named(options.condition).value(),
                                      .by = options.by,
                                      .reason = options.reason,
                                      .entered = {}},
                                     now);
        if (taken) {
            std::cout << id << '\n';
        }
        return taken;
    });
}

void withdraw(const CorrectOptions& options) {
    enter(options, [&](sql::Connection& database, Time now) {
        return exchange::withdraw(database,
                                  {.truck = checked(TruckId::from(options.truck)),
                                   .id = options.id,
                                   .by = options.by,
                                   .reason = options.reason,
                                   .entered = {}},
                                  now);
    });
}

// ---- The command line

const std::vector<std::string> conditions = {"up", "planned", "unplanned", "unknown"};

std::shared_ptr<UptimeOptions> add_period(CLI::App& command, const CommonOptions& common) {
    auto options = std::make_shared<UptimeOptions>();
    add_view_options(command, *options, common);
    command.add_option("--from", options->from, "The first day (UTC); else 30 before the last");
    command.add_option("--to", options->to, "The day after the last; else today");
    command.add_option("--customer", options->customer, "Of one customer");
    command.add_option("--truck", options->trucks.truck, "Of one truck");
    command.add_option("--model", options->trucks.model, "Of one model");
    command.add_option("--segment", options->trucks.segment, "Of one segment");
    command.add_option("--workshop", options->trucks.workshop, "The trucks whose home it is");
    return options;
}

void add_figures(CLI::App& command, const CommonOptions& common) {
    const auto options = add_period(command, common);
    command
        .add_option("--group", options->group, "truck, customer, model, segment, workshop or month")
        ->check(CLI::IsMember({"truck", "customer", "model", "segment", "workshop", "month"}));
    command.add_flag("--csv", options->as_csv, "For a spreadsheet, with the formula");
    command.callback([&command, options] {
        if (command.get_subcommands().empty()) {
            show_uptime(*options);
        }
    });
    auto* list = command.add_subcommand("intervals", "Of what the figures consist");
    const auto list_options = add_period(*list, common);
    list->add_option("--condition", list_options->condition, "up, planned, unplanned or unknown")
        ->check(CLI::IsMember(conditions));
    list->add_flag("--csv", list_options->as_csv, "For a spreadsheet");
    list->callback([list_options] { show_intervals(*list_options); });
    auto* causes = command.add_subcommand("causes", "What cost the most uptime");
    const auto cause_options = add_period(*causes, common);
    causes->add_option("--condition", cause_options->condition, "planned or unplanned; else both")
        ->check(CLI::IsMember(conditions));
    causes->callback([cause_options] { show_causes(*cause_options); });
}

std::shared_ptr<CorrectOptions> add_entering(CLI::App& command, const CommonOptions& common) {
    auto options = std::make_shared<CorrectOptions>();
    options->common = &common;
    command.add_option("TRUCK", options->truck, "Whose uptime it is")->required();
    command.add_option("--by", options->by, "Who says it")->required();
    command.add_option("--reason", options->reason, "Why")->required();
    return options;
}

void add_corrections(CLI::App& parent, const CommonOptions& common) {
    auto* say = parent.add_subcommand("correct", "Say how it was; that holds over all else");
    const auto options = add_entering(*say, common);
    say->add_option("--from", options->from, "When it began (2026-11-23T21:30:00Z)")->required();
    say->add_option("--to", options->to, "When it ended")->required();
    say->add_option("--as", options->condition, "up, planned, unplanned or unknown")
        ->required()
        ->check(CLI::IsMember(conditions));
    say->add_option("--id", options->id, "Its id, to enter it once however often");
    say->callback([options] { correct(*options); });
    auto* back = parent.add_subcommand("withdraw", "Take a correction back, for good");
    const auto back_options = add_entering(*back, common);
    back->add_option("ID", back_options->id, "The correction's")->required();
    back->callback([back_options] { withdraw(*back_options); });
}

}  // namespace

void add_uptime_commands(CLI::App& app, const CommonOptions& common) {
    auto* figures = app.add_subcommand("uptime", "How much of a period trucks were able to work");
    add_figures(*figures, common);
    add_corrections(*figures, common);

    auto* troublesome = app.add_subcommand("troublesome", "The twenty trucks that break down most");
    auto options = std::make_shared<UptimeOptions>();
    add_view_options(*troublesome, *options, common);
    troublesome->callback([options] { show_troublesome(*options); });
}

}  // namespace roadworthy::backend
