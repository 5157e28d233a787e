#include "agent/truck/scene/positions.hpp"

#include "agent/truck/scene/settings.hpp"
#include "common/report.hpp"
#include "tests/agent/truck/moments.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <optional>

using namespace roadworthy;
using namespace roadworthy::onboard;

TEST_CASE("a position is told with the age of its fix", "[positions]") {
    Positions positions(PositionPrecision::exact);
    CHECK(positions.at(at(0)) == std::nullopt);
    positions.hear(231'291'234, -1'132'640'567, at(10));
    CHECK(positions.at(at(75.9)) ==
          Position{231'291'234, -1'132'640'567, std::chrono::seconds{65}});
    CHECK(positions.at(at(9))->age == std::chrono::seconds{0});
}

TEST_CASE("where positions are off, nothing is kept", "[positions]") {
    Positions positions;
    positions.hear(231'291'234, 1'132'640'567, at(10));
    CHECK(positions.at(at(11)) == std::nullopt);
}

TEST_CASE("a coarse position is never exact, and never far off", "[positions]") {
    const auto [angle, coarse] = GENERATE(table<std::int64_t, std::int64_t>({
        {231'291'234, 231'300'000},
        {231'249'999, 231'200'000},
        {-231'291'234, -231'300'000},
        {49'999, 0},
        {-49'999, 0},
        {900'000'000, 900'000'000},
    }));
    Positions positions(PositionPrecision::coarse);
    positions.hear(angle, 1, at(0));
    REQUIRE(positions.at(at(0)));
    CHECK(positions.at(at(0))->latitude_e7 == coarse);
    CHECK(positions.at(at(0))->longitude_e7 == 0);
}

TEST_CASE("what is no place on earth is no fix", "[positions]") {
    const auto [latitude, longitude] = GENERATE(table<std::int64_t, std::int64_t>({
        {900'000'001, 0},
        {-900'000'001, 0},
        {1, 1'800'000'001},
        {1, -1'800'000'001},
        {0, 0},  // a receiver that has none yet
    }));
    Positions positions(PositionPrecision::exact);
    positions.hear(231'291'234, 1'132'640'567, at(0));
    positions.hear(latitude, longitude, at(1));
    CHECK(positions.at(at(1))->latitude_e7 == 231'291'234);
    CHECK(positions.fixes_refused() == 1);
}
