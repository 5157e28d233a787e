// roadworthy-backend cases, case: what is open, one case, and what people say of it.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/cases/names.hpp"
#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/due/viewing.hpp"
#include "backend/commands/entering/folding.hpp"
#include "backend/commands/entering/link_commands.hpp"
#include "backend/commands/views/case_tables.hpp"
#include "backend/config.hpp"
#include "backend/exchange/cases/entering.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/resources/cases/case_json.hpp"
#include "backend/http/resources/cases/entry_json.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "backend/store/views/cases/cover_book.hpp"
#include "backend/store/views/cases/promises.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/page.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

struct CaseOptions : ViewOptions {
    bool ended = false;
    bool late = false;
    std::string workshop;  // empty: all
    std::string owner;     // likewise
    std::string truck;
    std::string id;
};

std::optional<std::string> if_any(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
}

void list_cases(const CaseOptions& options) {
    const Viewing view = open_view(options);
    views::CaseQuery query{.which = options.ended ? views::Cases::ended : views::Cases::live,
                           .now = view.reader.now,
                           .owner = if_any(options.owner),
                           .workshop = if_any(options.workshop),
                           .is_late = options.late};
    const auto all = all_of<views::CaseEntryRow>([&](const views::PageQuery& page) {
        query.page = page;
        return views::case_list(*view.database, view.scope, query);
    });
    const auto policies = views::policies(*view.database);
    views::CoverBook covers(*view.database);
    if (options.as_json) {
        print(http::page_json(all, [&](const views::CaseEntryRow& row) {
            return http::case_json(
                row, {.policies = policies, .covers = covers, .now = view.reader.now});
        }));
    } else {
        std::cout << case_table(all.rows, {policies, covers}, view.reader);
    }
}

void show_case(const CaseOptions& options) {
    const Viewing view = open_view(options);
    const TruckId truck = checked(TruckId::from(options.truck));
    const cases::CaseId id = checked(cases::CaseId::from(options.id));
    const auto row = views::find_case(*view.database, view.scope, truck, id);
    if (!row) {
        throw std::runtime_error("no case " + id.text() + " of truck " + truck.text() +
                                 " is known");
    }
    const auto policies = views::policies(*view.database);
    views::CoverBook covers(*view.database);
    views::FaultWords words(*view.database,
                            view.reader.language == exchange::Language::zh ? "zh" : "en");
    if (options.as_json) {
        print(http::whole_case_json(
            *row, {.policies = policies, .covers = covers, .now = view.reader.now}, words));
    } else {
        std::cout << case_text(*row, {policies, covers}, words, view.reader);
    }
}

// ---- Entering

struct SayOptions : CaseOptions {
    std::string say;
    std::string entry;
    std::string at;
    std::string by;
    std::map<std::string, std::vector<std::string>> fields;  // by their names in JSON
};

// What stands on the command line as the JSON that HTTP takes, so that both are read by one.
http::Json value_of(http::FieldKind kind, const std::string& name,
                    const std::vector<std::string>& texts) {
    const std::string& text = texts.back();
    switch (kind) {
        case http::FieldKind::texts:
            return texts;
        case http::FieldKind::whole:
        case http::FieldKind::degrees: {
            const auto number = http::Json::parse(text, nullptr, false);
            if (!number.is_number()) {
                throw std::runtime_error(name + ": expected a number, got \"" + text + '"');
            }
            return number;
        }
        case http::FieldKind::yes_no:
            return text == "yes" || text == "true";
        case http::FieldKind::text:
        case http::FieldKind::time:
        case http::FieldKind::day:
            break;
    }
    return text;
}

http::Json body_of(const SayOptions& options) {
    http::Json body = {{"say", options.say}, {"by", options.by}};
    if (!options.entry.empty()) {
        body["entry"] = options.entry;
    }
    if (!options.at.empty()) {
        body["at"] = options.at;
    }
    for (const http::EntryField& field : http::entry_fields()) {
        const auto given = options.fields.find(std::string(field.name));
        if (given != options.fields.end() && !given->second.empty()) {
            body[given->first] = value_of(field.kind, given->first, given->second);
        }
    }
    return body;
}

