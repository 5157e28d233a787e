// roadworthy-backend person: what stands of somebody, and the database without him.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/due/viewing.hpp"
#include "backend/config.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/store/person/erase.hpp"
#include "backend/store/person/person_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/serving_lock.hpp"
#include "common/ids.hpp"
#include "common/io/sqlite.hpp"

namespace roadworthy::backend {
namespace {

struct PersonOptions {
    const CommonOptions* common = nullptr;
    std::string customer;
    std::string contact;
};

store::Person person_of(const PersonOptions& options) {
    store::Person person{.customer = checked(CustomerId::from(options.customer)), .contact = {}};
    if (!options.contact.empty()) {
        person.contact = options.contact;
    }
    return person;
}

void show(const PersonOptions& options) {
    const Config config = load_config(*options.common);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    const store::Person person = person_of(options);
    if (!store::is_known(*database, person)) {
        throw std::runtime_error("no such customer, or no such contact of his, is known");
    }
    const auto words = store::words_of(*database, person);
    const auto trucks = store::trucks_of_customer(*database, person.customer);
    http::Json json = http::Json::object();
    for (const store::PersonRows& table : store::rows_of_person(
             *database, person, {.words = words, .trucks = trucks, .change = {}})) {
        http::Json rows = http::Json::array();
        for (const auto& row : table.rows) {
            http::Json one = http::Json::object();
            for (const auto& [column, value] : row) {
                one[column] = value;
            }
            rows.push_back(std::move(one));
        }
        json[table.table] = std::move(rows);
    }
    print(json);
}

void erase(const PersonOptions& options) {
    const Config config = load_config(*options.common);
    const auto lock = store::ServingLock::take(config.database);
    if (!lock) {
        throw std::runtime_error(config.database.string() +
                                 ": refused while a backend serves it, which knows him by heart");
    }
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    const store::Erased erased = checked(store::erase_person(*database, person_of(options)));
    std::cerr << "erased: " << erased.journal_rows << " facts and " << erased.table_rows
              << " rows; backups that were made before still hold him\n";
}

void add(CLI::App& parent, const CommonOptions& common, const char* name, const char* what,
         void (*act)(const PersonOptions&)) {
    auto* command = parent.add_subcommand(name, what);
    auto options = std::make_shared<PersonOptions>();
    options->common = &common;
    command->add_option("CUSTOMER", options->customer, "Who he is, or whose contact")->required();
    command->add_option("--contact", options->contact, "Of that customer, this person alone");
    command->callback([options, act] { act(*options); });
}

}  // namespace

void add_person_commands(CLI::App& app, const CommonOptions& common) {
    auto* person = app.add_subcommand("person", "What stands of a person");
    person->require_subcommand(1);
    person->fallthrough();
    add(*person, common, "export", "All that stands of him, as JSON", show);
    add(*person, common, "erase",
        "Take him out, for good: of the database, of what is rebuilt, of backups to come", erase);
}

}  // namespace roadworthy::backend
