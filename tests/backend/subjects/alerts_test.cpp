#include "backend/customers/alerts.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/told_matters.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using customers::AlertKind;
using customers::AlertState;
using customers::Withdrawal;
using make::after;
using make::amber;
using make::fault;
using make::lit;
using make::protect;
using make::red;
using make::ToldMatters;

namespace {

const FaultReport warns = lit(fault(0, 500, 2), amber);
const FaultReport stops = lit(fault(0, 500, 2, FaultEvent::changed), red);
const FaultReport milder = lit(fault(0, 500, 2, FaultEvent::changed), protect);
const FaultReport clears = fault(0, 500, 2, FaultEvent::cleared);
const Time begin = after(1);

}  // namespace

TEST_CASE("a fault is raised once, and settles for a minute unless the truck must stop",
          "[alerts]") {
    ToldMatters truck;
    SECTION("workshop soon") {
        truck.hear(warns, begin);
        CHECK(truck.said(1) == "raised workshop_soon");
        CHECK(truck.rows(1).front().not_before == begin + 60s);
        CHECK(truck.rows(1).front().happened == begin);
    }
    SECTION("stop now") {
        truck.hear(stops, begin);
        CHECK(truck.rows(1).front().not_before == begin);
    }
    SECTION("a code alone is told to nobody") {
        truck.hear(fault(0, 500, 2), begin);
        CHECK(truck.rows(1).empty());
    }
    SECTION("what can wait for the next service is for the digest") {
        truck.hear(lit(fault(0, 500, 2), protect), begin);
        CHECK(truck.said(1) == "raised at_next_service");
        CHECK(truck.rows(1).front().is_digest);
    }
}

TEST_CASE("what changes before anybody was told changes the row, not the number of messages",
          "[alerts]") {
    ToldMatters truck;
    truck.hear(warns, begin);
    SECTION("worse, so that it must be told at once") {
        truck.hear(stops, begin + 20s);
        CHECK(truck.said(1) == "raised stop_now");
        CHECK(truck.rows(1).front().not_before == begin + 20s);
        CHECK(truck.rows(1).front().heard == begin + 20s);
    }
    SECTION("milder") {
        truck.hear(milder, begin + 20s);
        CHECK(truck.said(1) == "raised at_next_service");
    }
    SECTION("so mild that nobody is told, until it is not") {
        truck.hear(fault(0, 500, 2, FaultEvent::changed), begin + 20s);
        CHECK(truck.said(1).empty());
        truck.hear(warns, begin + 30s);
        CHECK(truck.said(1) == "raised workshop_soon");
        CHECK(truck.rows(1).size() == 1);
    }
    SECTION("gone: it is told with that") {
        truck.hear(clears, begin + 20s);
        CHECK(truck.said(1) == "raised workshop_soon (gone)");
        truck.hear(warns, begin + 30s);
        CHECK(truck.said(1) == "raised workshop_soon");
    }
}

TEST_CASE("who was told is told of worse, milder and gone", "[alerts]") {
    ToldMatters truck;
    truck.hear(warns, begin);
    truck.tell(begin + 1h);
    truck.hear(stops, begin + 2h);
    truck.tell(begin + 2h);
    truck.hear(milder, begin + 3h);
    truck.tell(begin + 4h);
    truck.hear(clears, begin + 5h);
    CHECK(truck.said(1) ==
          "raised workshop_soon, upgraded stop_now, downgraded at_next_service, all_clear");
    CHECK(truck.rows(1)[1].action_before == faults::Action::workshop_soon);
    CHECK(truck.rows(1)[3].happened == begin + 5h);
    CHECK(truck.rows(1)[3].not_before == begin + 5h + faults::hold_time);
}

TEST_CASE("a fault that comes and goes within the hold time is one alert and one all clear",
          "[alerts]") {
    ToldMatters truck;
    truck.hear(warns, begin);
    truck.tell(begin + 5min);
    for (int i = 1; i <= 50; ++i) {
        truck.hear(clears, begin + i * 10min);
        truck.hear(warns, begin + i * 10min + 5min);
        truck.tell(begin + i * 10min + 6min);
    }
    CHECK(truck.said(1) == "raised workshop_soon");
    CHECK(truck.rows(1).size() == 2);
    truck.hear(clears, begin + 10h);
    CHECK(truck.said(1) == "raised workshop_soon, all_clear");
}

TEST_CASE("a fault that wavers is not told more often than each ten minutes, but for a stop",
          "[alerts]") {
    ToldMatters truck;
    truck.hear(warns, begin);
    truck.tell(begin + 1min);
    for (int i = 0; i < 100; ++i) {
        truck.hear(i % 2 == 0 ? milder : warns, begin + 2min + i * 10s);
        truck.tell(begin + 2min + i * 10s);
    }
    CHECK(truck.said(1) == "raised workshop_soon");
    truck.hear(milder, begin + 20min);
    CHECK(truck.said(1) == "raised workshop_soon, downgraded at_next_service");
    truck.tell(begin + 22min);
    truck.hear(warns, begin + 23min);
    CHECK(truck.rows(1).back().not_before == begin + 31min);
    truck.hear(stops, begin + 24min);
    CHECK(truck.said(1) == "raised workshop_soon, downgraded at_next_service, upgraded stop_now");
    CHECK(truck.rows(1).back().not_before == begin + 24min);
}

