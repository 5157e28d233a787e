#include "backend/truck/truck_state.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "backend/truck/event_time.hpp"
#include "backend/truck/meters.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using make::after;
using truck::TimeQuality;

namespace {

const truck::EventTime morning = make::synchronised(after(1));

truck::EventTime undated(Time received) {
    return {.at = received, .quality = TimeQuality::received};
}

std::optional<std::int64_t> odometer(const truck::TruckState& state) {
    const auto* track = state.of(MeterKind::odometer).followed();
    return track == nullptr ? std::nullopt : std::optional{track->latest->value};
}

truck::Arrival at(Time received) {
    return {.received = received, .past = make::no_past};
}

void take_undated(truck::TruckState& state, std::int64_t metres, Time received) {
    truck::take(state, make::meters({make::odometer(metres)}), undated(received), at(received));
}

}  // namespace

TEST_CASE("each reading goes to the meter of its kind", "[truck_state]") {
    truck::TruckState state;
    truck::take(state, make::meters({make::odometer(5), make::engine_time(6), make::fuel_used(7)}),
                make::synchronised(after(1)), at(after(1)));
    CHECK(state.of(MeterKind::odometer).life->value == 5);
    CHECK(state.of(MeterKind::engine_time).life->value == 6);
    CHECK(state.of(MeterKind::fuel_used).life->value == 7);
}

