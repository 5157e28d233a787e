#include "agent/pipeline.hpp"

#include "agent/can/frame.hpp"
#include "agent/truck/events.hpp"
#include "agent/truck/scene/settings.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "tests/agent/truck/moments.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

using namespace roadworthy;
using roadworthy::agent::Pipeline;
using roadworthy::onboard::at;
using roadworthy::onboard::only;

namespace {

using Data = std::array<std::uint8_t, 8>;

can::Frame frame(double seconds, std::uint32_t id, const Data& data, std::uint8_t bus = 0) {
    return {at(seconds), id, bus, true, 8, data};
}

// The 32-bit value of bytes 1 to 4.
Data word(std::uint32_t value) {
    return {static_cast<std::uint8_t>(value),
            static_cast<std::uint8_t>(value >> 8),
            static_cast<std::uint8_t>(value >> 16),
            static_cast<std::uint8_t>(value >> 24),
            0xFF,
            0xFF,
            0xFF,
            0xFF};
}
can::Frame odometer(double seconds, std::uint32_t metres) {
    return frame(seconds, 0x18FEC117, word(metres / 5));
}
can::Frame engine_speed(double seconds, unsigned rpm) {
    return frame(seconds, 0x0CF00400,
                 {0xFF, 0xFF, 0xFF, static_cast<std::uint8_t>(rpm * 8),
                  static_cast<std::uint8_t>(rpm * 8 >> 8), 0xFF, 0xFF, 0xFF});
}
can::Frame dm1(double seconds, std::uint8_t spn) {
    return frame(seconds, 0x18FECA00, {0x04, 0xFF, spn, 0, 0, 1, 0xFF, 0xFF});
}
can::Frame dm1_without_code(double seconds) {
    return frame(seconds, 0x18FECA00, {0x00, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF});
}

std::uint64_t counter(const Pipeline& pipeline, std::string_view name) {
    const auto counters = pipeline.counters();
    const auto found = std::ranges::find(counters, name, &Counter::name);
    REQUIRE(found != counters.end());
    return found->value;
}

}  // namespace

TEST_CASE("a pipeline that has heard nothing has nothing to say", "[pipeline]") {
    Pipeline pipeline;
    pipeline.tick(at(10));
    pipeline.finish(at(20));
    CHECK(pipeline.take().empty());
    CHECK(counter(pipeline, "frames") == 0);
}

TEST_CASE("11-bit frames are counted and mean nothing", "[pipeline]") {
    Pipeline pipeline;
    for (int second = 0; second < 100; ++second) {
        can::Frame other = dm1(second, 110);
        other.is_extended = false;
        other.id &= 0x7FF;
        pipeline.feed(other);
    }
    pipeline.finish(at(100));
    CHECK(pipeline.take().empty());
    CHECK(counter(pipeline, "frames_11_bit") == 100);
}

TEST_CASE("a value that is absent, an error or beyond belief never becomes a reading",
          "[pipeline]") {
    const auto [raw, believed] = GENERATE(table<std::uint32_t, unsigned>({
        {0xFFFFFFFF, 0},
        {0xFE000000, 0},
        {0xFB000000, 0},
        {0xFAFFFFFF, 0},
        {0x00000000, 1},
        {0x01E4F4E8, 1},
    }));
    Pipeline pipeline;
    pipeline.feed(frame(0, 0x18FEC117, word(raw)));
    pipeline.finish(at(1));
    CHECK(pipeline.take().size() == believed);
    CHECK(counter(pipeline, "readings_not_believed") == (raw == 0xFAFFFFFF ? 1U : 0U));
}

TEST_CASE("a fault carries the odometer and the speed of its moment", "[pipeline]") {
    Pipeline pipeline;
    pipeline.feed(odometer(0, 158'910'600));
    pipeline.feed(odometer(2, 158'910'600));
    pipeline.feed(frame(2.5, 0x18FEF100, {0xFF, 0x00, 72, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}));
    pipeline.feed(dm1(3, 110));
    const auto faults = only<FaultReport>(pipeline.take());
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].odometer_m == 158'910'600);
    CHECK(faults[0].speed_mm_per_s == 20'000);
}

TEST_CASE("a fault tells no odometer or speed that is not known", "[pipeline]") {
    Pipeline pipeline;
    pipeline.feed(odometer(0, 158'910'600));
    pipeline.feed(frame(0, 0x18FEF100, {0xFF, 0x00, 72, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}));
    pipeline.feed(dm1(6, 110));
    const auto faults = only<FaultReport>(pipeline.take());
    REQUIRE(faults.size() == 1);
    CHECK_FALSE(faults[0].odometer_m.has_value());
    CHECK_FALSE(faults[0].speed_mm_per_s.has_value());
}

