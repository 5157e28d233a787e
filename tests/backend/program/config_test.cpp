#include "backend/config.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using backend::parse_config;

TEST_CASE("an empty configuration is the defaults", "[config]") {
    CHECK(parse_config("{}") == backend::Config{});
}

TEST_CASE("every key of the configuration is taken over", "[config]") {
    const auto config = parse_config(R"({
        "database": "/data/r.db",
        "broker": {"url": "ssl://b:8883", "client_id": "i", "user": "u", "password_file": "p",
                   "ca_file": "ca", "certificate_file": "c", "key_file": "k"},
        "http": {"address": "0.0.0.0", "port": 0},
        "keep_raw_days": 30,
        "language": "en",
        "public_url": "https://trucks.dealer.example/care/",
        "alerts": {"settle_s": 0, "between_min": 60},
        "notify": {"most_a_day": 5, "retry_least_s": 1, "retry_most_s": 2, "give_up_h": 3}
    })");
    const backend::Config wanted{
        .database = "/data/r.db",
        .broker = {.url = "ssl://b:8883",
                   .client_id = "i",
                   .user = "u",
                   .password_file = "p",
                   .ca_file = "ca",
                   .certificate_file = "c",
                   .key_file = "k"},
        .http = {.address = "0.0.0.0", .port = 0},
        .public_url = "https://trucks.dealer.example/care",
        .keep_raw_days = 30,
        .language = "en",
        .alerts = {.settle_s = 0, .between_min = 60},
        .notify = {.most_a_day = 5, .retry_least_s = 1, .retry_most_s = 2, .give_up_h = 3}};
    CHECK(config == wanted);
}

TEST_CASE("every key of a channel is taken over", "[config]") {
    const auto config = parse_config(R"({"channels": {
        "hook": {"kind": "webhook", "url": "https://h/x", "secret_file": "s", "proxy": "http://p",
                 "ca_file": "ca", "timeout_s": 5},
        "mail": {"port": 2525, "host": "m", "security": "tls", "user": "u", "password_file": "p",
                 "from": "a@b", "from_name": "n", "kind": "mail"},
        "group": {"kind": "dingtalk", "url_file": "u", "secret_file": "s"},
        "other group": {"kind": "wecom", "url_file": "u"}
    }})");
    REQUIRE(config);
    CHECK(config->channels.at("hook") == backend::ChannelConfig{.kind = "webhook",
                                                                .url = "https://h/x",
                                                                .secret_file = "s",
                                                                .proxy = "http://p",
                                                                .ca_file = "ca",
                                                                .timeout_s = 5});
    CHECK(config->channels.at("mail") == backend::ChannelConfig{.kind = "mail",
                                                                .host = "m",
                                                                .port = 2525,
                                                                .security = "tls",
                                                                .user = "u",
                                                                .password_file = "p",
                                                                .from = "a@b",
                                                                .from_name = "n"});
    CHECK(config->channels.at("group") ==
          backend::ChannelConfig{.kind = "dingtalk", .url_file = "u", .secret_file = "s"});
    CHECK(config->channels.at("other group").kind == "wecom");
}

