#include "agent/settings/config.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "agent/truck/scene/settings.hpp"
#include "common/ids.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using agent::parse_config;

namespace {

constexpr auto whole = R"({
    // The unit of truck 7.
    "truck": "TRUCK007",
    "broker": {"url": "ssl://mqtt.example:8883", "user": "u", "password": "p",
               "ca_file": "ca.pem", "certificate_file": "c.pem", "key_file": "k.pem",
               "keep_alive_s": 300},
    "buses": ["can0", "can1"],
    "listen_only": true,
    "outbox": {"path": "/var/lib/o.db", "quota_mib": 32, "keep_committed_days": 3,
               "flash_mib_per_day": 4},
    "status_file": "/run/status",
    "reports": {"meters_interval_s": 30, "meters_distance_m": 1000, "meters_repeat_s": 600,
                "store_interval_s": 60, "send_reports": 5, "send_interval_s": 120,
                "health_interval_s": 7200, "snapshots": "off", "position": "coarse"}
})";

std::string faults_of(std::string_view text) {
    const auto config = parse_config(text);
    return config ? "" : config.error().message;
}

agent::Config usable() {
    agent::Config config;
    config.truck = TruckId::from("TRUCK007").value();
    config.broker.url = "tcp://127.0.0.1:1883";
    config.outbox.path = "o.db";
    return config;
}

std::string missing_in(const agent::Config& config) {
    const auto checked = agent::complete(config);
    return checked ? "" : checked.error().message;
}

}  // namespace

TEST_CASE("a unit only listens unless the file says otherwise, with every word", "[config]") {
    CHECK(parse_config("{}").value().listen_only);
    CHECK(parse_config(R"({"bus": {"transmit_on": "can0"}})").value().listen_only);
    agent::Config config = usable();
    config.buses = {"can0"};
    CHECK(missing_in(config).empty());
    config.listen_only = false;
    CHECK(missing_in(config) ==
          "bus.transmit_on: expected one of buses, because listen_only is false, got \"\"\n"
          "bus.manufacturer_code: expected a number, because listen_only is false");
    config.bus.interface = "can1";
    config.bus.manufacturer_code = 500;
    CHECK(missing_in(config) ==
          "bus.transmit_on: expected one of buses, because listen_only is false, got \"can1\"");
    config.bus.interface = "can0";
    CHECK(missing_in(config).empty());
}

TEST_CASE("how a unit takes part in its bus is read from the file", "[config]") {
    const auto config = parse_config(R"({
        "listen_only": false,
        "bus": {"transmit_on": "can1", "preferred_address": 43, "manufacturer_code": 500,
                "identity_number": 9, "function": 62, "function_instance": 1, "ecu_instance": 2}
    })");
    CHECK_FALSE(config.value().listen_only);
    CHECK(config.value().bus == agent::TakingPart{.interface = "can1",
                                                  .manufacturer_code = 500,
                                                  .identity_number = 9,
                                                  .function = 62,
                                                  .function_instance = 1,
                                                  .ecu_instance = 2,
                                                  .preferred_address = 43});
}

TEST_CASE("every key of the file reaches the configuration", "[config]") {
    const auto config = parse_config(whole).value();
    CHECK(config.truck->text() == "TRUCK007");
    CHECK(config.broker.url == "ssl://mqtt.example:8883");
    CHECK(config.broker.user == "u");
    CHECK(config.broker.password == "p");
    CHECK(config.broker.ca_file == "ca.pem");
    CHECK(config.broker.certificate_file == "c.pem");
    CHECK(config.broker.key_file == "k.pem");
    CHECK(config.broker.keep_alive == std::chrono::seconds{300});
    CHECK(config.buses == std::vector<std::string>{"can0", "can1"});
    CHECK(config.outbox.path == "/var/lib/o.db");
    CHECK(config.outbox.quota_mib == 32);
    CHECK(config.outbox.keep_committed == std::chrono::days{3});
    CHECK(config.outbox.flash_mib_per_day == 4);
    CHECK(config.status_file == "/run/status");
    CHECK(config.reports.meters_interval == std::chrono::seconds{30});
    CHECK(config.reports.meters_distance_m == 1000);
    CHECK(config.reports.meters_repeat == std::chrono::seconds{600});
    CHECK(config.reports.store_interval == std::chrono::seconds{60});
    CHECK(config.reports.send_reports == 5);
    CHECK(config.reports.send_interval == std::chrono::seconds{120});
    CHECK(config.reports.health_interval == std::chrono::seconds{7200});
    CHECK(config.reports.snapshots == onboard::Snapshotting::off);
    CHECK(config.reports.position == onboard::PositionPrecision::coarse);
    CHECK(missing_in(config).empty());
}

TEST_CASE("no position is told unless the file says so", "[config]") {
    CHECK(parse_config("{}")->reports.position == onboard::PositionPrecision::off);
}

