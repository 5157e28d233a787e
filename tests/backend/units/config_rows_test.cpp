#include "backend/units/config_rows.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/store/inputs/stream_rows.hpp"
#include "common/io/sql.hpp"
#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"
#include "tests/support/store.hpp"

namespace roadworthy::units {
namespace {

using support::at;
using support::truck;

wire::Bytes message(std::string_view name, std::uint64_t version) {
    return wire::encode_signed({.content = wire::encode_desired(
                                    {.truck = truck(name), .version = version, .text = "{}"})});
}

void say(sql::Connection& connection, std::string_view name, std::int64_t known,
         std::int64_t in_force) {
    store::put_presence(connection, truck(name),
                        {.is_online = true,
                         .agent_version = "1",
                         .config_version = in_force,
                         .config_desired = known,
                         .config_state = known == in_force ? "in_force" : "rolled_back",
                         .config_reason = "why"},
                        at(5));
}

}  // namespace

TEST_CASE("a configuration is outstanding until its unit says that it knows it", "[unit_configs]") {
    const auto connection = support::empty_store();
    CHECK(publish_config(*connection, message("TRUCK0001", 3), at(1)) == truck("TRUCK0001"));
    CHECK(publish_config(*connection, message("TRUCK0002", 7), at(1)).has_value());
    const OutstandingConfig one{.truck = truck("TRUCK0001"), .version = 3};
    const OutstandingConfig other{.truck = truck("TRUCK0002"), .version = 7};
    CHECK(outstanding_configs(*connection) == std::vector{one, other});
    say(*connection, "TRUCK0001", 3, 2);  // it tried, and went back
    say(*connection, "TRUCK0002", 6, 6);
    CHECK(outstanding_configs(*connection) == std::vector{other});
    CHECK(config_message(*connection, truck("TRUCK0002")) == message("TRUCK0002", 7));
    CHECK(config_message(*connection, truck("TRUCK0003")) == std::nullopt);
}

TEST_CASE("a version takes the place of one below it alone", "[unit_configs]") {
    const auto connection = support::empty_store();
    CHECK(publish_config(*connection, message("TRUCK0001", 3), at(1)));
    const auto version = GENERATE(std::uint64_t{1}, std::uint64_t{3});
    const auto refusal = publish_config(*connection, message("TRUCK0001", version), at(2));
    REQUIRE_FALSE(refusal);
    CHECK(refusal.error().message ==
          "TRUCK0001: expected a version above 3, got " + std::to_string(version));
    CHECK(publish_config(*connection, message("TRUCK0001", 4), at(2)));
    CHECK(config_message(*connection, truck("TRUCK0001")) == message("TRUCK0001", 4));
}

TEST_CASE("what is no signed configuration is not published", "[unit_configs]") {
    const auto connection = support::empty_store();
    CHECK_FALSE(publish_config(*connection, support::bytes("{}"), at(1)));
    CHECK_FALSE(
        publish_config(*connection, wire::encode_signed({.content = support::bytes("x")}), at(1)));
    CHECK(config_views(*connection).empty());
}

TEST_CASE("desired and reported versions stand side by side, also where one is missing",
          "[unit_configs]") {
    const auto connection = support::empty_store();
    CHECK(publish_config(*connection, message("TRUCK0002", 7), at(1)));
    CHECK(publish_config(*connection, message("TRUCK0003", 8), at(2)));
    say(*connection, "TRUCK0001", 4, 4);
    say(*connection, "TRUCK0002", 7, 6);
    CHECK(config_views(*connection) ==
          std::vector<ConfigView>{{.truck = truck("TRUCK0001"),
                                   .in_force = 4,
                                   .known = 4,
                                   .state = "in_force",
                                   .reason = "why"},
                                  {.truck = truck("TRUCK0002"),
                                   .desired = 7,
                                   .entered = at(1),
                                   .in_force = 6,
                                   .known = 7,
                                   .state = "rolled_back",
                                   .reason = "why"},
                                  {.truck = truck("TRUCK0003"), .desired = 8, .entered = at(2)}});
}

TEST_CASE("a unit that goes keeps what it said of its configuration, one that comes does not",
          "[unit_configs]") {
    const auto connection = support::empty_store();
    say(*connection, "TRUCK0001", 7, 6);
    store::put_presence(*connection, truck("TRUCK0001"), {.agent_version = "1"}, at(6));
    CHECK(config_views(*connection).at(0).in_force == 6);
    CHECK(config_views(*connection).at(0).reason == "why");
    store::put_presence(*connection, truck("TRUCK0001"), {.is_online = true, .agent_version = "1"},
                        at(7));
    CHECK(config_views(*connection).empty());
}

}  // namespace roadworthy::units
