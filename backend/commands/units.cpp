// roadworthy-backend unit-config: what the units are set to, from afar.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "backend/commands/commands.hpp"
#include "backend/config.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/store/schema.hpp"
#include "backend/units/config_rows.hpp"
#include "backend/units/config_signing.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/durable_file.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::backend {
namespace {

using exchange::Align;

struct UnitOptions {
    const CommonOptions* common = nullptr;
    std::string key_file;
    std::string text_file;
    std::uint64_t version = 0;
    std::vector<std::string> trucks;
    std::string folder;
    std::vector<std::string> messages;
    bool as_json = false;
};

// What outsiders can get wrong ends a command with its words.
template <class T>
T checked(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    return std::move(*result);
}

wire::Bytes content_of(const std::string& file, std::size_t most_bytes) {
    auto content = io::read_whole(file, most_bytes);
    if (!content) {
        throw std::runtime_error(file + ": no such file");
    }
    return *std::move(content);
}

void sign(const UnitOptions& options) {
    const wire::Bytes text = content_of(options.text_file, wire::most_config_bytes);
    std::vector<std::pair<std::filesystem::path, wire::Bytes>> messages;
    for (const std::string& name : options.trucks) {
        const TruckId truck = checked(TruckId::from(name));
        messages.emplace_back(
            std::filesystem::path(options.folder) / (truck.text() + ".config"),
            checked(units::sign_config(
                options.key_file,
                {.truck = truck,
                 .version = options.version,
                 .text = std::string(reinterpret_cast<const char*>(text.data()), text.size())})));
    }
    for (const auto& [file, message] : messages) {
        io::write_durably(file, message);
        std::cout << file.string() << '\n';
    }
}

std::unique_ptr<sql::Connection> open(const CommonOptions& common) {
    auto database = sql::open_sqlite(load_config(common).database, {});
    store::migrate(*database);
    return database;
}

// All of them or none.
void publish(const UnitOptions& options) {
    const auto database = open(*options.common);
    sql::Transaction transaction(*database);
    for (const std::string& file : options.messages) {
        const wire::Bytes message = content_of(file, wire::most_config_message_bytes);
        const auto truck = units::publish_config(*database, message, io::now());
        if (!truck) {
            throw std::runtime_error(file + ": " + truck.error().message);
        }
    }
    transaction.commit();
    std::cerr << options.messages.size() << " to be published by the serving backend\n";
}

nlohmann::ordered_json json_of(const units::ConfigView& view) {
    nlohmann::ordered_json json{{"truck", view.truck.text()}};
    const auto put = [&json](const char* key, const std::optional<std::uint64_t>& version) {
        json[key] = version ? nlohmann::ordered_json(*version) : nlohmann::ordered_json();
    };
    put("desired_version", view.desired);
    put("version_in_force", view.in_force);
    put("version_known", view.known);
    json["state"] = view.state;
    json["reason"] = view.reason;
    json["entered_at"] =
        view.entered ? nlohmann::ordered_json(iso(*view.entered)) : nlohmann::ordered_json();
    return json;
}

std::string word(const std::optional<std::uint64_t>& version) {
    return version ? std::to_string(*version) : "-";
}

void show(const UnitOptions& options) {
    const auto database = open(*options.common);
    const auto views = units::config_views(*database);
    if (options.as_json) {
        auto json = nlohmann::ordered_json::array();
        for (const units::ConfigView& view : views) {
            json.push_back(json_of(view));
        }
        std::cout << json.dump(2) << '\n';
        return;
    }
    exchange::TextTable table({{"TRUCK"},
                               {"DESIRED", Align::right},
                               {"IN FORCE", Align::right},
                               {"KNOWN", Align::right},
                               {"STATE"},
                               {"REASON"}});
    for (const units::ConfigView& view : views) {
        table.add({view.truck.text(), word(view.desired), word(view.in_force), word(view.known),
                   exchange::printable(view.state), exchange::printable(view.reason)});
    }
    std::cout << table.text();
}

void add_sign(CLI::App& app, const std::shared_ptr<UnitOptions>& options) {
    auto* sign_command = app.add_subcommand("sign", "Sign a configuration for trucks");
    sign_command->add_option("TEXT", options->text_file, "JSON: what is to be changed")->required();
    sign_command->add_option("--key", options->key_file, "The file that `key` made")->required();
    sign_command->add_option("--version", options->version, "Above every one before")->required();
    sign_command->add_option("--truck", options->trucks, "For which; may come again")->required();
    sign_command->add_option("--into", options->folder, "Folder for TRUCK.config files")
        ->required()
        ->check(CLI::ExistingDirectory);
    sign_command->callback([options] { sign(*options); });
}

}  // namespace

void add_unit_commands(CLI::App& app, const CommonOptions& common) {
    auto* command = app.add_subcommand("unit-config", "What units are set to, from afar");
    command->require_subcommand(1);
    command->fallthrough();
    auto options = std::make_shared<UnitOptions>();
    options->common = &common;

    auto* key = command->add_subcommand("key", "Make a key, and print its public half");
    key->add_option("FILE", options->key_file, "For the secret half")->required();
    key->callback([options] { std::cout << checked(units::make_key(options->key_file)) << '\n'; });

    add_sign(*command, options);

    auto* publish_command = command->add_subcommand("publish", "Send signed ones to their units");
    publish_command->add_option("FILE", options->messages, "That `sign` made")->required();
    publish_command->callback([options] { publish(*options); });

    auto* show_command = command->add_subcommand("show", "What is desired, and what is in force");
    show_command->add_flag("--json", options->as_json, "As JSON");
    show_command->callback([options] { show(*options); });
}

}  // namespace roadworthy::backend
