#include "agent/can/socketcan.hpp"
#include "agent/can/frame.hpp"
#include "agent/can/raw_socket.hpp"

#include <catch2/catch.hpp>
#include <span>
#include <stdexcept>

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

TEST_CASE("where transmission is not allowed, there is no sending", "[socketcan]") {
    boost::asio::io_context loop;
    SocketCan source(
        loop, {.interfaces = {"nocan7"}, .pgns = {}}, [] { return Instant{}; },
        [](std::span<const Frame>) {});
    CHECK_THROWS_AS(source.send({.id = 1}), std::logic_error);
    loop.poll();
    CHECK_THROWS_AS(source.send({.id = 1}), std::logic_error);
}

TEST_CASE("a frame for a bus that is down is counted as not sent, on that bus alone",
          "[socketcan]") {
    boost::asio::io_context loop;
    SocketCan source(
        loop,
        {.interfaces = {"nocan7", "nocan8"}, .pgns = {}, .transmission = Transmission::allowed},
        [] { return Instant{}; }, [](std::span<const Frame>) {});
    loop.poll();
    CHECK_FALSE(source.send({.id = 1, .bus = 1}));
    CHECK(source.status()[0].sends_failed == 0);
    CHECK(source.status()[1].sends_failed == 1);
    CHECK(source.status()[1].frames_sent == 0);
}
