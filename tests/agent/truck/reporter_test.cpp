#include "agent/truck/reporter.hpp"

#include "agent/truck/events.hpp"
#include "agent/truck/meters.hpp"
#include "common/report.hpp"
#include "tests/agent/truck/moments.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::onboard;

namespace {

constexpr MeterSource cluster{.spn = 917, .source_address = 23};
constexpr MeterSource engine{.spn = 247, .source_address = 0};

// A truck that sends its odometer each second while it is awake.
struct Truck {
    Reporter reporter;
    Meters meters;
    Events events;
    double now = 0;
    std::int64_t odometer_m = 1'000'000;
    std::int64_t speed = 0;  // m/s, a multiple of five
    bool is_awake = true;

    void live(int length) {
        for (const double end = now + length; now < end; now += 1) {
            if (is_awake) {
                odometer_m += speed;
                meters.read({MeterKind::odometer, cluster, odometer_m}, at(now));
            }
            reporter.tick(at(now), meters, events);
        }
    }
    std::vector<double> moments() {
        std::vector<double> moments;
        for (const Event& event : events.take()) {
            moments.push_back(seconds_of(event.moment));
        }
        return moments;
    }
};

using Moments = std::vector<double>;

}  // namespace

TEST_CASE("meters are reported soon after they have settled, then each interval", "[reporter]") {
    Truck truck;
    truck.speed = 20;
    truck.live(200);
    CHECK(truck.moments() == Moments{7, 67, 127, 187});
}

TEST_CASE("a level to which a source has jumped is told twice, then rests", "[reporter]") {
    Truck truck;
    truck.live(20);
    truck.odometer_m = 158'910'600;
    truck.live(200);
    CHECK(truck.moments() == Moments{7, 67, 127});
}

TEST_CASE("a truck that stands reports again only each repeat time", "[reporter]") {
    Truck truck;
    truck.live(2000);
    CHECK(truck.moments() == Moments{7, 907, 1807});
}

TEST_CASE("a silent truck reports nothing", "[reporter]") {
    Truck truck;
    truck.live(100);
    truck.moments();
    truck.is_awake = false;
    truck.live(10'000);
    CHECK(truck.moments().empty());
}

TEST_CASE("the distance makes a report before the interval does", "[reporter]") {
    Truck truck{.reporter = Reporter({.interval = std::chrono::seconds{3600}})};
    truck.speed = 25;
    truck.live(450);
    CHECK(truck.moments() == Moments{7, 207, 407});
}

TEST_CASE("a report that was asked for waits for all kinds, and needs news", "[reporter]") {
    Truck truck;
    truck.live(20);
    truck.moments();
    truck.reporter.ask(at(20));
    truck.live(10);
    CHECK(truck.moments().empty());
    truck.speed = 5;
    truck.live(1);
    CHECK(truck.moments() == Moments{30});
}

TEST_CASE("all kinds go in one report, a source that has not settled goes in none", "[reporter]") {
    Truck truck;
    truck.meters.read({MeterKind::engine_time, engine, 789'120}, at(0));
    truck.meters.read({MeterKind::engine_time, engine, 789'120}, at(3));
    truck.now = 3;
    truck.live(20);
    truck.odometer_m = 37'500;  // another cluster
    truck.live(1);
    const auto reports = only<MetersReport>(truck.events.take());
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].readings ==
          std::vector<MeterReading>{{MeterKind::engine_time, engine, 789'120},
                                    {MeterKind::odometer, cluster, 1'000'000}});
    truck.reporter.ask(at(0));
    truck.live(1);
    CHECK(truck.moments().empty());
}

TEST_CASE("at the end comes what has not been told, settled or not", "[reporter]") {
    Truck truck;
    truck.live(1);
    truck.reporter.finish(truck.meters, truck.events);
    const auto reports = only<MetersReport>(truck.events.take());
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].readings == std::vector<MeterReading>{{MeterKind::odometer, cluster, 1'000'000,
                                                            ReadingQuality::unsettled}});
}

TEST_CASE("at the end nothing comes that has been told", "[reporter]") {
    Truck truck;
    truck.live(30);
    truck.moments();
    truck.reporter.finish(truck.meters, truck.events);
    CHECK(truck.moments().empty());
}