TEST_CASE("a time that steps back is held to the greatest seen", "[pipeline]") {
    Pipeline pipeline;
    pipeline.feed(dm1(100, 110));
    for (int second = 0; second < 60; ++second) {
        pipeline.feed(dm1_without_code(second));
    }
    pipeline.finish(at(0));
    const auto events = pipeline.take();
    CHECK(only<FaultReport>(events).size() == 1);
    CHECK(std::ranges::all_of(events, [](const auto& event) { return event.moment >= at(100); }));
}

TEST_CASE("a trip's start and stop each bring the meters along", "[pipeline]") {
    Pipeline pipeline;
    for (int second = 0; second < 20; ++second) {
        pipeline.feed(odometer(second, 1'000'000));
    }
    pipeline.take();
    for (int second = 20; second < 50; ++second) {
        pipeline.feed(engine_speed(second, 1200));
        pipeline.feed(
            odometer(second + 0.5, 1'000'000U + 10U * static_cast<unsigned>(second - 20)));
    }
    const auto started = pipeline.take();
    CHECK(only<TripReport>(started).size() == 1);
    REQUIRE(only<MetersReport>(started).size() == 1);
    for (int second = 50; second < 250; ++second) {
        pipeline.tick(at(second));
    }
    const auto stopped = pipeline.take();
    REQUIRE(only<TripReport>(stopped).size() == 1);
    CHECK(only<TripReport>(stopped)[0].duration == std::chrono::seconds{29});
    CHECK(only<TripReport>(stopped)[0].distance_m == 290);
    REQUIRE(only<MetersReport>(stopped).size() == 1);
    CHECK(only<MetersReport>(stopped)[0].readings[0].value == 1'000'290);
}

TEST_CASE("the VIN comes even if the end comes at once", "[pipeline]") {
    Pipeline pipeline;
    pipeline.feed(frame(0, 0x1CECFF00, {32, 18, 0, 3, 0xFF, 0xEC, 0xFE, 0x00}));
    pipeline.feed(frame(0.1, 0x1CEBFF00, {1, '1', 'X', 'K', 'Y', 'D', 'P', '9'}));
    pipeline.feed(frame(0.2, 0x1CEBFF00, {2, 'X', '7', 'H', 'J', '1', '0', '0'}));
    pipeline.feed(frame(0.3, 0x1CEBFF00, {3, '0', '0', '1', '*', 0xFF, 0xFF, 0xFF}));
    CHECK(pipeline.take().empty());
    pipeline.finish(at(0.4));
    const auto reports = only<IdentityReport>(pipeline.take());
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].vin == "1XKYDP9X7HJ100001");
}

TEST_CASE("ticks alone end a trip, without a frame", "[pipeline]") {
    Pipeline pipeline;
    for (int second = 0; second < 30; ++second) {
        pipeline.feed(engine_speed(second, 650));
    }
    pipeline.tick(at(29 + 180));
    CHECK(only<TripReport>(pipeline.take()).size() == 1);
    pipeline.tick(at(29 + 181));
    const auto events = pipeline.take();
    REQUIRE(events.size() == 1);
    CHECK(events[0].moment == at(29));
}

TEST_CASE("events that nobody takes are bounded, and the loss is counted", "[pipeline]") {
    Pipeline pipeline;
    constexpr unsigned more = 100;
    for (unsigned event = 0; event < onboard::Events::most + more; ++event) {
        const auto low = static_cast<std::uint8_t>(event % 128 + 1);
        const auto address = event / 128 % 254;
        pipeline.feed(
            frame(11.0 * event, 0x18FECA00 | address, {4, 0xFF, low, 0, 3, 1, 0xFF, 0xFF}));
    }
    CHECK(pipeline.take().size() == onboard::Events::most);
    CHECK(counter(pipeline, "events_dropped") >= more);
    CHECK(pipeline.take().empty());
}

