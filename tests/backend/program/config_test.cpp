#include "backend/config.hpp"

#include <catch2/catch.hpp>
#include <fstream>

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
        "language": "en"
    })");
    const backend::Config wanted{.database = "/data/r.db",
                                 .broker = {.url = "ssl://b:8883",
                                            .client_id = "i",
                                            .user = "u",
                                            .password_file = "p",
                                            .ca_file = "ca",
                                            .certificate_file = "c",
                                            .key_file = "k"},
                                 .http = {.address = "0.0.0.0", .port = 0},
                                 .keep_raw_days = 30,
                                 .language = "en"};
    CHECK(config == wanted);
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
