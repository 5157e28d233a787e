#include "backend/customers/dossier.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/uptime/availability.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "tests/backend/subjects/dossier_life.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace dossier_life;

TEST_CASE("a truck's reports become its due list, episodes and uptime", "[dossier]") {
    Backend backend;
    Unit unit;
    backend.take_all(papers());
    for (int day = 0; day <= 40; ++day) {
        backend.take(unit.report(after(day, 8), make::meters({make::odometer(day * 400L * km)})));
        backend.take(unit.report(after(day, 9), TripReport{.event = TripEvent::started}));
    }
    backend.take(unit.report(after(40, 10), make::fault(0, 94, 18)));
    CHECK(backend.rows.due.at("oil").distance->target == 20'000 * km);
    CHECK(backend.rows.due.at("oil").window->p50 == day_of(after(50)));
    CHECK(backend.rows.due.at("inspection").calendar == day_of(after(365)));
    REQUIRE(backend.rows.episodes.size() == 1);
    CHECK(backend.rows.episodes.at(1).opened.at == after(40, 10));
    CHECK(backend.rows.uptime_of(day_of(after(20))) == uptime::Totals{.up = 24h});
    CHECK(backend.dossier.state.last_heard == after(40, 10) + 2s);
    SECTION("and nothing changes where nothing new is said") {
        CHECK(backend.take(unit.report(after(40, 10), HealthReport{})) == Changes{});
        CHECK(backend.take(backend.dossier.record.value()) == Changes{});
    }
}

TEST_CASE("a truck that nobody has entered loses nothing", "[dossier]") {
    Backend unassigned;
    Backend known;
    Unit unit;
    std::vector<Input> reports;
    for (int day = 0; day <= 30; ++day) {
        reports.push_back(
            unit.report(after(day, 8), make::meters({make::odometer(day * 400L * km)})));
        reports.push_back(unit.report(after(day, 9), make::fault(0, 94, 18)));
    }
    unassigned.take_all(reports);
    CHECK(unassigned.rows.due.empty());
    CHECK(unassigned.rows.episodes.size() == 1);
    unassigned.take_all(papers());
    known.take_all(papers());
    known.take_all(reports);
    CHECK(unassigned.rows == known.rows);
}

TEST_CASE("a completion moves its item and no other, and frees a changed plan's rows",
          "[dossier]") {
    Backend backend;
    Unit unit;
    backend.take_all(papers());
    backend.take(unit.report(after(9), make::meters({make::odometer(12'000 * km)})));
    const auto inspection = backend.rows.due.at("inspection");
    const auto changes = backend.take(make::completion("oil", after(9)));
    CHECK(changes.due.size() == 1);
    CHECK(backend.rows.due.at("oil").distance->target == 32'000 * km);
    CHECK(backend.rows.due.at("inspection") == inspection);
    auto plan = oil_and_inspection();
    plan.version = 2;
    plan.items.pop_back();
    CHECK(backend.take(plan).due_gone == std::vector<std::string>{"inspection"});
    CHECK(backend.rows.due.size() == 1);
}

TEST_CASE("a truck whose plan nobody has written has nothing due", "[dossier]") {
    Backend backend;
    backend.take(make::record(day_of(after(0))));
    CHECK(backend.rows.due.empty());
    backend.take(oil_and_inspection());
    CHECK(backend.rows.due.size() == 2);
}

TEST_CASE("a silent truck's rows follow the day ticks", "[dossier]") {
    Backend backend;
    Unit unit;
    backend.take_all(papers());
    for (int day = 0; day <= 30; ++day) {
        backend.take(unit.report(after(day), make::meters({make::odometer(day * 200L * km)})));
    }
    CHECK(backend.rows.due.at("oil").window->p50 == day_of(after(103)));
    backend.take(due::DayTick{.day = day_of(after(60))});
    CHECK(backend.rows.due.at("oil").window->p50 > day_of(after(103)));
    const auto changes = backend.take(due::DayTick{.day = day_of(after(76))});
    CHECK(changes.due.size() == 1);
    CHECK_FALSE(backend.rows.due.at("oil").window);
    CHECK(backend.rows.due.at("inspection").window);
}

TEST_CASE("a date does not fall into the operator's quiet days", "[dossier]") {
    Backend backend;
    Unit unit;
    backend.take_all(papers());
    const auto quiet = truck::QuietDays::from({{after(45), after(55), 0.01}}).value();
    const bool is_before = GENERATE(true, false);
    if (is_before) {
        backend.take(quiet);
    }
    for (int day = 0; day <= 40; ++day) {
        backend.take(unit.report(after(day), make::meters({make::odometer(day * 400L * km)})));
    }
    if (!is_before) {
        CHECK(backend.rows.due.at("oil").window->p50 == day_of(after(50)));
        backend.take(quiet);
    }
    CHECK(backend.rows.due.at("oil").window->p50 == day_of(after(60)));
    CHECK(backend.rows.due.at("inspection").calendar == day_of(after(365)));
    backend.take(truck::QuietDays{});
    CHECK(backend.rows.due.at("oil").window->p50 == day_of(after(50)));
}

TEST_CASE("a stop_now fault is standstill until it has gone", "[dossier]") {
    Backend backend;
    Unit unit;
    const auto trip = TripReport{.event = TripEvent::started};
    backend.take(unit.report(after(0), trip));
    backend.take(unit.report(after(0, 5), trip));
    backend.take(unit.report(after(0, 6), make::fault(0, 100, 1)));
    backend.take(unit.report(after(0, 7), EcuReport{EcuEvent::ceased, 0, std::nullopt}));
    SECTION("repaired while the unit slept") {
        backend.take(unit.report(after(4), EcuReport{EcuEvent::began, 0, std::vector<Dtc>{}}));
        backend.take(unit.report(after(4, 12), trip));
        CHECK(backend.rows.uptime_of(day_of(after(0))) ==
              uptime::Totals{.up = 6h, .unplanned = 18h});
        CHECK(backend.rows.uptime_of(day_of(after(2))) == uptime::Totals{.unplanned = 24h});
        CHECK(backend.rows.uptime_of(day_of(after(4))) ==
              uptime::Totals{.up = 14h, .unknown = 10h});
    }
    SECTION("of a silent ECU only until it was last confirmed") {
        backend.take(unit.report(after(0, 12), trip));
        CHECK(backend.rows.uptime_of(day_of(after(0))) ==
              uptime::Totals{.up = 6h, .unplanned = 3h, .unknown = 15h});
    }
}

TEST_CASE("numbers lost for ever are counted, those already committed are not", "[dossier]") {
    Backend backend;
    const auto gap = [&](std::uint64_t first, std::uint64_t last, GapReason reason) {
        backend.take(ReceivedReport{.report = make::gap(first, last, "2026-01-05", reason),
                                    .stream_id = StreamId{7},
                                    .received = after(5)});
    };
    gap(1, 10, GapReason::quota);
    gap(11, 500, GapReason::already_committed);
    gap(501, 501, GapReason::unreadable);
    REQUIRE(backend.dossier.streams.size() == 1);
    CHECK(backend.dossier.streams.front() ==
          customers::StreamSeen{StreamId{7}, Stream::events, 501, 0, 11});
}

TEST_CASE("the newest four streams of each kind are remembered", "[dossier]") {
    Backend backend;
    for (std::uint64_t id = 1; id <= 9; ++id) {
        for (const auto stream : {Stream::meters, Stream::events}) {
            backend.take(ReceivedReport{.report = make::report(1, "2026-01-05", HealthReport{}),
                                        .stream = stream,
                                        .stream_id = StreamId{id},
                                        .received = after(5)});
        }
    }
    std::vector<std::uint64_t> ids;
    for (const auto& stream : backend.dossier.streams) {
        ids.push_back(stream.id.value);
    }
    CHECK(ids == std::vector<std::uint64_t>{6, 7, 8, 9, 6, 7, 8, 9});
}

TEST_CASE("whatever a unit can say is taken without harm", "[dossier]") {
    const auto seed = GENERATE(take(40, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    Backend backend;
    backend.take_all(papers());
    for (const auto& report : make::random_reports(random, 60)) {
        backend.take(ReceivedReport{.report = report,
                                    .stream = stream_of(report.body),
                                    .stream_id = StreamId{1},
                                    .received = after(30)});
    }
    for (const auto& [key, row] : backend.rows.evidence) {
        CHECK(row.from <= row.to);
    }
}

TEST_CASE("the next tick carries the fleet's rates of all seasoned trucks", "[dossier]") {
    customers::Sums sums;
    for (const std::int64_t m_per_day : {100 * km, 400 * km}) {
        customers::contribute(
            Dossier{.truck = make::truck_id(), .state = make::driven(40, m_per_day)}, sums);
    }
    customers::contribute(Dossier{.truck = make::truck_id(), .state = make::driven(10, 9'000 * km)},
                          sums);
    due::DayTick before{.day = day_of(after(1))};
    before.numbers[0].widths = {.z10 = 1, .z90 = 2};
    before.numbers[1].rate = 9;
    const auto tick = customers::next_tick(day_of(after(2)), sums, before);
    CHECK(tick.day == day_of(after(2)));
    CHECK(*tick.of(MeterKind::odometer).rate == Approx(200));
    CHECK(tick.of(MeterKind::odometer).widths == due::Widths{1, 2});
    CHECK(tick.of(MeterKind::engine_time).rate == 9);
}

TEST_CASE("a seasonal check is due by the season of the home workshop", "[dossier]") {
    Backend backend;
    auto record = make::record(day_of(after(0)));
    record.workshop = "south";
    backend.take(make::plan({{.key = "rains", .seasons = {{"south", 4, 1}, {"", 6, 15}}}}));
    backend.take(record);
    CHECK(backend.dossier.due.at(0).calendar == make::day("2026-04-01"));
    record.workshop = "north";
    backend.take(record);
    CHECK(backend.dossier.due.at(0).calendar == make::day("2026-06-15"));
}
