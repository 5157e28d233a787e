#include "backend/due/visits/standing.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using due::Standing;

namespace {

constexpr std::int64_t km = 1'000;

// 2026-01-05, a Monday, and so many days and hours.
Time monday(double days, double hours = 0) {
    return make::after(4 + days, hours);
}
std::size_t hour_of(int weekday, int hour) {
    return 24 * static_cast<std::size_t>(weekday) + static_cast<std::size_t>(hour);
}
double stands(const Standing& standing, int weekday, int hour) {
    return due::usual_week(standing, 0min, Time::min()).stands.at(hour_of(weekday, hour));
}
int known(const Standing& standing, int weekday, int hour) {
    return due::usual_week(standing, 0min, Time::min()).weeks_known.at(hour_of(weekday, hour));
}

void started(Standing& standing, Time at, BootId boot = BootId{1}) {
    due::take(standing, {.event = TripEvent::started}, make::synchronised(at), boot);
}
void stopped(Standing& standing, Time at, std::chrono::seconds lasted, BootId boot = BootId{1}) {
    due::take(standing, {.event = TripEvent::stopped, .duration = lasted}, make::synchronised(at),
              boot);
}
void odometer(Standing& standing, Time at, std::int64_t metres) {
    due::take(standing, make::meters({make::odometer(metres)}), make::synchronised(at));
}

}  // namespace

TEST_CASE("a truck stands in the whole hours between two trips, and works in every hour of a trip",
          "[standing]") {
    Standing standing;
    started(standing, monday(0, 8.5));
    stopped(standing, monday(0, 10.2), 102min);
    started(standing, monday(0, 14.5));
    CHECK(stands(standing, 0, 9) == 0);
    CHECK(known(standing, 0, 9) == 1);
    CHECK(stands(standing, 0, 10) == 0);
    CHECK(stands(standing, 0, 11) == 1);
    CHECK(stands(standing, 0, 13) == 1);
    CHECK(stands(standing, 0, 14) == 0);
    CHECK(known(standing, 0, 15) == 0);
}

TEST_CASE("silence is not standstill", "[standing]") {
    Standing standing;
    stopped(standing, monday(0, 10), 1h);
    SECTION("nothing has come after the trip") {}
    SECTION("the unit was off in between") {
        started(standing, monday(0, 20), BootId{2});
    }
    SECTION("events were lost in between") {
        due::lose_track(standing);
        started(standing, monday(0, 20));
    }
    SECTION("nobody knows when the next trip began") {
        due::take(standing, TripReport{.event = TripEvent::started}, {.at = monday(0, 20)},
                  BootId{1});
        started(standing, monday(0, 20));
    }
    CHECK(known(standing, 0, 14) == 0);
}

TEST_CASE("an odometer that has not moved proves standstill, whatever was off", "[standing]") {
    Standing standing;
    odometer(standing, monday(4, 16), 1'000 * km);
    odometer(standing, monday(4, 16.5), 1'030 * km);
    odometer(standing, monday(7, 6), 1'030 * km + 400);
    CHECK(known(standing, 4, 16) == 1);
    CHECK(stands(standing, 4, 16) == 0);
    CHECK(stands(standing, 4, 17) == 1);
    CHECK(stands(standing, 6, 23) == 1);
    CHECK(stands(standing, 0, 5) == 1);
    CHECK(known(standing, 0, 6) == 0);
    SECTION("and one that has moved over a day proves nothing") {
        odometer(standing, monday(8, 6), 1'400 * km);
        CHECK(known(standing, 0, 12) == 0);
    }
    SECTION("another instrument's number is no movement") {
        due::take(standing,
                  make::meters({{MeterKind::odometer, make::cluster_245, 5 * km},
                                make::odometer(1'030 * km + 500)}),
                  make::synchronised(monday(7, 9)));
        CHECK(stands(standing, 0, 7) == 1);
    }
}

TEST_CASE("an idling truck works: its trip outweighs its odometer", "[standing]") {
    Standing standing;
    odometer(standing, monday(0, 8), 0);
    odometer(standing, monday(0, 12), 0);
    stopped(standing, monday(0, 11.5), 2h);
    CHECK(stands(standing, 0, 8) == 1);
    CHECK(stands(standing, 0, 10) == 0);
}

TEST_CASE("the newer weeks count more, and those of another owner not at all", "[standing]") {
    Standing standing;
    for (int week = 0; week < 8; ++week) {
        const double noon = 7 * week + 12 / 24.0;
        if (week < 4) {
            stopped(standing, monday(noon, 1), 1h);
        } else {
            odometer(standing, monday(noon), week * km * 100);
            odometer(standing, monday(noon, 1), week * km * 100);
        }
    }
    CHECK(stands(standing, 0, 12) == Approx(2.0 / 3));
    CHECK(known(standing, 0, 12) == 8);
    CHECK(due::usual_week(standing, 0min, monday(22)).stands.at(12) == 1);
    CHECK(due::usual_week(standing, 0min, monday(22)).weeks_known.at(12) == 4);
}

TEST_CASE("the hours are the workshop's: another time zone changes nothing that is stored",
          "[standing]") {
    Standing standing;
    odometer(standing, monday(0, 0), 0);
    odometer(standing, monday(0, 4), 0);
    const auto in_china = due::usual_week(standing, 8h, Time::min());
    CHECK(in_china.stands.at(8) == 1);
    CHECK(in_china.stands.at(11) == 1);
    CHECK(in_china.weeks_known.at(12) == 0);
    const auto in_kathmandu = due::usual_week(standing, 345min, Time::min());
    CHECK(in_kathmandu.stands.at(5) == Approx(0.25));
    CHECK(in_kathmandu.stands.at(6) == 1);
    const auto in_chile = due::usual_week(standing, -4h, Time::min());
    CHECK(in_chile.stands.at(hour_of(6, 20)) == 1);
}

TEST_CASE("what is known of a truck's weeks never hangs on the order or number of its evidence",
          "[standing]") {
    const auto seed = GENERATE(take(50, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    // Each piece of evidence on its own: a trip, or a standstill that an odometer proves.
    std::vector<std::pair<Time, Time>> trips;
    std::vector<std::pair<Time, Time>> stays;
    for (int i = 0; i < 200; ++i) {
        const Time from = monday(0, static_cast<double>(make::below(random, 20 * 168)));
        const Time to = from + std::chrono::minutes{make::below(random, 3'000)};
        (i % 2 == 0 ? trips : stays).emplace_back(from, to);
    }
    const auto weeks_after = [&](int times) {
        Standing standing;
        for (int time = 0; time < times; ++time) {
            std::ranges::shuffle(trips, random);
            std::ranges::shuffle(stays, random);
            for (std::size_t i = 0; i < trips.size(); ++i) {
                stopped(standing, trips[i].second,
                        std::chrono::round<std::chrono::seconds>(trips[i].second - trips[i].first));
                standing.odometer.reset();
                odometer(standing, stays[i].first, 0);
                odometer(standing, stays[i].second, 0);
            }
        }
        return standing.weeks;
    };
    const auto once = weeks_after(1);
    CHECK(weeks_after(3) == once);
    CHECK(once.size() == due::most_weeks);
}
