// roadworthy-backend care: whom to call, what became of it, and the timetable behind it.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "backend/commands/care/care_tables.hpp"
#include "backend/commands/care/planning.hpp"
#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/due/viewing.hpp"
#include "backend/config.hpp"
#include "backend/customers/care/names.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/exchange/care/timetable_csv.hpp"
#include "backend/http/resources/care/care.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/store/care/contact_plan.hpp"
#include "backend/store/care/timetable_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/views/care/care_list.hpp"
#include "backend/store/views/page.hpp"
#include "common/io/clock.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

// ---- The list

struct ListOptions : ViewOptions {
    std::string until;  // empty: today
    bool is_escalated = false;
};

void list_contacts(const ListOptions& options) {
    const Viewing view = open_view(options);
    views::CareQuery query{.today = day_of(view.reader.now),
                           .until = day_of(view.reader.now),
                           .is_escalated = options.is_escalated,
                           .page = {}};
    if (!options.until.empty()) {
        query.until = checked(parse_day(options.until));
    }
    const auto all = all_of<views::CareContact>([&](const views::PageQuery& page) {
        query.page = page;
        return views::care_list(*view.database, view.scope, query);
    });
    if (options.as_json) {
        print(http::page_json(all, [&](const views::CareContact& contact) {
            return http::care_contact_json(contact, view.reader.now);
        }));
    } else {
        std::cout << care_text(all.rows, view.reader);
    }
}

// ---- Outcomes

struct OutcomeOptions {
    const CommonOptions* common = nullptr;
    std::vector<store::TaskNumber> tasks;
    std::string outcome;
    std::string on;
    std::string again;
    std::string by;
    std::string words;
};

void enter_outcome(const OutcomeOptions& options) {
    const Config config = load_config(*options.common);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    const Time now = io::now();
    store::SaidOutcome said{.tasks = options.tasks,
                            .outcome = {.on = day_of(now),
                                        .kind = care::outcome_named(options.outcome).value(),
                                        .again = {},
                                        .by = options.by,
                                        .words = options.words}};
    if (!options.on.empty()) {
        said.outcome.on = checked(parse_day(options.on));
    }
    if (!options.again.empty()) {
        said.outcome.again = checked(parse_day(options.again));
    }
    std::cerr << checked(store::enter_outcome(*database, said, now)) << " changed\n";
}

void add_outcome(CLI::App& parent, const CommonOptions& common) {
    auto* command = parent.add_subcommand("outcome", "Say what became of a call");
    auto options = std::make_shared<OutcomeOptions>();
    options->common = &common;
    command->add_option("TASK", options->tasks, "What was spoken about")->required();
    const auto names = care::outcome_names();
    command->add_option("--outcome", options->outcome, "What it came to")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>(names.begin(), names.end())));
    command->add_option("--by", options->by, "Who called")->required();
    command->add_option("--on", options->on, "On which day; else today");
    command->add_option("--again", options->again, "The day that the customer named");
    command->add_option("--words", options->words, "What was said");
    command->callback([options] { enter_outcome(*options); });
}

// ---- The timetable

struct TimetableOptions {
    const CommonOptions* common = nullptr;
    bool is_built_in = false;
};

void print_timetable(const TimetableOptions& options) {
    if (options.is_built_in) {
        std::cout << exchange::to_csv(care::built_in_timetable());
        return;
    }
    const Config config = load_config(*options.common);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    std::cout << exchange::to_csv(store::timetable_in_force(*database));
}

void add_timetable(CLI::App& parent, const CommonOptions& common) {
    auto* command = parent.add_subcommand(
        "timetable", "The timetable in force, as a file that `import care` takes");
    auto options = std::make_shared<TimetableOptions>();
    options->common = &common;
    command->add_flag("--built-in", options->is_built_in, "What holds until one is imported");
    command->callback([options] { print_timetable(*options); });
}

}  // namespace

void add_care_commands(CLI::App& app, const CommonOptions& common) {
    auto* care = app.add_subcommand("care", "Whom to call today, about what, and what to say");
    auto options = std::make_shared<ListOptions>();
    add_view_options(*care, *options, common);
    care->add_option("--until", options->until, "Also who is to be called until that day");
    care->add_flag("--escalated", options->is_escalated,
                   "Only what nobody did, or could do, for too long");
    care->callback([care, options] {
        if (care->get_subcommands().empty()) {
            list_contacts(*options);
        }
    });
    add_outcome(*care, common);
    add_timetable(*care, common);
    add_campaign(*care, common);
    add_care_trial(*care, common);
}

}  // namespace roadworthy::backend
