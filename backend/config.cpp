#include "backend/config.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
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

// Without the slash at its end, for paths follow.
Key web_url(std::string name, std::string& value) {
    return {std::move(name), [&value](const json& given) -> std::string {
                const std::string url = given.is_string() ? given.get<std::string>() : "";
                const std::size_t host = url.find("//") + 2;  // behind a scheme that is one of ours
                if ((!url.starts_with("https://") && !url.starts_with("http://")) ||
                    host >= url.size() || url[host] == '/') {
                    return "an address that begins with https or http and names a host";
                }
                if (url.find_first_of("?#@ \"<>\\") != std::string::npos) {
                    return "an address without user, query, fragment and blanks";
                }
                value = url.substr(0, url.find_last_not_of('/') + 1);
                return {};
            }};
}

// "zh" or "en"
Key one_of(std::string name, std::string& value, std::vector<std::string> words) {
    return {std::move(name), [&value, words = std::move(words)](const json& given) -> std::string {
                if (given.is_string() && std::find(words.begin(), words.end(),
                                                   given.get<std::string>()) != words.end()) {
                    value = given.get<std::string>();
                    return {};
                }
                std::string expected;
                for (const std::string& word : words) {
                    expected += (expected.empty()       ? "\""
                                 : word == words.back() ? " or \""
                                                        : ", \"") +
                                word + '"';
                }
                return expected;
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

bool is_this_host(const std::string& host) {
    const bool is_number = host.find_first_not_of("0123456789.") == std::string::npos;
    return host == "localhost" || host == "::1" || (is_number && host.starts_with("127."));
}

std::vector<Key> keys_of(ChannelConfig& channel) {
    std::vector<Key> keys = {
        one_of("kind", channel.kind, {"webhook", "mail", "wecom", "dingtalk", "feishu"}),
        text("ca_file", channel.ca_file), integer("timeout_s", channel.timeout_s, 1, 120)};
    const auto add = [&](std::vector<Key> more) {
        std::move(more.begin(), more.end(), std::back_inserter(keys));
    };
    if (channel.kind == "mail") {
        add({text("host", channel.host), integer("port", channel.port, 0, 65'535),
             one_of("security", channel.security, {"tls", "starttls", "plain"}),
             text("user", channel.user), text("password_file", channel.password_file),
             text("from", channel.from), text("from_name", channel.from_name)});
        return keys;
    }
    add({text("proxy", channel.proxy)});
    add({channel.kind == "webhook" ? text("url", channel.url)
                                   : text("url_file", channel.url_file)});
    if (channel.kind != "wecom") {
        add({text("secret_file", channel.secret_file)});
    }
    return keys;
}

// What a channel cannot be without; empty if nothing is missing.
std::string lacks_of_mail(const ChannelConfig& channel) {
    if (channel.host.empty()) {
        return "host: expected one";
    }
    if (channel.from.empty()) {
        return "from: expected an address";
    }
    if (channel.security == "plain" && !is_this_host(channel.host)) {
        return "security: plain is for a relay on this host, got " + channel.host;
    }
    const bool is_half = channel.user.empty() != channel.password_file.empty();
    return is_half ? "user, password_file: expected both or none" : "";
}

std::string lacks(const ChannelConfig& channel) {
    if (channel.kind == "mail") {
        return lacks_of_mail(channel);
    }
    if (channel.kind != "webhook") {
        return channel.url_file.empty() ? "url_file: expected one" : "";
    }
    if (!channel.url.starts_with("https://") && !channel.url.starts_with("http://")) {
        return "url: expected one that begins with https:// or http://";
    }
    return channel.secret_file.empty() ? "secret_file: expected one" : "";
}

std::string read_channel(const json& given, const std::string& where, ChannelConfig& channel) {
    if (given.is_object() && !given.contains("kind")) {
        return where + "kind: expected one";
    }
    // Which keys there are goes by the kind: it is read first, wherever it stands.
    const json kind = given.is_object() ? json{{"kind", given["kind"]}} : given;
    std::string fault = read(kind, where, keys_of(channel));
    if (fault.empty()) {
        fault = read(given, where, keys_of(channel));
    }
    const std::string lacking = fault.empty() ? lacks(channel) : "";
    return lacking.empty() ? fault : where + lacking;
}

Key channels(std::map<std::string, ChannelConfig>& value) {
    return {"channels", [&value](const json& given) -> std::string {
                if (!given.is_object()) {
                    return "channels: expected an object, got " + given.dump();
                }
                for (const auto& [name, one] : given.items()) {
                    std::string fault = read_channel(one, "channels." + name + '.', value[name]);
                    if (!fault.empty()) {
                        return fault;
                    }
                }
                return {};
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
        integer("keep_raw_days", config.keep_raw_days, 1, century),
        one_of("language", config.language, {"zh", "en"}),
        channels(config.channels),
        web_url("public_url", config.public_url),
        section("alerts", {integer("settle_s", config.alerts.settle_s, 0, 3600),
                           integer("between_min", config.alerts.between_min, 0, 1440)}),
        section("notify", {integer("most_a_day", config.notify.most_a_day, 1, 1000),
                           integer("retry_least_s", config.notify.retry_least_s, 1, 3600),
                           integer("retry_most_s", config.notify.retry_most_s, 1, 86'400),
                           integer("give_up_h", config.notify.give_up_h, 1, 240)})};
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