TEST_CASE("what came hours late and is over is told, as gone", "[alerts]") {
    ToldMatters truck;
    truck.hear_together(begin + 5h, {{stops, begin}, {clears, begin + 1h}});
    CHECK(truck.said(1) == "raised stop_now (gone)");
    CHECK(truck.rows(1).front().happened == begin);
    CHECK(truck.rows(1).front().heard == begin + 5h);
}

TEST_CASE("what folds under a cause before it was told is withdrawn, with the cause's number",
          "[alerts]") {
    ToldMatters truck;
    truck.hear(warns, begin);
    truck.hear(lit(fault(0, 168, 4), amber), begin + 10s);
    CHECK(truck.said(1).empty());
    CHECK(truck.rows(1).front().withdrawn == Withdrawal::folded);
    CHECK(truck.rows(1).front().folded_under == 2);
    CHECK(truck.said(2) == "raised workshop_soon");
    SECTION("and goes with it") {
        truck.tell(begin + 5min);
        truck.hear_together(begin + 10min, {{fault(0, 168, 4, FaultEvent::cleared), begin + 10min},
                                            {clears, begin + 10min}});
        CHECK(truck.said(2) == "raised workshop_soon, all_clear");
        CHECK(truck.said(1).empty());
    }
    SECTION("and is raised if it stays when the cause has gone") {
        truck.tell(begin + 5min);
        truck.hear(fault(0, 168, 4, FaultEvent::cleared), begin + 10min);
        CHECK(truck.said(1) == "raised workshop_soon");
    }
}

TEST_CASE("what folds under a cause after it was told ends in it", "[alerts]") {
    ToldMatters truck;
    truck.hear(warns, begin);
    truck.tell(begin + 61s);
    truck.hear(lit(fault(0, 168, 4), amber), begin + 60s, begin + 70s);
    CHECK(truck.said(1) == "raised workshop_soon");
    CHECK(truck.rows(1).front().folded_under == 2);
    SECTION("nothing is said of its end") {
        truck.hear(clears, begin + 10min);
        CHECK(truck.said(1) == "raised workshop_soon");
        CHECK(truck.rows(1).front().folded_under == 2);
    }
    SECTION("free again, it goes on where it was") {
        truck.hear(fault(0, 168, 4, FaultEvent::cleared), begin + 10min);
        CHECK(truck.rows(1).front().folded_under == 0);
        truck.hear(clears, begin + 1h);
        CHECK(truck.said(1) == "raised workshop_soon, all_clear");
    }
}

TEST_CASE("silence raises, upgrades and clears nothing", "[alerts]") {
    ToldMatters truck;
    truck.hear(warns, begin);
    truck.tell(begin + 5min);
    truck.hear(EcuReport{EcuEvent::ceased, 0, std::nullopt}, begin + 1h);
    CHECK(truck.said(1) == "raised workshop_soon");
    CHECK(truck.rows(1).size() == 1);
    SECTION("its ECU talks again, without it: that is evidence") {
        truck.hear(EcuReport{EcuEvent::began, 0, std::vector<Dtc>{}}, begin + 2h);
        CHECK(truck.said(1) == "raised workshop_soon, all_clear");
    }
}

TEST_CASE("what stays when its cause goes is not raised before its ECU talks again", "[alerts]") {
    ToldMatters truck;
    truck.hear(lit(fault(1, 168, 4), amber), begin);
    truck.hear(warns, begin + 10s);
    truck.hear(EcuReport{EcuEvent::ceased, 0, std::nullopt}, begin + 1h);
    truck.hear(fault(1, 168, 4, FaultEvent::cleared), begin + 2h);
    CHECK(truck.said(2).empty());
    truck.hear(warns, begin + 3h);
    CHECK(truck.said(2) == "raised workshop_soon");
}

TEST_CASE("what is told of a fault's case changes nothing of what is told of the fault",
          "[alerts]") {
    std::vector<customers::Alert> rows;
    const std::vector<truck::Ownership> nobody;
    const customers::AlertRules rules;
    const customers::Hearing hearing{.received = begin,
                                     .written = begin,
                                     .on_truck = begin,
                                     .ownerships = nobody,
                                     .rules = rules};
    faults::Episode episode{.number = 1, .opened = make::synchronised(begin)};
    episode.severity.action = episode.group_action = faults::Action::workshop_soon;
    customers::take(rows, episode, hearing);
    rows.push_back({.id = 2, .matter = "F1", .n = 2, .kind = AlertKind::case_stage});
    const auto before = rows;
    customers::take(rows, episode, hearing);
    CHECK(rows == before);
    rows.front().state = AlertState::told;
    rows.front().id = 1;
    episode.group_action = faults::Action::stop_now;
    customers::take(rows, episode, hearing);
    REQUIRE(rows.size() == 3);
    CHECK(rows.back().kind == AlertKind::upgraded);
    CHECK(rows.back().n == 3);
}

