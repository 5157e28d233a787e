#include "agent/truck/scene/services.hpp"

#include "agent/truck/events.hpp"
#include "common/report.hpp"
#include "tests/agent/truck/moments.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::onboard;

namespace {

ServiceCounter distance(std::int64_t left_m, std::uint8_t component = 1) {
    return {.kind = ServiceKind::distance, .component = component, .left = left_m};
}

struct Bus {
    Services services;
    Events events;
    double now = 0;

    // Sent each ten seconds.
    void live(double length, std::uint8_t source_address,
              const std::vector<ServiceCounter>& counters) {
        for (const double end = now + length; now < end; now += 10) {
            for (const ServiceCounter& counter : counters) {
                services.hear(source_address, counter, at(now));
            }
            services.tick(at(now), events);
        }
    }
    std::vector<ServiceReport> take() { return only<ServiceReport>(events.take()); }
};

using Reports = std::vector<ServiceReport>;

}  // namespace

TEST_CASE("the counters of an address come in one report, once", "[services]") {
    Bus bus;
    const std::vector counters{distance(5'000'000), distance(-10'000, 2),
                               ServiceCounter{ServiceKind::calendar, 0xFF, -14}};
    bus.live(3600, 0, counters);
    CHECK(bus.take() == Reports{{0, counters}});
}

TEST_CASE("a value that was heard once is not told", "[services]") {
    Bus bus;
    bus.live(10, 0, {distance(160'000'000)});
    bus.live(600, 0, {distance(5'000'000)});
    CHECK(bus.take() == Reports{{0, {distance(5'000'000)}}});
}

TEST_CASE("a counter that counts down is told once a day", "[services]") {
    Bus bus;
    for (std::int64_t hour = 0; hour < 49; ++hour) {
        bus.live(3600, 0, {distance(5'000'000 - hour * 60'000)});
    }
    const auto reports = bus.take();
    REQUIRE(reports.size() == 3);
    CHECK(reports[1].counters[0].left < reports[0].counters[0].left);
}

TEST_CASE("a counter that went up is told soon: the service was done", "[services]") {
    Bus bus;
    bus.live(600, 0, {distance(-40'000)});
    bus.take();
    bus.live(60, 0, {distance(60'000'000)});
    CHECK(bus.take() == Reports{{0, {distance(60'000'000)}}});
}

TEST_CASE("counters beyond the bound are refused and counted, those before stay", "[services]") {
    Bus bus;
    bus.live(100, 0, {distance(5'000'000)});
    bus.take();
    for (std::uint8_t component = 2; component < 102; ++component) {
        bus.services.hear(7, distance(1, component), at(bus.now));
    }
    CHECK(bus.services.counters_refused() == 69);
    bus.live(100, 0, {distance(6'000'000)});
    CHECK(bus.take() == Reports{{0, {distance(6'000'000)}}});
}