TEST_CASE("a channel that could not send is refused before anything starts", "[config]") {
    const auto [text, words] = GENERATE(table<std::string, std::string>({
        {"7", "channels.c: expected an object, got 7"},
        {R"({})", "channels.c.kind: expected one"},
        {R"({"kind": "fax"})",
         R"(channels.c.kind: expected "webhook", "mail", "wecom", "dingtalk" or "feishu", got "fax")"},
        {R"({"kind": "webhook", "url": "ftp://x", "secret_file": "s"})",
         "channels.c.url: expected one that begins with https:// or http://"},
        {R"({"kind": "webhook", "url": "https://x"})", "channels.c.secret_file: expected one"},
        {R"({"kind": "webhook", "host": "x"})", "channels.c.host: no such key"},
        {R"({"kind": "wecom"})", "channels.c.url_file: expected one"},
        {R"({"kind": "wecom", "url": "https://x"})", "channels.c.url: no such key"},
        {R"({"kind": "mail", "from": "a@b"})", "channels.c.host: expected one"},
        {R"({"kind": "mail", "host": "m"})", "channels.c.from: expected an address"},
        {R"({"kind": "mail", "host": "m", "from": "a@b", "security": "plain"})",
         "channels.c.security: plain is for a relay on this host, got m"},
        {R"({"kind": "mail", "host": "127.m", "from": "a@b", "security": "plain"})",
         "channels.c.security: plain is for a relay on this host, got 127.m"},
        {R"({"kind": "mail", "host": "m", "from": "a@b", "user": "u"})",
         "channels.c.user, password_file: expected both or none"},
        {R"({"kind": "mail", "host": "m", "from": "a@b", "timeout_s": 0})",
         "channels.c.timeout_s: expected a whole number from 1 to 120, got 0"},
    }));
    const auto config = parse_config(R"({"channels": {"c": )" + text + "}}");
    REQUIRE_FALSE(config);
    CHECK(config.error().message == words);
}

TEST_CASE("a relay on the same host needs no TLS", "[config]") {
    const std::string host = GENERATE(as<std::string>(), "localhost", "127.0.0.1", "::1");
    CHECK(parse_config(R"({"channels": {"c": {"kind": "mail", "from": "a@b", "security": "plain",
                                              "host": ")" +
                       host + R"("}}})"));
}

TEST_CASE("what is wrong in a configuration is named, with what was expected and what came",
          "[config]") {
    const auto [text, words] = GENERATE(table<const char*, const char*>({
        {"", "expected JSON"},
        {"[]", "the file: expected an object, got []"},
        {R"({"databse": "x"})", "databse: no such key"},
        {R"({"database": ""})", R"(database: expected a path, got "")"},
        {R"({"broker": 7})", "broker: expected an object, got 7"},
        {R"({"broker": {"url": 7}})", "broker.url: expected a text, got 7"},
        {R"({"broker": {"uri": "x"}})", "broker.uri: no such key"},
        {R"({"http": {"port": 65536}})",
         "http.port: expected a whole number from 0 to 65535, got 65536"},
        {R"({"http": {"port": 1.5}})",
         "http.port: expected a whole number from 0 to 65535, got 1.5"},
        {R"({"keep_raw_days": 0})",
         "keep_raw_days: expected a whole number from 1 to 36500, got 0"},
        {R"({"public_url": "trucks.example"})",
         "public_url: expected an address that begins with https or http and names a host, got "
         "\"trucks.example\""},
        {R"({"public_url": "https:///x"})",
         "public_url: expected an address that begins with https or http and names a host, got "
         "\"https:///x\""},
        {R"({"public_url": "https://a/?b=1"})",
         "public_url: expected an address without user, query, fragment and blanks, got "
         "\"https://a/?b=1\""},
        {R"({"alerts": {"settle_s": 3601}})",
         "alerts.settle_s: expected a whole number from 0 to 3600, got 3601"},
        {R"({"alerts": {"between_min": -1}})",
         "alerts.between_min: expected a whole number from 0 to 1440, got -1"},
        {R"({"notify": {"most_a_day": 0}})",
         "notify.most_a_day: expected a whole number from 1 to 1000, got 0"},
        {R"({"language": "de"})", R"(language: expected "zh" or "en", got "de")"},
    }));
    const auto config = parse_config(text);
    REQUIRE_FALSE(config);
    CHECK(config.error().message == words);
}

TEST_CASE("a database named on the command line replaces the configuration's", "[config]") {
    const support::TempFolder folder;
    std::ofstream(folder / "c.json") << R"({"database": "one.db", "language": "en"})";
    const auto config =
        backend::load_config({.config_file = folder / "c.json", .database = "other.db"});
    CHECK(config.database == "other.db");
    CHECK(config.language == "en");
}

TEST_CASE("a configuration that cannot be read says which file and why", "[config]") {
    const support::TempFolder folder;
    CHECK_THROWS_WITH(backend::load_config({.config_file = folder / "none.json"}),
                      Catch::Contains("none.json"));
    std::ofstream(folder / "bad.json") << "{";
    CHECK_THROWS_WITH(backend::load_config({.config_file = folder / "bad.json"}),
                      Catch::Contains("bad.json: expected JSON"));
}
