#include "agent/can/socketcan.hpp"
#include "agent/can/frame.hpp"
#include "common/time.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::can;

namespace {

// A frame a time in milliseconds, numbered from `first_id` on.
std::vector<Frame> heard_at(std::uint32_t first_id, const std::vector<int>& times) {
    std::vector<Frame> frames;
    for (const int time : times) {
        frames.push_back({.time = Monotonic{std::chrono::milliseconds{time}}, .id = first_id++});
    }
    return frames;
}

std::vector<std::uint32_t> ids_of(const std::vector<Frame>& frames) {
    std::vector<std::uint32_t> ids;
    for (const Frame& frame : frames) {
        ids.push_back(frame.id);
    }
    return ids;
}

}  // namespace

TEST_CASE("what several buses heard is in the order of its time", "[socketcan]") {
    const auto one = heard_at(10, {1, 4, 4, 9});
    const auto other = heard_at(20, {2, 3, 10});
    const auto third = heard_at(30, {4});
    CHECK(ids_of(in_order_of_time({one, other, {}, third})) ==
          std::vector<std::uint32_t>{10, 20, 21, 11, 12, 30, 13, 22});
    CHECK(in_order_of_time({}).empty());
}

TEST_CASE("a bus whose times step back keeps its own order", "[socketcan]") {
    const auto one = heard_at(10, {5, 1, 6});
    const auto other = heard_at(20, {2, 7});
    CHECK(ids_of(in_order_of_time({one, other})) == std::vector<std::uint32_t>{20, 10, 11, 12, 21});
}

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
