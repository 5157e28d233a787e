#include "agent/truck/trip.hpp"

#include "agent/truck/events.hpp"
#include "agent/truck/meters.hpp"
#include "agent/truck/scene/positions.hpp"
#include "agent/truck/scene/settings.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/agent/truck/moments.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <variant>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::onboard;
using std::chrono::seconds;

namespace {

constexpr std::int64_t idling = 600'000;  // milli rpm
constexpr std::int64_t driving = 20'000;  // mm/s: 72 km/h
constexpr double step = 0.5;              // s between messages
constexpr MeterSource fine{.spn = 917, .source_address = 23};
constexpr MeterSource coarse{.spn = 245, .source_address = 0};
constexpr MeterSource fuel{.spn = 250, .source_address = 0};

// A truck whose signals and time the test moves.
struct Truck {
    Trip trip;
    Meters meters;
    Positions positions{PositionPrecision::exact};
    Events events;
    double now = 100;

    std::optional<std::int64_t> engine;  // nothing: not sent
    std::optional<std::int64_t> speed;
    std::optional<std::int64_t> odometer_m;
    std::optional<std::int64_t> fuel_ml;

    void live(double length) {
        for (const double end = now + length; now < end; now += step) {
            trip.tick(at(now), {meters, positions}, events);
            if (engine) {
                trip.hear_engine_speed(0, *engine, at(now));
            }
            if (speed) {
                trip.hear_wheel_speed(0, *speed, at(now));
            }
            if (odometer_m) {
                *odometer_m += speed.value_or(0) / 2000;
                meters.read({MeterKind::odometer, fine, *odometer_m}, at(now));
            }
            if (fuel_ml) {
                meters.read({MeterKind::fuel_used, fuel, *fuel_ml}, at(now));
            }
        }
    }
    // Nothing is heard, and nobody ticks, as in a log with a hole.
    void pause(double length) { now += length; }

    void finish() { trip.finish(at(now), {meters, positions}, events); }

    std::vector<Event> take() { return events.take(); }
    TripReport stopped() {
        const auto reports = only<TripReport>(take());
        REQUIRE(reports.size() == 2);
        CHECK(reports[0] == TripReport{});
        CHECK(reports[1].event == TripEvent::stopped);
        return reports[1];
    }
};

}  // namespace

TEST_CASE("a trip lasts from the first to the last sign, and is told in full", "[trip]") {
    Truck truck;
    truck.engine = 0;
    truck.speed = 0;
    truck.odometer_m = 1'000'000;
    truck.fuel_ml = 500'000;
    truck.live(10);
    truck.engine = idling;
    truck.live(60);
    truck.speed = driving;
    truck.live(100);
    truck.fuel_ml = 500'500;
    truck.live(100);
    truck.speed = 0;
    truck.live(30);
    truck.engine = 0;
    truck.live(200);
    const auto events = truck.take();
    REQUIRE(events.size() == 2);
    CHECK(events[0].moment == at(110));
    CHECK(events[0].body == ReportBody{TripReport{}});
    CHECK(events[1].moment == at(399.5));
    CHECK(events[1].body == ReportBody{TripReport{.event = TripEvent::stopped,
                                                  .duration = seconds{289},
                                                  .idle = seconds{89},
                                                  .distance_m = 4000,
                                                  .fuel_used_ml = 500}});
    CHECK_FALSE(truck.trip.is_under_way());
}

TEST_CASE("a trip goes on through a stop shorter than the set time", "[trip]") {
    Truck truck;
    truck.engine = idling;
    truck.live(20);
    truck.engine = 0;
    truck.live(170);
    CHECK(truck.trip.is_under_way());
    truck.engine = idling;
    truck.live(20);
    truck.engine = 0;
    truck.live(190);
    CHECK(truck.stopped().duration == seconds{209});
}

TEST_CASE("motion alone makes a trip, cranking and a single frame make none", "[trip]") {
    Truck truck;
    SECTION("wheels") {
        truck.speed = driving;
        truck.live(10);
        CHECK(truck.trip.is_under_way());
    }
    SECTION("cranking") {
        truck.engine = 250'000;
        truck.live(10);
        CHECK_FALSE(truck.trip.is_under_way());
    }
    SECTION("one frame of an engine that runs") {
        truck.engine = idling;
        truck.live(step);
        truck.engine = 0;
        truck.live(10);
        CHECK(truck.take().empty());
    }
    SECTION("creep of a wheel sensor") {
        truck.speed = 200;
        truck.live(10);
        CHECK_FALSE(truck.trip.is_under_way());
    }
}

TEST_CASE("a bus that falls silent ends the trip at its last sign", "[trip]") {
    Truck truck;
    truck.engine = idling;
    truck.live(30);
    SECTION("seen by the ticks of the silence") {
        truck.engine.reset();
        truck.live(190);
    }
    SECTION("seen only when the bus wakes") {
        truck.pause(7200);
        truck.engine = 0;
        truck.live(1);
    }
    const auto events = truck.take();
    REQUIRE(events.size() == 2);
    CHECK(events[1].moment == at(129.5));
    CHECK(std::get<TripReport>(events[1].body).duration == seconds{29});
}

TEST_CASE("a bus that wakes with the engine running begins another trip", "[trip]") {
    Truck truck;
    truck.engine = idling;
    truck.live(30);
    truck.pause(7200);
    truck.live(30);
    const auto events = truck.take();
    REQUIRE(events.size() == 3);
    CHECK(events[1].moment == at(129.5));
    CHECK(events[2].moment == at(7330));
}

