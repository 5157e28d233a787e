#include "agent/settings/bus.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>

#include "agent/can/socketcan.hpp"
#include "agent/j1939/active/name.hpp"
#include "agent/settings/config.hpp"
#include "common/ids.hpp"

using namespace roadworthy;
using agent::bus_settings;
using agent::participant_settings;

namespace {

agent::Config listening() {
    agent::Config config;
    config.truck = TruckId::from("TRUCK007").value();
    config.buses = {"can0", "can1"};
    config.bus.interface = "can1";
    config.bus.manufacturer_code = 500;
    return config;
}
agent::Config talking() {
    agent::Config config = listening();
    config.listen_only = false;
    return config;
}

}  // namespace

TEST_CASE("a unit that only listens may not send, and has no part in the bus", "[bus settings]") {
    CHECK(bus_settings(listening()).transmission == can::Transmission::forbidden);
    CHECK_FALSE(participant_settings(listening()));
}

TEST_CASE("a unit that takes part does so on the bus that was named", "[bus settings]") {
    CHECK(bus_settings(talking()).transmission == can::Transmission::allowed);
    CHECK(participant_settings(talking())->bus == 1);
    CHECK(participant_settings(talking())->claim.preferred == 74);
}

TEST_CASE("claims, requests and acknowledgements are let through only to who takes part",
          "[bus settings]") {
    for (const std::uint32_t pgn : {60928U, 59904U, 59392U}) {
        CHECK(std::ranges::count(bus_settings(listening()).pgns, pgn) == 0);
        CHECK(std::ranges::count(bus_settings(talking()).pgns, pgn) == 1);
    }
    CHECK(std::ranges::count(bus_settings(listening()).pgns, 65226U) == 1);
    CHECK(std::ranges::count(bus_settings(talking()).pgns, 65226U) == 1);
}

TEST_CASE("the NAME has what was configured, and else the truck's own number", "[bus settings]") {
    agent::Config config = talking();
    const auto own = participant_settings(config)->claim.name;
    config.truck = TruckId::from("TRUCK008").value();
    CHECK(participant_settings(config)->claim.name != own);
    config.bus.identity_number = 42;
    config.bus.function = 130;
    config.bus.function_instance = 3;
    config.bus.ecu_instance = 2;
    CHECK(participant_settings(config)->claim.name == j1939::name_of({.identity_number = 42,
                                                                      .manufacturer_code = 500,
                                                                      .ecu_instance = 2,
                                                                      .function_instance = 3,
                                                                      .function = 130}));
}
