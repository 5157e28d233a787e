#include "agent/can/socketcan.hpp"
#include "agent/can/frame.hpp"
#include "agent/can/raw_socket.hpp"

#include <catch2/catch.hpp>
#include <span>

using namespace roadworthy;
using namespace roadworthy::can;

TEST_CASE("interfaces that are missing are reported as such, each, and end nothing",
          "[socketcan]") {
    boost::asio::io_context loop;
    const SocketCan source(
        loop, {.interfaces = {"nocan7", "nocan8"}, .pgns = {}}, [] { return Instant{}; },
        [](std::span<const Frame>) { FAIL("no bus, no frames"); });
    loop.poll();
    const auto status = source.status();
    REQUIRE(status.size() == 2);
    CHECK(status[0].interface == "nocan7");
    CHECK(status[1].interface == "nocan8");
    for (const BusStatus& bus : status) {
        CHECK(bus.state == BusState::failed);
        CHECK_THAT(bus.problem, Catch::Contains(bus.interface + ": not there"));
        CHECK(bus.failures == 1);
    }
    CHECK_FALSE(loop.stopped());  // it will be tried again
}