TEST_CASE("undated readings wait", "[truck_state]") {
    truck::TruckState state;
    take_undated(state, 1'000, after(9));
    CHECK_FALSE(odometer(state));
    SECTION("for a dated report, which makes them needless") {
        truck::take(state, make::meters({make::odometer(2'000)}), make::synchronised(after(2)),
                    at(after(9)));
        CHECK(odometer(state) == 2'000);
        CHECK_FALSE(state.waiting);
    }
    SECTION("for a later one, an hour at most") {
        take_undated(state, 1'500, after(9, 0.5));
        CHECK_FALSE(odometer(state));
        take_undated(state, 9'000, after(9, 1.2));
        CHECK(odometer(state) == 1'500);
    }
    SECTION("or for the day's end") {
        truck::settle_waiting(state, at(after(9, 0.9)));
        CHECK_FALSE(odometer(state));
        truck::settle_waiting(state, at(after(10)));
        CHECK(odometer(state) == 1'000);
    }
}

TEST_CASE("what waits for a date is shown until there is a dated reading", "[truck_state]") {
    truck::TruckState state;
    const MeterReading coarse{MeterKind::odometer, {.spn = 245, .source_address = 0}, 1'000'000};
    const MeterReading fine{MeterKind::odometer, {.spn = 917, .source_address = 0}, 1'000'045};
    truck::take(state, {{coarse, fine}}, undated(after(9)), at(after(9)));
    CHECK(truck::last_said(state, MeterKind::odometer) == truck::ValueAt{after(9), 1'000'045});
    CHECK_FALSE(truck::last_said(state, MeterKind::engine_time));
    truck::take(state, make::meters({make::odometer(2'000)}), make::synchronised(after(2)),
                at(after(9)));
    CHECK(truck::last_said(state, MeterKind::odometer) == truck::ValueAt{after(2), 2'000});
}

TEST_CASE("a week's backlog without a clock is not driven in a minute", "[truck_state]") {
    auto state = make::driven(20, 300'000);
    for (int report = 1; report <= 70; ++report) {
        take_undated(state, (200 + report) * 30'000L, after(27, report * 0.01));
    }
    take_undated(state, 270 * 30'000, after(28));
    const auto& meters = state.of(MeterKind::odometer);
    CHECK(meters.life->value == 270 * 30'000);
    CHECK(meters.followed()->meter.rebased == 0);
    CHECK(*meters.followed()->meter.own_rate() == Approx(300).epsilon(0.02));
}

TEST_CASE("a manual reading enters at its own date, whenever it is entered", "[truck_state]") {
    truck::TruckState state;
    truck::take(state, {make::truck_id(), MeterKind::odometer, after(9), 900'000, "Li"},
                at(after(10)));
    truck::take(state, {make::truck_id(), MeterKind::odometer, after(5), 500'000, "Li"},
                at(after(10)));
    CHECK(odometer(state) == 900'000);
    CHECK(state.book(MeterKind::odometer).life_at(after(7))->life == 700'000);
}

TEST_CASE("a reading that cannot be is refused with its reason, and opens nothing",
          "[truck_state]") {
    using truck::HeldReason;
    truck::TruckState state;
    const auto [value, day, quality, reason] =
        GENERATE(table<std::int64_t, int, ReadingQuality, HeldReason>(
            {{5, 1, ReadingQuality::unsettled, HeldReason::unsettled},
             {-1, 1, ReadingQuality::steady, HeldReason::impossible},
             {std::numeric_limits<std::int64_t>::max(), 1, ReadingQuality::steady,
              HeldReason::impossible},
             {std::numeric_limits<std::int64_t>::min(), 1, ReadingQuality::steady,
              HeldReason::impossible},
             {5, 400, ReadingQuality::steady, HeldReason::future}}));
    auto report = make::meters({make::odometer(value)});
    report.readings.front().quality = quality;
    truck::take(state, report, make::synchronised(after(day)), at(after(2)));
    const auto& book = state.book(MeterKind::odometer);
    CHECK_FALSE(book.now().life);
    CHECK(book.refused_count() == 1);
    REQUIRE(book.refused());
    CHECK(book.refused()->reading.reason == reason);
    CHECK(book.refused()->reading.reading.value == value);
}

TEST_CASE("what the truck says it is never becomes its record", "[truck_state]") {
    truck::TruckState state;
    const auto record = make::record(make::day("2026-01-01"));
    CHECK_FALSE(truck::vin_contradicts(state, record));
    truck::take(state, IdentityReport{.vin = "lfwsrxrj1f1e00001"}, morning);
    CHECK_FALSE(truck::vin_contradicts(state, record));
    truck::take(state, IdentityReport{.vin = "LFWSRXRJ1F1E99999"}, morning);
    CHECK(truck::vin_contradicts(state, record));
    CHECK(state.bus_vin == "LFWSRXRJ1F1E99999");
}

TEST_CASE("an ECU's newest identity stays", "[truck_state]") {
    truck::TruckState state;
    truck::take(state, IdentityReport{.ecus = {{0, "CMMNS*6C", "1"}, {3, "ALLSN", "1"}}}, morning);
    truck::take(state, IdentityReport{.ecus = {{0, "CMMNS*6C", "2"}}}, morning);
    CHECK(state.ecus == std::vector<EcuIdentity>{{0, "CMMNS*6C", "2"}, {3, "ALLSN", "1"}});
}

TEST_CASE("another VIN or ECU than before is noted, with what was before", "[truck_state]") {
    truck::TruckState state;
    truck::take(state,
                IdentityReport{.vin = "LFWSRXRJ1F1E99999",
                               .ecus = {{0, "CMMNS*6C*2", "1"}, {3, "ALLSN", "2"}},
                               .vin_before = "LFWSRXRJ1F1E00001",
                               .ecus_before = {{0, "CMMNS*6C*1", "1"}, {3, "ALLSN", "1"}}},
                morning);
    CHECK(state.identity_changes ==
          std::vector<truck::IdentityChange>{
              {morning.at, std::nullopt, "LFWSRXRJ1F1E00001", "LFWSRXRJ1F1E99999"},
              {morning.at, 0, "CMMNS*6C*1", "CMMNS*6C*2"}});
}

TEST_CASE("identities that change for ever keep the newest eight changes", "[truck_state]") {
    truck::TruckState state;
    for (int i = 0; i < 20; ++i) {
        truck::take(state,
                    IdentityReport{.vin = std::to_string(i), .vin_before = std::to_string(i - 1)},
                    morning);
    }
    REQUIRE(state.identity_changes.size() == 8);
    CHECK(state.identity_changes.back().after == "19");
}

TEST_CASE("the latest service counters of each address stay", "[truck_state]") {
    truck::TruckState state;
    const ServiceReport engine{0, {{ServiceKind::distance, 1, 5'000}}};
    const ServiceReport cluster{23, {{ServiceKind::calendar, 0xFF, -14}}};
    truck::take(state, ServiceReport{0, {{ServiceKind::distance, 1, 10'000}}});
    truck::take(state, cluster);
    truck::take(state, engine);
    CHECK(state.services == std::vector{engine, cluster});
}

TEST_CASE("an older fix never replaces a newer one, and no fix replaces none", "[truck_state]") {
    truck::TruckState state;
    const Position here{.latitude_e7 = 231'290'000, .longitude_e7 = 1'132'640'000};
    truck::take(state, here, make::synchronised(after(2)));
    truck::take(state, Position{.latitude_e7 = 1, .age = std::chrono::hours{49}},
                make::synchronised(after(4)));
    truck::take(state, std::nullopt, make::synchronised(after(5)));
    REQUIRE(state.position);
    CHECK(*state.position == truck::KnownPosition{after(2), 231'290'000, 1'132'640'000});
}