// A repetition that leaves out when is one of what was said then.
std::optional<Time> said_before(sql::Connection& database, const TruckId& truck,
                                const std::string& entry) {
    const auto before = entry.empty() ? std::nullopt
                                      : exchange::entered_before(
                                            database, truck, checked(cases::EntryId::from(entry)));
    return before ? std::optional(before->at) : std::nullopt;
}

void enter_entry(const SayOptions& options) {
    const Config config = load_config(*options.common);
    {
        const auto database = sql::open_sqlite(config.database, {});
        store::migrate(*database);
        Folding folding(config, *database);
        folding.fold_until(store::last_position(*database));
        const Time now = io::now();
        const TruckId truck = checked(TruckId::from(options.truck));
        // Two at one millisecond are told apart by the check, which refuses the second.
        const http::EntryDefaults defaults{
            .about = checked(cases::CaseId::from(options.id)),
            .at = said_before(*database, truck, options.entry).value_or(now),
            .by = options.by,
            .id = cases::EntryId::from("cli " + std::to_string(milliseconds_of(now))).value()};
        const auto taken = exchange::enter(
            *database,
            {.truck = truck, .entry = checked(http::entry_from_json(body_of(options), defaults))},
            now);
        if (!taken) {
            throw std::runtime_error(taken.error().message);
        }
        folding.fold_until(taken->last);
    }
    show_case(options);
}

// ---- The command line

std::string dashed(std::string name) {
    for (char& letter : name) {
        letter = letter == '_' ? '-' : letter;
    }
    return "--" + name;
}

std::string said_of(std::string_view name) {
    std::string all;
    for (const http::EntryField& field : http::entry_fields()) {
        if (field.name == name) {
            all += (all.empty() ? "For " : ", ") + std::string(field.say);
        }
    }
    return all;
}

void add_enter(CLI::App& parent, const CommonOptions& common) {
    auto* command = parent.add_subcommand("enter", "Say one thing about a case");
    auto options = std::make_shared<SayOptions>();
    add_view_options(*command, *options, common);
    command->add_option("TRUCK", options->truck, "Whose case it is")->required();
    command->add_option("CASE", options->id, "F12, or of a call the id that it shall have")
        ->required();
    const auto sayings = cases::sayings();
    command->add_option("SAY", options->say, "What is said")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>(sayings.begin(), sayings.end())));
    command->add_option("--by", options->by, "Who says it")->required();
    command->add_option("--at", options->at, "When it happened (2026-11-23T21:30:00Z); else now");
    command->add_option("--entry", options->entry, "Its id, to enter it once however often");
    for (const http::EntryField& field : http::entry_fields()) {
        const std::string name(field.name);
        if (options->fields.try_emplace(name).second) {
            command->add_option(dashed(name), options->fields.at(name), said_of(name));
        }
    }
    command->callback([options] { enter_entry(*options); });
}

}  // namespace

void add_case_commands(CLI::App& app, const CommonOptions& common) {
    auto* list =
        app.add_subcommand("cases", "Breakdowns, faults and complaints, the next deadline first");
    auto list_options = std::make_shared<CaseOptions>();
    add_view_options(*list, *list_options, common);
    list->add_flag("--ended", list_options->ended, "Those that have ended, the latest first");
    list->add_flag("--late", list_options->late, "Only those of which a clock has been missed");
    list->add_option("--workshop", list_options->workshop, "The trucks whose home it is");
    list->add_option("--owner", list_options->owner, "Who works on them");
    list->add_option("--customer", list_options->customer, "Whose they are");
    list->callback([list_options] { list_cases(*list_options); });

    auto* one =
        app.add_subcommand("case", "One case: its clocks, its faults and all that was said");
    auto one_options = std::make_shared<CaseOptions>();
    add_view_options(*one, *one_options, common);
    one->add_option("TRUCK", one_options->truck, "Whose case it is");
    one->add_option("CASE", one_options->id, "Any id that leads to it");
    one->callback([one, one_options] {
        if (one->get_subcommands().empty()) {
            show_case(*one_options);
        }
    });
    add_enter(*one, common);
    add_link_commands(*one, common);
    add_visit_link_commands(app, common);
}

}  // namespace roadworthy::backend