TEST_CASE("a wrong file is refused with what was expected and what came", "[config]") {
    const auto [text, message] = GENERATE(table<std::string, std::string>({
        {"[]", "the file: expected an object, got a list"},
        {R"({"truck": 7})", "truck: expected a text, got 7"},
        {R"({"truk": "TRUCK007"})", "truk: not a key of this file"},
        {R"({"broker": {"urls": "x"}})", "broker.urls: not a key of this file"},
        {R"({"broker": "x"})", "broker: expected an object, got \"x\""},
        {R"({"broker": {"keep_alive_s": 4}})",
         "broker.keep_alive_s: expected an integer from 5 to 65535, got 4"},
        {R"({"broker": {"keep_alive_s": 65536}})",
         "broker.keep_alive_s: expected an integer from 5 to 65535, got 65536"},
        {R"({"broker": {"keep_alive_s": 18446744073709551615}})",
         "broker.keep_alive_s: expected an integer from 5 to 65535, got 18446744073709551615"},
        {R"({"broker": {"keep_alive_s": 60.5}})",
         "broker.keep_alive_s: expected an integer from 5 to 65535, got 60.5"},
        {R"({"buses": "can0"})", "buses: expected a list of texts, got \"can0\""},
        {R"({"buses": ["can0", 1]})", "buses: expected a list of texts, got one with 1"},
        {R"({"listen_only": 0})", "listen_only: expected true or false, got 0"},
        {R"({"bus": {"preferred_address": 254}})",
         "bus.preferred_address: expected an integer from 0 to 253, got 254"},
        {R"({"bus": {"manufacturer_code": 2048}})",
         "bus.manufacturer_code: expected an integer from 1 to 2047, got 2048"},
        {R"({"bus": {"identity_number": 2097152}})",
         "bus.identity_number: expected an integer from 1 to 2097151, got 2097152"},
        {R"({"bus": {"listen_only": false}})", "bus.listen_only: not a key of this file"},
        {R"({"reports": {"position": "on"}})",
         "reports.position: expected off or coarse or exact, got \"on\""},
        {R"({"reports": {"snapshots": true}})", "reports.snapshots: expected off or on, got true"},
        {R"({"outbox": {"quota_mib": 0}})",
         "outbox.quota_mib: expected an integer from 1 to 65536, got 0"},
    }));
    INFO(text);
    CHECK(faults_of(text) == message);
}

TEST_CASE("an id that is none, and text that is no JSON, are told as such", "[config]") {
    CHECK(faults_of(R"({"truck": "truck 7"})").starts_with("truck: "));
    CHECK(faults_of("{\"truck\": ").find("parse error") != std::string::npos);
    CHECK_FALSE(faults_of("").empty());
    CHECK_FALSE(faults_of("\xff\xfe").empty());
    CHECK(faults_of(R"({"data_plan": 1e999})").find("number overflow") != std::string::npos);
}

TEST_CASE("all faults of a file are told at once, one a line", "[config]") {
    CHECK(faults_of(R"({"buses": 1, "outbox": {"path": 2}, "x": 3})") ==
          "buses: expected a list of texts, got 1\n"
          "outbox.path: expected a text, got 2\n"
          "x: not a key of this file");
}

TEST_CASE("a text of nothing but nesting is refused as any other", "[config]") {
    const auto open = GENERATE(std::string("["), std::string(R"({"truck":)"));
    const std::string close = open == "[" ? "]" : "}";
    std::string text;
    for (int depth = 0; depth < 200'000; ++depth) {
        text += open;
    }
    text += '1';
    for (int depth = 0; depth < 200'000; ++depth) {
        text += close;
    }
    CHECK(faults_of(text).size() < 100);
    CHECK_FALSE(faults_of(text).empty());
}

TEST_CASE("a file that cannot be read or is wrong is told with its name", "[config]") {
    const support::TempFolder folder;
    const auto none = agent::load_config(folder / "none.json");
    REQUIRE_FALSE(none);
    CHECK(none.error().message == (folder / "none.json").string() + ": cannot be read");
    std::ofstream(folder / "bad.json") << R"({"x": 1})";
    const auto bad = agent::load_config(folder / "bad.json");
    REQUIRE_FALSE(bad);
    CHECK(bad.error().message == (folder / "bad.json").string() + ":\nx: not a key of this file");
    std::ofstream(folder / "good.json") << whole;
    CHECK(agent::load_config(folder / "good.json").has_value());
}

TEST_CASE("what run needs and nobody has said is told", "[config]") {
    CHECK(missing_in(usable()).empty());
    auto config = usable();
    std::string message;
    SECTION("nothing at all") {
        config = {};
        message =
            "truck: expected an id, got none\n"
            "broker.url: expected tcp://HOST:PORT or ssl://HOST:PORT, got \"\"\n"
            "outbox.path: expected a file, got none";
    }
    SECTION("an address without a port") {
        config.broker.url = "tcp://localhost";
        message =
            "broker.url: expected tcp://HOST:PORT or ssl://HOST:PORT, got \"tcp://localhost\"";
    }
    SECTION("another scheme") {
        config.broker.url = "mqtt://localhost:1883";
        message =
            "broker.url: expected tcp://HOST:PORT or ssl://HOST:PORT, got "
            "\"mqtt://localhost:1883\"";
    }
    SECTION("encryption without an authority") {
        config.broker.url = "ssl://localhost:8883";
        message = "broker.ca_file: expected a file, because broker.url is ssl://";
    }
    SECTION("a certificate without its key") {
        config.broker.certificate_file = "c.pem";
        message = "broker: expected certificate_file and key_file together, got one";
    }
    CHECK(missing_in(config) == message);
}

TEST_CASE("the status file stands beside the outbox unless it is named", "[config]") {
    CHECK(agent::complete(usable())->status_file == "o.db.status");
    auto named = usable();
    named.status_file = "/run/s";
    CHECK(agent::complete(named)->status_file == "/run/s");
}
