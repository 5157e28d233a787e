#include "agent/truck/scene/snapshots.hpp"

#include "agent/j1939/parameter_groups.hpp"
#include "agent/truck/events.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "tests/agent/truck/moments.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::onboard;
using j1939::Pgn;

namespace {

constexpr FaultKey overheated{.source_address = 0, .spn = 110, .fmi = 0};
constexpr FaultKey no_pressure{.source_address = 0, .spn = 100, .fmi = 1};

struct Bus {
    Snapshots snapshots;
    Events events;
    double now = 100;

    void coolant(std::uint8_t raw, std::uint8_t source_address = 0) {
        const std::array<std::uint8_t, 8> data{raw, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
        snapshots.hear<Pgn::engine_temperature>(
            {.time = at(now), .pgn = 65262, .source_address = source_address, .data = data});
    }
    // Coolant of `first` degrees, one more each second.
    void live(int seconds, int first) {
        for (int second = 0; second < seconds; ++second, now += 1) {
            coolant(static_cast<std::uint8_t>(first + second + 40));
            snapshots.tick(at(now), events);
        }
    }
    void silence(int seconds) {
        for (int second = 0; second < seconds; ++second, now += 1) {
            snapshots.tick(at(now), events);
        }
    }
    std::vector<SnapshotReport> take() { return only<SnapshotReport>(events.take()); }
};

std::vector<std::optional<std::int64_t>> degrees(const std::vector<std::optional<int>>& values) {
    std::vector<std::optional<std::int64_t>> milli;
    for (const auto& value : values) {
        milli.push_back(value ? std::optional{*value * std::int64_t{1000}} : std::nullopt);
    }
    return milli;
}

}  // namespace

TEST_CASE("a fault is told with the seconds before and after it", "[snapshots]") {
    Bus bus;
    bus.live(20, 80);  // 80 to 99 degrees
    bus.snapshots.appeared(overheated, at(bus.now - 0.5));
    bus.live(4, 100);
    CHECK(bus.take().empty());
    bus.live(1, 104);
    const auto reports = bus.take();
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].faults == std::vector{overheated});
    CHECK(reports[0].before == 5);
    CHECK(reports[0].signals == std::vector<SnapshotSignal>{{110, 0}});
    CHECK(reports[0].values == degrees({94, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104}));
}

TEST_CASE("what is not heard, or not ticked, is absent and not repeated", "[snapshots]") {
    Bus bus;
    bus.live(3, 80);
    SECTION("a group that falls silent is absent once it is older than five seconds") {
        bus.silence(1);
        bus.snapshots.appeared(overheated, at(bus.now - 0.5));
        bus.silence(5);
        CHECK(bus.take()[0].values == degrees({{}, {}, 80, 81, 82, 82, 82, 82, 82, 82, {}}));
    }
    SECTION("a log with a hole has no samples in the hole") {
        bus.snapshots.appeared(overheated, at(bus.now - 0.5));
        bus.now += 3;
        bus.live(2, 90);
        CHECK(bus.take()[0].values == degrees({{}, {}, {}, 80, 81, 82, {}, {}, {}, 90, 91}));
    }
    SECTION("no signal at all makes no report") {
        Bus silent;
        silent.silence(10);
        silent.snapshots.appeared(overheated, at(silent.now));
        silent.silence(10);
        CHECK(silent.take().empty());
    }
}

TEST_CASE("faults that appear together share one snapshot, at most eight of them", "[snapshots]") {
    Bus bus;
    bus.live(10, 80);
    for (std::uint32_t spn = 0; spn < 100; ++spn) {
        bus.snapshots.appeared({.source_address = 0, .spn = 1000 + spn, .fmi = 1}, at(bus.now));
    }
    bus.live(120, 80);
    const auto reports = bus.take();
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].faults.size() == 8);
}

TEST_CASE("a code that flaps has one snapshot an hour, another code its own", "[snapshots]") {
    Bus bus;
    for (int minute = 0; minute < 59; ++minute) {
        bus.snapshots.appeared(overheated, at(bus.now));
        bus.live(60, 20);
    }
    CHECK(bus.take().size() == 1);
    bus.snapshots.appeared(no_pressure, at(bus.now));
    bus.live(61, 20);
    CHECK(bus.take().size() == 1);
    bus.snapshots.appeared(overheated, at(bus.now));
    bus.live(10, 20);
    CHECK(bus.take().size() == 1);
}

TEST_CASE("the first source of a group stays its source while it talks", "[snapshots]") {
    Bus bus;
    for (int second = 0; second < 10; ++second, bus.now += 1) {
        bus.coolant(120, 0);
        bus.coolant(60, 1);
        bus.snapshots.tick(at(bus.now), bus.events);
    }
    bus.snapshots.appeared(overheated, at(bus.now));
    bus.snapshots.finish(bus.events);
    const auto reports = bus.take();
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].signals == std::vector<SnapshotSignal>{{110, 0}});
    CHECK(reports[0].values == degrees({80, 80, 80, 80, 80, 80}));
}

TEST_CASE("where snapshots are off there is none", "[snapshots]") {
    Bus bus{.snapshots = Snapshots(Snapshotting::off)};
    bus.live(10, 80);
    bus.snapshots.appeared(overheated, at(bus.now));
    bus.live(10, 80);
    CHECK(bus.take().empty());
}
