// roadworthy-backend due, work-items, due-load, due-parts, due-compliance.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/due/due_tables.hpp"
#include "backend/commands/due/viewing.hpp"
#include "backend/commands/views/people_tables.hpp"
#include "backend/config.hpp"
#include "backend/exchange/say/due_csv.hpp"
#include "backend/http/resources/due/due.hpp"
#include "backend/http/resources/due/due_counts.hpp"
#include "backend/http/resources/due/due_query.hpp"
#include "backend/http/resources/due/work_items.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/store/views/due/due_counts.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/due/work_items.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

struct DueOptions : ViewOptions {
    std::map<std::string, std::string, std::less<>> filters;  // as given; empty: not given
    bool as_csv = false;
    std::string workshop;
    int weeks = 12;
    std::string group = "all";
    std::string from;
    std::string to;
};

std::optional<std::string> if_given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
}

void show_due(const DueOptions& options) {
    const Viewing view = open_view(options);
    const Time now = view.reader.now;
    views::DueQuery query = checked(http::due_query(
        [&](std::string_view name) {
            const auto given = options.filters.find(name);
            return given == options.filters.end() ? std::nullopt : if_given(given->second);
        },
        day_of(now)));
    const auto all = all_of<views::DueEntry>([&](const views::PageQuery& page) {
        query.page = page;
        return views::due_list(*view.database, view.scope, query);
    });
    if (options.as_json) {
        http::Json json = http::page_json(
            all, [&](const views::DueEntry& entry) { return http::due_row_json(entry, now); });
        json["today_on"] = iso(day_of(now));
        print(json);
    } else if (options.as_csv) {
        std::cout << exchange::due_csv_head();
        for (const views::DueEntry& entry : all.rows) {
            std::cout << exchange::due_csv_row(entry, day_of(now));
        }
    } else {
        std::cout << due_table(all.rows, view.reader);
    }
}

void show_work(const DueOptions& options) {
    const Viewing view = open_view(options);
    views::WorkQuery query{.today = day_of(view.reader.now),
                           .workshop = if_given(options.workshop)};
    const auto all = all_of<views::WorkItem>([&](const views::PageQuery& page) {
        query.page = page;
        return views::work_items(*view.database, view.scope, query);
    });
    if (options.as_json) {
        print(http::page_json(all, [&](const views::WorkItem& item) {
            return http::work_item_json(item, view.reader.now);
        }));
    } else {
        std::cout << work_table(all.rows, view.reader);
    }
}

// load and parts.
void show_weeks(const DueOptions& options, auto ask, auto to_json, auto to_table) {
    const Viewing view = open_view(options);
    const views::WeeksQuery query{.today = day_of(view.reader.now),
                                  .weeks = options.weeks,
                                  .workshop = if_given(options.workshop)};
    const auto rows = ask(*view.database, view.scope, query);
    if (options.as_json) {
        print({{"items", to_json(rows)}, {"today_on", iso(query.today)}, {"weeks", query.weeks}});
    } else {
        std::cout << to_table(rows, view.reader);
    }
}

void show_compliance(const DueOptions& options) {
    const Viewing view = open_view(options);
    views::DayRange period = http::usual_compliance_period(day_of(view.reader.now));
    if (!options.from.empty()) {
        period.from = checked(parse_day(options.from));
    }
    if (!options.to.empty()) {
        period.to = checked(parse_day(options.to));
    }
    const auto by = http::compliance_grouping_named(options.group).value();  // CLI11 has checked it
    const auto rows = views::due_compliance(*view.database, view.scope, period, by);
    if (options.as_json) {
        print({{"items", http::compliance_json(rows)},
               {"group", options.group},
               {"from_on", iso(period.from)},
               {"to_on", iso(period.to)}});
    } else {
        std::cout << compliance_table(rows, view.reader);
    }
}

struct Added {
    CLI::App* command;
    std::shared_ptr<DueOptions> options;
};

Added add(CLI::App& app, const CommonOptions& common, const char* name, const char* what) {
    Added added{app.add_subcommand(name, what), std::make_shared<DueOptions>()};
    add_view_options(*added.command, *added.options, common);
    added.command->add_option("--customer", added.options->customer, "Of one customer");
    return added;
}

void add_weeks(const Added& to) {
    to.command->add_option("--workshop", to.options->workshop, "The trucks' home workshop");
    to.command->add_option("--weeks", to.options->weeks, "So many, with the present one")
        ->check(CLI::Range(1, views::most_weeks));
}

}  // namespace

void add_due_commands(CLI::App& app, const CommonOptions& common) {
    const Added due = add(app, common, "due", "What is due, whom to call first");
    for (const auto& [name, meaning] : http::due_parameters) {
        due.command->add_option("--" + std::string(name), due.options->filters[std::string(name)],
                                std::string(meaning));
    }
    due.command->add_flag("--csv", due.options->as_csv, "For a spreadsheet");
    due.command->callback([options = due.options] { show_due(*options); });

    const Added work = add(app, common, "work-items", "What makes the due list wrong or silent");
    work.command->add_option("--workshop", work.options->workshop, "The trucks' home workshop");
    work.command->callback([options = work.options] { show_work(*options); });

    const Added load = add(app, common, "due-load", "The work that falls due, week by week");
    add_weeks(load);
    load.command->callback([options = load.options] {
        show_weeks(*options, views::due_load, http::load_json, load_table);
    });

    const Added parts = add(app, common, "due-parts", "The parts that it takes, week by week");
    add_weeks(parts);
    parts.command->callback([options = parts.options] {
        show_weeks(*options, views::due_parts, http::parts_json, parts_table);
    });

    const Added done = add(app, common, "due-compliance", "How much was done on time");
    done.command->add_option("--group", done.options->group, "all, workshop, item or customer")
        ->check(CLI::IsMember({"all", "workshop", "item", "customer"}));
    done.command->add_option("--from", done.options->from, "The first day; else 90 days ago");
    done.command->add_option("--to", done.options->to, "The day after the last; else today");
    done.command->callback([options = done.options] { show_compliance(*options); });
}

}  // namespace roadworthy::backend