TEST_CASE("one frame of an engine that runs, long before a trip, is no part of it", "[trip]") {
    Truck truck;
    truck.engine = idling;
    truck.live(step);
    truck.pause(100);
    truck.live(10);
    const auto events = truck.take();
    REQUIRE(events.size() == 1);
    CHECK(events[0].moment == at(200.5));
}

TEST_CASE("nothing is integrated over a hole in the data, whoever ticks", "[trip]") {
    const bool is_ticked = GENERATE(false, true);
    Truck truck;
    truck.engine = idling;
    truck.speed = 0;
    truck.live(30.5);
    truck.speed = driving;
    truck.live(10);
    if (is_ticked) {
        truck.engine.reset();
        truck.speed.reset();
        truck.live(60);
        truck.engine = idling;
        truck.speed = driving;
    } else {
        truck.pause(60);
    }
    truck.live(10);
    truck.speed = 0;
    truck.live(10);
    truck.finish();
    const TripReport report = truck.stopped();
    CHECK(report.duration == seconds{120});
    CHECK(report.idle.count() == Approx(40).margin(1));
    CHECK(report.distance_m == Approx(400).margin(11));
}

TEST_CASE("idle time needs a known speed", "[trip]") {
    Truck truck;
    truck.engine = idling;
    truck.live(60);
    truck.finish();
    CHECK(truck.stopped().idle == seconds{0});
}

TEST_CASE("the distance is that of one odometer, else of the speed", "[trip]") {
    Truck truck;
    truck.speed = driving;
    std::int64_t distance_m = 0;
    SECTION("the finer of two odometers") {
        truck.odometer_m = 7'000'000;
        truck.meters.read({MeterKind::odometer, coarse, 125'000}, at(99));
        truck.live(60);
        truck.meters.read({MeterKind::odometer, coarse, 126'125}, at(truck.now));
        distance_m = 1190;
    }
    SECTION("an odometer that shows nothing but one value") {
        truck.meters.read({MeterKind::odometer, fine, 0}, at(99));
        truck.live(60);
        truck.meters.read({MeterKind::odometer, fine, 0}, at(truck.now));
        distance_m = 1190;
    }
    SECTION("an odometer that came too late") {
        truck.live(60);
        truck.odometer_m = 7'000'000;
        truck.live(10);
        distance_m = 1390;
    }
    SECTION("a jump within the trip is no distance") {
        truck.odometer_m = 37'500;
        truck.live(20);
        *truck.odometer_m += 158'000'000;
        truck.live(40);
        distance_m = 1180;
    }
    SECTION("neither") {
        truck.speed.reset();
        truck.engine = idling;
        truck.live(60);
    }
    truck.finish();
    CHECK(truck.stopped().distance_m == distance_m);
}

TEST_CASE("the tachograph's speed counts where the wheels' is absent", "[trip]") {
    Truck truck;
    truck.trip.hear_tachograph_speed(238, driving, at(1));
    CHECK(truck.trip.speed_mm_per_s(at(2)) == driving);
    truck.trip.hear_wheel_speed(0, 19'000, at(3));
    CHECK(truck.trip.speed_mm_per_s(at(4)) == 19'000);
    truck.trip.hear_tachograph_speed(238, driving, at(10));
    CHECK(truck.trip.speed_mm_per_s(at(10)) == driving);
    CHECK_FALSE(truck.trip.speed_mm_per_s(at(16)).has_value());
}

TEST_CASE("two sources of one signal are never mixed", "[trip]") {
    Truck truck;
    truck.trip.hear_wheel_speed(0, driving, at(1));
    truck.trip.hear_wheel_speed(11, 0, at(1.5));
    CHECK(truck.trip.speed_mm_per_s(at(2)) == driving);
    truck.trip.hear_wheel_speed(11, 0, at(7));
    CHECK(truck.trip.speed_mm_per_s(at(7)) == 0);
}

TEST_CASE("started and stopped always alternate, and idle time never exceeds the trip", "[trip]") {
    const auto seed = GENERATE(take(100, random(0, 1 << 30)));
    INFO(seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    const auto roll = [&](int most) { return std::uniform_int_distribution{0, most}(random); };
    Truck truck;
    truck.odometer_m = 1'000'000;
    for (int phase = 0; phase < 30; ++phase) {
        truck.engine = roll(2) == 0 ? std::nullopt : std::optional{roll(1) * idling};
        truck.speed = roll(2) == 0 ? std::nullopt : std::optional{roll(1) * driving};
        if (roll(9) == 0) {
            *truck.odometer_m = 5L * roll(1'000'000);
        }
        truck.live(roll(3) == 0 ? 190 : roll(30));
        truck.pause(roll(5) == 0 ? roll(1000) : 0);
    }
    truck.finish();
    bool is_under_way = false;
    Monotonic before = at(0);
    for (const Event& event : truck.take()) {
        const auto& report = std::get<TripReport>(event.body);
        CHECK((report.event == TripEvent::started) == !is_under_way);
        CHECK(event.moment >= before);
        CHECK(report.idle <= report.duration);
        CHECK(report.distance_m <= report.duration.count() * 20 + 30);
        CHECK(report.distance_m >= 0);
        is_under_way = report.event == TripEvent::started;
        before = event.moment;
    }
    CHECK_FALSE(is_under_way);
}

TEST_CASE("a stop says where, as of the moment of the stop", "[trip]") {
    Truck truck;
    truck.engine = idling;
    truck.live(58);
    truck.positions.hear(231'290'000, 1'132'640'000, at(truck.now));
    truck.live(2);
    truck.engine.reset();
    truck.live(600);
    const TripReport report = truck.stopped();
    REQUIRE(report.position);
    CHECK(report.position->latitude_e7 == 231'290'000);
    CHECK(report.position->age <= seconds{2});
}
