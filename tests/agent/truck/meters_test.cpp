#include "agent/truck/meters.hpp"

#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/agent/truck/moments.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::onboard;

namespace {

constexpr MeterSource cluster{.spn = 917, .source_address = 23};
constexpr MeterSource engine{.spn = 245, .source_address = 0};

struct Timed {
    double seconds = 0;
    std::int64_t value = 0;
};

Meter after(const std::vector<Timed>& readings, MeterKind kind = MeterKind::odometer) {
    Meters meters;
    for (const auto& [seconds, value] : readings) {
        meters.read({kind, cluster, value}, at(seconds));
    }
    REQUIRE(meters.all().size() == 1);
    return meters.all()[0];
}

}  // namespace

TEST_CASE("a meter is steady only after agreeing readings over two seconds", "[meters]") {
    CHECK_FALSE(after({{0, 1000}}).is_steady());
    CHECK_FALSE(after({{0, 1000}, {1.9, 1000}}).is_steady());
    CHECK(after({{0, 1000}, {2, 1000}}).is_steady());
    CHECK(after({{0, 1000}, {1, 1005}, {2, 1010}}).is_steady());
    CHECK(after({{0, 1000}, {15, 1000}}).is_steady());
}

TEST_CASE("a cluster that wakes is unsettled until it has shown its total for two seconds",
          "[meters]") {
    const std::vector<Timed> waking{{0, 37'500}, {0.4, 0}, {0.8, 158'910'600}};
    CHECK_FALSE(after(waking).is_steady());
    std::vector<Timed> awake = waking;
    awake.push_back({2.7, 158'910'600});
    CHECK_FALSE(after(awake).is_steady());
    awake.push_back({2.8, 158'910'600});
    CHECK(after(awake).is_steady());
    CHECK(after(awake).reading.value == 158'910'600);
    CHECK(after(awake).advanced == 0);
}

TEST_CASE("what a truck cannot do in the time is a jump", "[meters]") {
    const auto [kind, seconds, step, is_jump] =
        GENERATE(table<MeterKind, double, std::int64_t, bool>({
            {MeterKind::odometer, 1, 30, false},
            {MeterKind::odometer, 1, 311, true},
            {MeterKind::odometer, 3600, 90'000, false},
            {MeterKind::odometer, 3600, 250'000, true},
            {MeterKind::odometer, 3600, -5, true},
            {MeterKind::engine_time, 15, 180, false},
            {MeterKind::engine_time, 15, 720, true},
            {MeterKind::engine_time, 7200, 7200, false},
            {MeterKind::engine_time, 15, -180, true},
            {MeterKind::fuel_used, 5, 500, false},
            {MeterKind::fuel_used, 5, 2000, true},
        }));
    const Meter meter = after({{0, 500'000}, {10, 500'000}, {10 + seconds, 500'000 + step}}, kind);
    INFO("kind " << static_cast<int>(kind) << ", " << step << " in " << seconds << " s");
    CHECK(meter.is_steady() == !is_jump);
    CHECK(meter.advanced == (is_jump ? 0 : step));
    CHECK(meter.reading.value == 500'000 + step);
}

TEST_CASE("an older reading by a second bus neither unsettles a meter nor becomes its reading",
          "[meters]") {
    const Meter meter = after({{0, 1000}, {2, 1125}, {2, 1000}, {2.1, 1125}});
    CHECK(meter.is_steady());
    CHECK(meter.reading.value == 1125);
    CHECK(meter.advanced == 125);
}

TEST_CASE("a source that stays at an older reading has jumped", "[meters]") {
    CHECK_FALSE(after({{0, 1125}, {2, 1125}, {3, 1000}, {4.5, 1000}}).is_steady());
    CHECK(after({{0, 1125}, {2, 1125}, {3, 1000}, {4.5, 1000}, {6.5, 1000}}).is_steady());
}

TEST_CASE("the odometer is that of the finest source that has settled", "[meters]") {
    Meters meters;
    CHECK_FALSE(meters.odometer_m());
    meters.read({MeterKind::odometer, engine, 13'832'875}, at(0));
    meters.read({MeterKind::engine_time, {.spn = 247, .source_address = 0}, 789'120}, at(0));
    CHECK_FALSE(meters.odometer_m());
    meters.read({MeterKind::odometer, engine, 13'832'875}, at(2));
    meters.read({MeterKind::engine_time, {.spn = 247, .source_address = 0}, 789'120}, at(2));
    CHECK(meters.odometer_m() == 13'832'875);
    meters.read({MeterKind::odometer, cluster, 13'832'900}, at(2));
    CHECK(meters.odometer_m() == 13'832'875);
    meters.read({MeterKind::odometer, cluster, 13'832'900}, at(4));
    CHECK(meters.odometer_m() == 13'832'900);
}

TEST_CASE("sources beyond the bound are refused and counted, the known ones go on", "[meters]") {
    Meters meters;
    for (unsigned address = 0; address < Meters::most_sources + 2; ++address) {
        const MeterSource source{.spn = 245, .source_address = static_cast<std::uint8_t>(address)};
        meters.read({MeterKind::odometer, source, 1000}, at(0));
    }
    meters.read({MeterKind::odometer, engine, 1125}, at(10));
    CHECK(meters.readings_refused() == 2);
    CHECK(meters.all().size() == Meters::most_sources);
    CHECK(meters.all()[0].reading.value == 1125);
}

TEST_CASE("a meter never shows a reading that was not given, nor steady before two seconds",
          "[meters]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    const auto roll = [&](int most) { return std::uniform_int_distribution{0, most}(random); };
    Meters meters;
    std::map<MeterSource, std::vector<Timed>> given;
    double now = 0;
    bool is_shown_as_given = true;
    bool is_steady_only_later = true;
    for (int step = 0; step < 100; ++step) {
        now += roll(20) == 0 ? 100 : 0.05 * roll(30);
        const MeterSource source{.spn = 917, .source_address = static_cast<std::uint8_t>(roll(2))};
        auto& history = given[source];
        const std::int64_t before = history.empty() ? 0 : history.back().value;
        const std::int64_t value = roll(9) == 0 ? 5L * roll(1'000'000) : before + 5L * roll(4);
        history.push_back({now, value});
        meters.read({MeterKind::odometer, source, value}, at(now));
        for (const Meter& meter : meters.all()) {
            const auto& readings = given[meter.reading.source];
            const auto shown = std::ranges::find_if(readings, [&](const Timed& reading) {
                return reading.value == meter.reading.value && at(reading.seconds) == meter.time;
            });
            const Duration age = meter.time - at(readings.front().seconds);
            is_shown_as_given = is_shown_as_given && shown != readings.end();
            is_steady_only_later =
                is_steady_only_later && (!meter.is_steady() || age >= Meters::settling_time);
        }
    }
    CHECK(is_shown_as_given);
    CHECK(is_steady_only_later);
}