TEST_CASE("what is pushed out for want of room is never all clear", "[alerts]") {
    ToldMatters truck;
    truck.hear(warns, begin);
    truck.tell(begin + 5min);
    for (std::uint32_t i = 0; i < faults::most_episodes; ++i) {
        truck.hear(lit(fault(0, 1000 + i, 2), red), begin + i * 10min);
    }
    REQUIRE(truck.state().evicted > 0);
    CHECK(truck.said(1) == "raised workshop_soon");
}

TEST_CASE("a fault that comes back after the all clear was told is told again as worse",
          "[alerts]") {
    ToldMatters truck;
    truck.hear(warns, begin);
    truck.tell(begin + 5min);
    truck.hear(clears, begin + 1h, begin + 1h);
    truck.tell(begin + 2h + faults::hold_time);
    SECTION("within the hold time on the truck, heard of late") {
        truck.hear(warns, begin + 70min, begin + 3h + faults::hold_time);
        CHECK(truck.said(1) == "raised workshop_soon, all_clear, upgraded workshop_soon");
    }
    SECTION("after it: another matter") {
        truck.hear(warns, begin + 3h + faults::hold_time);
        CHECK(truck.said(1) == "raised workshop_soon, all_clear");
        CHECK(truck.said(2) == "raised workshop_soon");
    }
}

TEST_CASE("after a stop somebody waits: its first all clear comes soon, those after it surely",
          "[alerts]") {
    ToldMatters truck;
    truck.hear(stops, begin);
    truck.tell(begin);
    truck.hear(clears, begin + 1h);
    CHECK(truck.said(1) == "raised stop_now, all_clear");
    CHECK(truck.rows(1).back().not_before == begin + 1h + faults::flap_time);
    SECTION("it comes back before that: nothing is said") {
        truck.hear(stops, begin + 80min);
        truck.tell(begin + 2h);
        CHECK(truck.said(1) == "raised stop_now");
    }
    SECTION("after it: that is told at once, and the next all clear waits as long as others") {
        truck.tell(begin + 2h);
        FaultReport again = stops;
        again.occurrences = 2;
        truck.hear(again, begin + 3h);
        CHECK(truck.said(1) == "raised stop_now, all_clear, upgraded stop_now");
        CHECK(truck.rows(1).back().not_before == begin + 3h);
        CHECK(truck.rows(1).back().action_before == faults::Action::log);
        truck.tell(begin + 3h);
        truck.hear(clears, begin + 4h);
        CHECK(truck.rows(1).back().kind == AlertKind::all_clear);
        CHECK(truck.rows(1).back().not_before == begin + 4h + faults::hold_time);
    }
}

TEST_CASE("an alert is its owner's when it happened", "[alerts]") {
    ToldMatters truck;
    const auto owner = CustomerId::from("C1").value();
    truck.ownerships = {{make::truck_id(), owner, begin - 1h},
                        {make::truck_id(), CustomerId::from("C2").value(), begin + 1h}};
    truck.hear(warns, begin, begin + 3h);
    CHECK(truck.rows(1).front().customer == owner);
}

TEST_CASE("what stood before is known, and told to nobody until it grows worse", "[alerts]") {
    faults::Episode episode{.number = 7, .opened = make::synchronised(begin)};
    episode.severity.action = episode.group_action = faults::Action::workshop_soon;
    std::vector<customers::Alert> rows;
    const std::vector<truck::Ownership> nobody;
    const customers::AlertRules rules;
    const auto at = [&](Time time) {
        return customers::Hearing{.received = time,
                                  .written = time,
                                  .on_truck = time,
                                  .ownerships = nobody,
                                  .rules = rules};
    };
    customers::take_silently(rows, episode, at(begin));
    REQUIRE(rows.size() == 1);
    rows.front().id = 1;
    CHECK(rows.front().withdrawn == Withdrawal::not_news);
    customers::take(rows, episode, at(begin + 1h));
    CHECK(rows.size() == 1);
    SECTION("worse") {
        episode.group_action = faults::Action::stop_now;
        customers::take(rows, episode, at(begin + 2h));
        REQUIRE(rows.size() == 2);
        CHECK(rows.back().kind == AlertKind::upgraded);
        CHECK(rows.back().state == AlertState::waiting);
    }
    SECTION("gone, or milder: nobody waits for that") {
        const bool is_gone = GENERATE(true, false);
        if (is_gone) {
            episode.state = faults::EpisodeState::closed;
            episode.closed = begin + 2h;
            episode.close_reason = faults::CloseReason::evidence;
        } else {
            episode.group_action = faults::Action::log;
        }
        customers::take(rows, episode, at(begin + 2h));
        REQUIRE(rows.size() == 2);
        CHECK(rows.back().withdrawn == Withdrawal::not_news);
    }
}
