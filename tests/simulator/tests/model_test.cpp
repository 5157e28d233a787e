#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>

#include "common/time.hpp"
#include "tests/simulator/model/calendar.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/model/planner.hpp"
#include "tests/simulator/model/random.hpp"
#include "tests/simulator/model/script.hpp"
#include "tests/simulator/model/trip.hpp"
#include "tests/simulator/tests/lived.hpp"

namespace roadworthy::sim {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

Trip steady_trip() {
    Trip trip(monday, {.idle_ul_per_s = 500, .road_ul_per_m = 300});
    trip.stand(60'000);
    trip.change_speed(20'000, 500);  // 40 s, 400 m
    trip.hold(100'000);              // 2000 m
    trip.change_speed(0, 1000);      // 20 s, 200 m
    trip.stand(30'000);
    return trip;
}

bool is_within_a_key_on(const DayRecord& day, Time time) {
    return std::ranges::any_of(day.drives, [time](const Drive& drive) {
        return time >= drive.trip.key_on() && time <= drive.trip.key_off();
    });
}

TEST_CASE("random numbers are those of splitmix64 everywhere", "[random]") {
    Random random(0);
    CHECK(random.next() == 0xE220A8397B1DCDAFU);
    CHECK(random.next() == 0x6E789E6AA1B965F4U);
    CHECK(random.next() == 0x06C45D188009454FU);
}

TEST_CASE("a drawn number never leaves its range, and reaches both ends", "[random]") {
    Random random(7);
    std::set<std::int64_t> seen;
    for (int i = 0; i < 400; ++i) {
        seen.insert(random.between(-3, 4));
    }
    CHECK(*seen.begin() == -3);
    CHECK(*seen.rbegin() == 4);
    CHECK(seen.size() == 8);
}

TEST_CASE("a VIN has its check digit", "[character]") {
    CHECK(vin_with_check_digit("1M8GDM9A0KP042788") == "1M8GDM9AXKP042788");
    CHECK(vin_with_check_digit("11111111011111111") == "11111111111111111");
}

TEST_CASE("trucks of a fleet are told apart by id and VIN", "[character]") {
    std::set<std::string> seen;
    for (unsigned number = 1; number <= 500; ++number) {
        const Character truck = character_of(3, number);
        REQUIRE(truck.vin.size() == 17);
        REQUIRE(truck.vin.find_first_of("IOQ") == std::string::npos);
        seen.insert(truck.vin);
        seen.insert(truck.id.text());
    }
    CHECK(seen.size() == 1000);
}

TEST_CASE("a trip's distance is the area under its speed", "[trip]") {
    const Trip trip = steady_trip();
    CHECK(trip.length_ms() == 250'000);
    CHECK(trip.total().distance_um == 2'600'000'000);
    CHECK(trip.at(monday + seconds{100}).distance_um == 400'000'000);
    CHECK(trip.at(monday + seconds{80}).speed_mm_per_s == 10'000);
    CHECK(trip.at(monday - seconds{1}).engine_ms == 0);
    CHECK(trip.at(monday + minutes{10}).engine_ms == 250'000);
}

TEST_CASE("idling is engine time without motion", "[trip]") {
    CHECK(steady_trip().total().idle_ms == 90'000);
}

TEST_CASE("fuel is burnt by the second while idling and by the metre on the road", "[trip]") {
    const Trip trip = steady_trip();
    CHECK(trip.at(monday + seconds{60}).fuel_ul == 60 * 500);
    const std::int64_t held =
        trip.at(monday + seconds{200}).fuel_ul - trip.at(monday + seconds{100}).fuel_ul;
    CHECK(held == 100 * (500 + 20 * 300));
}

TEST_CASE("a trip that breaks off stands still soon after", "[trip]") {
    Trip trip = steady_trip();
    trip.break_off(monday + seconds{150});
    CHECK(trip.length_ms() > 150'000);
    CHECK(trip.length_ms() < 150'000 + 45'000);
    CHECK(trip.total().speed_mm_per_s == 0);
    CHECK(trip.at(monday + seconds{150}).distance_um ==
          steady_trip().at(monday + seconds{150}).distance_um);
}

TEST_CASE("distance, engine time and fuel of a trip never fall", "[trip]") {
    const auto number = GENERATE(range(1U, 6U));
    INFO("truck " << number);
    const auto trips = planned_trips(character_of(1, number), local_day_of(monday), Holidays::none);
    for (const Trip& trip : trips) {
        Motion before = trip.at(trip.key_on());
        for (Time at = trip.key_on(); at < trip.key_off(); at += seconds{1}) {
            const Motion now = trip.at(at);
            REQUIRE(now.distance_um >= before.distance_um);
            REQUIRE(now.engine_ms >= before.engine_ms);
            REQUIRE(now.fuel_ul >= before.fuel_ul);
            REQUIRE(now.speed_mm_per_s >= 0);
            before = now;
        }
    }
}

std::size_t days_driven(unsigned number, Holidays holidays, bool (*counts)(Day)) {
    std::size_t driven = 0;
    const Character truck = character_of(1, number);
    for (Day day = *parse_day("2026-01-01"); day < *parse_day("2027-01-01"); day += days{1}) {
        driven += counts(day) && !planned_trips(truck, day, holidays).empty() ? 1U : 0U;
    }
    return driven;
}

TEST_CASE("a distribution truck rests on nearly all Sundays and works on Tuesdays", "[planner]") {
    CHECK(days_driven(2, Holidays::none, [](Day day) { return weekday_of(day) == 0; }) <= 4);
    CHECK(days_driven(2, Holidays::none, [](Day day) { return weekday_of(day) == 2; }) >= 48);
}

TEST_CASE("holidays empty the days that would be worked without them", "[planner]") {
    const std::size_t without = days_driven(2, Holidays::none, is_holiday);
    CHECK(without >= 10);
    CHECK(days_driven(2, Holidays::chinese, is_holiday) <= without / 2);
}

TEST_CASE("spring festival moves with the moon", "[calendar]") {
    CHECK(is_holiday(*parse_day("2026-02-17")));
    CHECK(is_holiday(*parse_day("2027-02-05")));
    CHECK_FALSE(is_holiday(*parse_day("2027-02-17")));
}

TEST_CASE("winter nights are colder than summer days by the region's measure", "[calendar]") {
    const std::int64_t winter = ambient_millicelsius(*parse_time("2026-01-14T21:00:00Z"), 10'000);
    const std::int64_t summer = ambient_millicelsius(*parse_time("2026-07-15T09:00:00Z"), 10'000);
    CHECK(winter < -5'000);
    CHECK(summer > 25'000);
}

TEST_CASE("the same seed lives the same days, another seed others", "[life]") {
    const auto totals = [](std::uint64_t seed) {
        return lived_days(1, 40, {}, seed).back().totals_at_begin;
    };
    CHECK(totals(1) == totals(1));
    CHECK(totals(1) != totals(2));
}

TEST_CASE("totals never fall and drives never overlap", "[life]") {
    const auto number = GENERATE(range(1U, 21U));
    INFO("truck " << number);
    Totals before;
    Time free_from = Time::min();
    for (const DayRecord& day : lived_days(number, 120)) {
        REQUIRE(day.totals_at_begin.odometer_um >= before.odometer_um);
        REQUIRE(day.totals_at_begin.engine_ms >= before.engine_ms);
        for (const Drive& drive : day.drives) {
            REQUIRE(drive.trip.key_on() > free_from);
            free_from = drive.trip.key_off();
        }
        before = day.totals_at(day.end);
    }
}

TEST_CASE("codes come and go only while the key is on, but for what a workshop clears", "[life]") {
    const auto number = GENERATE(range(1U, 21U));
    INFO("truck " << number);
    std::set<Time> mended;
    for (const DayRecord& day : lived_days(number, 120)) {
        for (const Visit& visit : day.visits) {
            mended.insert(visit.to);
        }
        CHECK(std::ranges::is_sorted(day.code_changes, {}, &CodeChange::at));
        for (const CodeChange& change : day.code_changes) {
            const bool is_by_workshop =
                change.state == CodeState::cleared && mended.contains(change.at);
            REQUIRE((is_by_workshop || is_within_a_key_on(day, change.at)));
        }
    }
}

TEST_CASE("a code that comes and one that goes take turns", "[life]") {
    const auto number = GENERATE(range(1U, 21U));
    INFO("truck " << number);
    ActiveCodes codes;
    for (const DayRecord& day : lived_days(number, 120)) {
        for (const CodeChange& change : day.code_changes) {
            const bool stands = codes.all().contains(change.key);
            REQUIRE(stands == (change.state == CodeState::cleared));
            codes.apply(change);
        }
    }
}

TEST_CASE("a truck that broke down does not drive until it is mended", "[life]") {
    std::size_t breakdowns = 0;
    for (unsigned number = 1; number <= 30; ++number) {
        Time stands_until = Time::min();
        for (const DayRecord& day : lived_days(number, 120)) {
            for (const Drive& drive : day.drives) {
                REQUIRE(drive.trip.key_on() >= stands_until);
            }
            if (!day.breakdowns.empty()) {
                ++breakdowns;
                REQUIRE_FALSE(day.visits.empty());
                stands_until = day.visits.back().to;
            }
        }
    }
    CHECK(breakdowns > 0);
}

TEST_CASE("services are done when their interval is nearly or just used up", "[life]") {
    std::size_t oil_changes = 0;
    for (unsigned number = 1; number <= 4; number += 3) {  // long haul and construction
        for (const DayRecord& day : lived_days(number, 365)) {
            for (const Visit& visit : day.visits) {
                oil_changes += static_cast<std::size_t>(
                    std::ranges::count(visit.work, std::string_view{"engine_oil"}));
            }
        }
    }
    CHECK(oil_changes >= 4);
    CHECK(oil_changes <= 14);
}

TEST_CASE("a script changes nothing more than three days before its anchor", "[script]") {
    const Time anchor = monday + days{40} + std::chrono::hours{5};
    const auto plain = lived_days(1, 37);
    const auto scripted = lived_days(1, 37, script_at("cascade", anchor));
    for (std::size_t i = 0; i < plain.size(); ++i) {
        REQUIRE(plain[i].totals_at(plain[i].end) == scripted[i].totals_at(scripted[i].end));
    }
}

TEST_CASE("on duty, a truck drives off at the anchor, whatever it was doing", "[script]") {
    const auto hour = GENERATE(range(0, 24, 3));
    INFO("hour " << hour);
    const Time anchor = monday + days{6} + std::chrono::hours{hour};
    bool drives = false;
    for (const DayRecord& day : lived_days(2, 9, script_at("normal", anchor))) {
        for (const Drive& drive : day.drives) {
            drives = drives || drive.trip.key_on() == anchor;
            CHECK_FALSE((drive.trip.key_on() < anchor && drive.trip.key_off() >= anchor));
        }
    }
    CHECK(drives);
}

TEST_CASE("a new cluster counts from its own value, the engine's odometer goes on", "[script]") {
    const DayRecord day = lived_days(1, 1, script_at("cluster-swap", monday)).front();
    REQUIRE(day.cluster_swap);
    const Time swap = day.cluster_swap->at;
    const Time later = swap + std::chrono::hours{1};
    const std::int64_t driven =
        day.totals_at(later).odometer_m() - day.totals_at(swap).odometer_m();
    CHECK(driven > 1000);
    CHECK(day.cluster_odometer_m(swap - seconds{1}) == day.cluster_swap->old_cluster_m);
    CHECK(day.cluster_odometer_m(later) == day.cluster_swap->new_cluster_m + driven);
}

TEST_CASE("an unknown scenario is refused by name", "[script]") {
    const auto script = script_named("earthquake", monday);
    REQUIRE_FALSE(script);
    CHECK(script.error().message.find("earthquake") != std::string::npos);
    CHECK(script.error().message.find("cluster-swap") != std::string::npos);
}

}  // namespace
}  // namespace roadworthy::sim
