// roadworthy-backend visits, faults, meters, scorecard, customer.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/due/viewing.hpp"
#include "backend/commands/views/meter_tables.hpp"
#include "backend/commands/views/pareto.hpp"
#include "backend/commands/views/people_tables.hpp"
#include "backend/commands/views/visit_tables.hpp"
#include "backend/commands/writer.hpp"
#include "backend/config.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/catalog/description.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/http/resources/customers.hpp"
#include "backend/http/resources/due/meters.hpp"
#include "backend/http/resources/due/visit_link.hpp"
#include "backend/http/resources/due/visits.hpp"
#include "backend/http/resources/faults/fault_codes.hpp"
#include "backend/http/resources/faults/faults.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/resources/uptime/uptime.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/due/visit_answers.hpp"
#include "backend/store/views/due/visit_list.hpp"
#include "backend/store/views/faults/fault_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/meters/meters.hpp"
#include "backend/store/views/meters/scorecard.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

struct MoreOptions : ViewOptions {
    std::string group = "truck";
    std::string truck;
    std::string workshop;  // empty: all
    int horizon_days = static_cast<int>(views::usual_horizon.count());
};

std::string tag_of(exchange::Language language) {
    return language == exchange::Language::zh ? "zh" : "en";
}

void show_visits(const MoreOptions& options) {
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

void show_answers(const MoreOptions& options) {
    const Viewing view = open_view(options);
    const auto all = all_of<views::AnsweredVisit>([&](const views::PageQuery& page) {
        return views::visit_answers(*view.database, view.scope, page);
    });
    if (options.as_json) {
        print(http::page_json(all, http::answered_json));
    } else {
        std::cout << answers_table(all.rows, view.reader);
    }
}

void show_faults(const MoreOptions& options) {
    const Viewing view = open_view(options);
    const auto all = all_of<views::FaultEntry>([&](const views::PageQuery& page) {
        return views::fault_list(*view.database, view.scope, {.page = page});
    });
    views::FaultWords words(*view.database, tag_of(view.reader.language));
    if (options.as_json) {
        print(http::page_json(all, [&](const views::FaultEntry& entry) {
            return http::fault_json(entry, words, view.reader.now);
        }));
    } else {
        std::cout << fault_table(all.rows, words, view.reader);
    }
}

// In any language in which the operator has entered words; nothing but the words is read.
struct ExplainOptions : ViewOptions {
    FaultKey key;
    std::uint8_t conversion_method = 0;
    std::string model;
    std::string tag;  // of the language; empty: as the other views
};

void explain(const ExplainOptions& options) {
    const Viewing view = open_view(options);
    views::FaultWords words(*view.database, options.tag.empty()
                                                ? tag_of(view.reader.language)
                                                : checked(faults::language_tag(options.tag)));
    const faults::Code code{
        .key = options.key, .conversion_method = options.conversion_method, .model = options.model};
    const faults::Description description = words.describe(code);
    if (options.as_json) {
        print(http::fault_code_json(code, description, words.tongue()));
    } else {
        std::cout << explanation(description, words.tongue());
    }
}

void show_meters(const MoreOptions& options) {
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

void show_scorecard(const MoreOptions& options) {
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

void show_customer(const MoreOptions& options) {
    const Viewing view = open_view(options);
    const CustomerId id = checked(CustomerId::from(options.customer));
    const Day today = day_of(view.reader.now);
    const views::DayRange period = http::usual_period(today);
    const auto record = views::customer_record(
        *view.database, view.scope,
        {.id = id, .today = today, .uptime = period, .now = view.reader.now});
    if (!record) {
        throw std::runtime_error("no customer " + id.text() + " is known");
    }
    views::PlanBook plans(*view.database);
    views::FaultWords words(*view.database, tag_of(view.reader.language));
    if (options.as_json) {
        print(http::record_json(
            *record, {.plans = plans, .words = words, .uptime = period, .now = view.reader.now}));
    } else {
        std::cout << record_text(*record, {plans, words}, view.reader);
    }
}

// ---- The command line

std::shared_ptr<MoreOptions> add_view(CLI::App& command, const CommonOptions& common) {
    auto options = std::make_shared<MoreOptions>();
    add_view_options(command, *options, common);
    return options;
}

void add_explain(CLI::App& parent, const CommonOptions& common) {
    auto* command = parent.add_subcommand("explain", "What a fault code means and what to do");
    auto options = std::make_shared<ExplainOptions>();
    options->common = &common;
    command->add_option("SPN", options->key.spn, "Its number")
        ->required()
        ->check(CLI::Range(0U, faults::spn_not_available));
    command->add_option("FMI", options->key.fmi, "How it fails")
        ->required()
        ->check(CLI::Range(0, 31));
    command->add_option("--sa", options->key.source_address, "Who sends it")
        ->check(CLI::Range(0, 253));
    command->add_option("--cm", options->conversion_method, "1: an old encoding")
        ->check(CLI::Range(0, 1));
    command->add_option("--model", options->model, "Of the truck");
    command->add_option("--lang", options->tag, "Of the words: zh, en, or what was imported");
    command->add_flag("--json", options->as_json, "The JSON of the HTTP interface");
    command->callback([options] { explain(*options); });
}

}  // namespace

void add_view_commands(CLI::App& app, const CommonOptions& common) {
    auto* visits =
        app.add_subcommand("visits", "Which visits are proposed, the first to come first");
    const auto visit_options = add_view(*visits, common);
    visits->add_option("--workshop", visit_options->workshop, "The trucks whose home it is");
    visits
        ->add_option("--horizon", visit_options->horizon_days,
                     "What must be done within so many days is wanted")
        ->check(CLI::Range(1, 366));
    visits->callback([visits, visit_options] {
        if (visits->get_subcommands().empty()) {
            show_visits(*visit_options);
        }
    });
    auto* answers = visits->add_subcommand("answers", "What customers answered by their links");
    answers->callback([options = add_view(*answers, common)] { show_answers(*options); });

    auto* faults = app.add_subcommand("faults", "What is wrong, the most severe first");
    faults->callback([faults, options = add_view(*faults, common)] {
        if (faults->get_subcommands().empty()) {
            show_faults(*options);
        }
    });
    add_explain(*faults, common);
    add_pareto_command(*faults, common);

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

    auto* customer = app.add_subcommand("customer", "The record of one customer");
    const auto customer_options = add_view(*customer, common);
    customer->add_option("ID", customer_options->customer, "Which one")->required();
    customer->callback([customer_options] { show_customer(*customer_options); });
}

}  // namespace roadworthy::backend
