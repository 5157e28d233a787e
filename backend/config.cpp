#include "backend/config.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/result.hpp"

namespace roadworthy::backend {
namespace {

using nlohmann::json;

// One key of the file, and where its value goes. The value that comes is refused with words.
struct Key {
    std::string name;
    std::function<std::string(const json&)> take;  // empty, or what was expected
};

Key text(std::string name, std::string& value) {
    return {std::move(name), [&value](const json& given) -> std::string {
                if (!given.is_string()) {
                    return "a text";
                }
                value = given.get<std::string>();
                return {};
            }};
}

Key path(std::string name, std::filesystem::path& value) {
    return {std::move(name), [&value](const json& given) -> std::string {
                if (!given.is_string() || given.get<std::string>().empty()) {
                    return "a path";
                }
                value = given.get<std::string>();
                return {};
            }};
}

template <class Integer>
Key integer(std::string name, Integer& value, std::int64_t least, std::int64_t most) {
    return {std::move(name), [&value, least, most](const json& given) -> std::string {
                const std::int64_t number =
                    given.is_number_integer() ? given.get<std::int64_t>() : least - 1;
                if (number < least || number > most) {
                    return "a whole number from " + std::to_string(least) + " to " +
                           std::to_string(most);
                }
                value = static_cast<Integer>(number);
                return {};
            }};
}

Key language(std::string& value) {
    return {"language", [&value](const json& given) -> std::string {
                if (given != "zh" && given != "en") {
                    return "\"zh\" or \"en\"";
                }
                value = given.get<std::string>();
                return {};
            }};
}

// `where` is empty or ends with a point: what is wrong is named as a person would look for it.
std::string read(const json& object, const std::string& where, const std::vector<Key>& keys) {
    if (!object.is_object()) {
        return (where.empty() ? "the file" : where.substr(0, where.size() - 1)) +
               ": expected an object, got " + object.dump();
    }
    for (const auto& [name, given] : object.items()) {
        const auto known = std::find_if(keys.begin(), keys.end(),
                                        [&](const Key& key) { return key.name == name; });
        if (known == keys.end()) {
            return where + name + ": no such key";
        }
        std::string expected = known->take(given);
        if (!expected.empty()) {
            // What an inner object found wrong is whole already.
            if (expected.find(": ") != std::string::npos) {
                return expected;
            }
            std::string told = where;
            return told.append(name)
                .append(": expected ")
                .append(expected)
                .append(", got ")
                .append(given.dump());
        }
    }
    return {};
}

Key section(std::string name, std::vector<Key> keys) {
    std::string where = name + '.';
    return {std::move(name),
            [where = std::move(where), keys = std::move(keys)](const json& given) -> std::string {
                return read(given, where, keys);
            }};
}

std::vector<Key> keys_of(Config& config) {
    BrokerConfig& broker = config.broker;
    constexpr std::int64_t century = 36'500;
    return {
        path("database", config.database),
        section("broker",
                {text("url", broker.url), text("client_id", broker.client_id),
                 text("user", broker.user), text("password_file", broker.password_file),
                 text("ca_file", broker.ca_file), text("certificate_file", broker.certificate_file),
                 text("key_file", broker.key_file)}),
        section("http", {text("address", config.http.address),
                         integer("port", config.http.port, 0, 65'535)}),
        integer("keep_raw_days", config.keep_raw_days, 1, century), language(config.language)};
}

}  // namespace

Result<Config> parse_config(std::string_view text) {
    const json document = json::parse(text, nullptr, false);
    if (document.is_discarded()) {
        return fail("expected JSON");
    }
    Config config;
    std::string fault = read(document, "", keys_of(config));
    if (!fault.empty()) {
        return fail(std::move(fault));
    }
    return config;
}

Config load_config(const CommonOptions& options) {
    Config config;
    if (!options.config_file.empty()) {
        std::ifstream file(options.config_file);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        if (!file) {
            throw std::runtime_error("cannot read " + options.config_file.string());
        }
        auto read = parse_config(text);
        if (!read) {
            throw std::runtime_error(options.config_file.string() + ": " + read.error().message);
        }
        config = std::move(*read);
    }
    if (options.database) {
        config.database = *options.database;
    }
    return config;
}

}  // namespace roadworthy::backend