TEST_CASE("no frame, however wild, makes it fail or tell what was not on the bus", "[pipeline]") {
    const auto seed = GENERATE(take(50, random(0, 1 << 30)));
    INFO(seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    const auto roll = [&](unsigned most) {
        return std::uniform_int_distribution<unsigned>{0, most}(random);
    };
    constexpr std::array<std::uint32_t, 14> groups{0xEC0000, 0xECFF00, 0xEBFF00, 0xF00400, 0xFE6C00,
                                                   0xFEC100, 0xFECA00, 0xFECB00, 0xFEDA00, 0xFEE000,
                                                   0xFEE500, 0xFEE900, 0xFEEC00, 0xFEF100};
    Pipeline pipeline;
    double now = 0;
    for (int step = 0; step < 2000; ++step) {
        can::Frame wild;
        now += std::uniform_real_distribution{-0.5, 1.0}(random);
        wild.time = at(now);
        wild.id = groups[roll(groups.size() - 1)] | roll(2) | 6U << 26;
        wild.is_extended = roll(9) != 0;
        wild.bus = static_cast<std::uint8_t>(roll(1));
        wild.length = static_cast<std::uint8_t>(roll(8));
        std::ranges::generate(
            wild.data, [&] { return static_cast<std::uint8_t>(roll(3) == 0 ? 0xFF : roll(63)); });
        pipeline.feed(wild);
    }
    pipeline.finish(at(now));
    CHECK(counter(pipeline, "frames") == 2000);
    for (const MetersReport& report : only<MetersReport>(pipeline.take())) {
        for (const MeterReading& reading : report.readings) {
            CHECK(reading.value >= 0);
            CHECK(reading.value <= 10'000'000'000);
        }
    }
}

TEST_CASE("a new fault comes with a snapshot of the signals around it", "[pipeline]") {
    Pipeline pipeline;
    for (int second = 0; second < 30; ++second) {
        pipeline.feed(engine_speed(second, 1500));
        pipeline.feed(frame(second, 0x18FEEE00, {130, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}));
        pipeline.feed(second < 15 ? dm1_without_code(second) : dm1(second, 110));
    }
    const auto snapshots = only<SnapshotReport>(pipeline.take());
    REQUIRE(snapshots.size() == 1);
    CHECK(snapshots[0].faults == std::vector<FaultKey>{{0, 110, 0}});
    CHECK(snapshots[0].signals == std::vector<SnapshotSignal>{{190, 0}, {110, 0}});
    CHECK(snapshots[0].values.front() == 1'500'000);
    CHECK(snapshots[0].values.back() == 90'000);
}

TEST_CASE("a fault says where, only if that may be told", "[pipeline]") {
    const bool may_tell = GENERATE(false, true);
    Pipeline pipeline(may_tell
                          ? agent::PipelineSettings{.positions = onboard::PositionPrecision::exact}
                          : agent::PipelineSettings{});
    // 23.129 north, 113.264 east: 2331290000 and 3232640000 with the offset of 210 degrees.
    pipeline.feed(frame(0, 0x18FEF31C, {0x90, 0xA9, 0xF4, 0x8A, 0x00, 0x2C, 0xAE, 0xC0}));
    pipeline.feed(dm1(4, 110));
    const auto faults = only<FaultReport>(pipeline.take());
    REQUIRE(faults.size() == 1);
    REQUIRE(faults[0].position.has_value() == may_tell);
    if (may_tell) {
        CHECK(*faults[0].position == Position{231'290'000, 1'132'640'000, std::chrono::seconds{4}});
    }
}

TEST_CASE("what stands beside a fault may be changed while the truck drives", "[pipeline]") {
    Pipeline pipeline;
    const auto hear_position = [&](int second) {
        pipeline.feed(frame(second, 0x18FEF31C, {0x90, 0xA9, 0xF4, 0x8A, 0x00, 0x2C, 0xAE, 0xC0}));
    };
    hear_position(0);
    pipeline.change({.positions = onboard::PositionPrecision::exact});
    pipeline.feed(dm1(1, 110));
    hear_position(2);
    pipeline.feed(dm1(3, 111));
    pipeline.change({.positions = onboard::PositionPrecision::off});
    pipeline.feed(dm1(4, 112));
    const auto faults = only<FaultReport>(pipeline.take());
    REQUIRE(faults.size() == 3);
    CHECK_FALSE(faults[0].position);  // heard while it might not be told
    CHECK(faults[1].position);
    CHECK_FALSE(faults[2].position);
}

TEST_CASE("the truck's own service counters are told", "[pipeline]") {
    Pipeline pipeline;
    for (int second = 0; second < 60; ++second) {
        // Component 1 in 5,000 km; no calendar; component 2 overdue by an hour.
        pipeline.feed(frame(second, 0x18FEC000, {1, 0x67, 0x81, 0xFF, 0xFF, 2, 0x7E, 0x7D}));
    }
    const auto reports = only<ServiceReport>(pipeline.take());
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].counters ==
          std::vector<ServiceCounter>{{ServiceKind::distance, 1, 5'000'000},
                                      {ServiceKind::engine_time, 2, -3'600}});
}

TEST_CASE("a pipeline that remembers tells nothing anew after a restart", "[pipeline]") {
    Pipeline before;
    for (int second = 0; second < 60; ++second) {
        before.feed(dm1(second, 110));
    }
    before.take();
    CHECK(before.memory_version() == 1);
    Pipeline pipeline;
    pipeline.remember(before.memory());
    CHECK(pipeline.memory() == before.memory());
    for (int second = 0; second < 60; ++second) {
        pipeline.feed(dm1(second, 110));
    }
    const auto events = pipeline.take();
    CHECK(only<FaultReport>(events).empty());
    REQUIRE(only<EcuReport>(events).size() == 1);
    CHECK(only<EcuReport>(events)[0].active->size() == 1);
}
