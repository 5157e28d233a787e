#include "backend/truck/readings_of_day.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "common/report.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using make::after;
using make::cluster_245;
using make::engine_917;
using make::reading;
using truck::DatedReading;
using truck::ReadingsOfDay;

namespace {

constexpr std::int64_t km = 1'000;
constexpr auto odometer = MeterKind::odometer;

ReadingsOfDay day_with(const std::vector<DatedReading>& readings) {
    ReadingsOfDay day{.day = day_of(after(0)), .readings = {}};
    for (const auto& one : readings) {
        day.add(odometer, one);
    }
    return day;
}

DatedReading at_hour(double hour, std::int64_t value, MeterSource source = engine_917) {
    return reading(source, after(0, hour), value);
}

}  // namespace

TEST_CASE("of an undisturbed day the first and the last reading are kept", "[readings_of_day]") {
    const auto day = day_with({at_hour(8, 100 * km), at_hour(9, 170 * km), at_hour(10, 240 * km)});
    CHECK(day.readings == std::vector{at_hour(8, 100 * km), at_hour(10, 240 * km)});
}

TEST_CASE("an instrument that is replaced leaves the ends of both", "[readings_of_day]") {
    const auto begins = GENERATE(0, 700'000 * km);
    const auto day = day_with({at_hour(8, 100 * km), at_hour(9, 150 * km), at_hour(10, 200 * km),
                               at_hour(11, begins), at_hour(12, begins + 50 * km),
                               at_hour(13, begins + 90 * km)});
    CHECK(day.readings == std::vector{at_hour(8, 100 * km), at_hour(10, 200 * km),
                                      at_hour(11, begins), at_hour(13, begins + 90 * km)});
}

TEST_CASE("a typing error is kept, and takes nothing with it", "[readings_of_day]") {
    const auto wrong = GENERATE(3 * km, 9'000'000 * km);
    const auto day = day_with(
        {at_hour(8, 100 * km), at_hour(9, 150 * km), at_hour(10, wrong), at_hour(11, 200 * km)});
    CHECK(day.readings ==
          std::vector{at_hour(8, 100 * km), at_hour(10, wrong), at_hour(11, 200 * km)});
}

TEST_CASE("sources are kept apart", "[readings_of_day]") {
    const auto day = day_with({at_hour(8, 100 * km), at_hour(8, 98'000 * km, cluster_245),
                               at_hour(9, 150 * km), at_hour(9, 98'050 * km, cluster_245)});
    CHECK(day.readings.size() == 4);
}

TEST_CASE("a reading that is known, or lies between what is known, says nothing new",
          "[readings_of_day]") {
    auto day = day_with({at_hour(8, 100 * km), at_hour(10, 200 * km)});
    CHECK_FALSE(day.add(odometer, at_hour(8, 100 * km)));
    CHECK_FALSE(day.add(odometer, at_hour(9, 150 * km)));
    CHECK(day.add(odometer, at_hour(9, 250 * km)));
}

TEST_CASE("what is kept of a day never hangs on the order or on repetitions", "[readings_of_day]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    std::vector<DatedReading> all;
    for (int i = 0; i < 40; ++i) {
        const bool is_wild = make::below(random, 4) == 0;
        const auto hour = static_cast<double>(make::below(random, 240)) / 10;
        const auto value = is_wild ? static_cast<std::int64_t>(make::below(random, 900'000'000))
                                   : static_cast<std::int64_t>(hour * 60'000);
        all.push_back(at_hour(hour, value, make::below(random, 2) == 0 ? engine_917 : cluster_245));
    }
    const auto in_order = day_with(all);
    all.insert(all.end(), all.begin(), all.begin() + 10);
    std::ranges::shuffle(all, random);
    CHECK(day_with(all) == in_order);
}

TEST_CASE("a day of nonsense is bounded", "[readings_of_day]") {
    ReadingsOfDay day;
    for (int i = 0; i < 1000; ++i) {
        day.add(odometer, at_hour(i / 100.0, (1000 - i) * km));
    }
    CHECK(day.readings.size() == truck::most_readings_of_day);
    CHECK(day.readings.front() == at_hour(0, 1000 * km));
    CHECK(day.readings.back() == at_hour(9.99, 1 * km));
}
