#include "backend/customers/visit_plan.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/customers/jobs.hpp"
#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/visits/slots.hpp"
#include "backend/due/visits/standing.hpp"
#include "backend/due/visits/visits.hpp"
#include "backend/due/visits/workshop.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using customers::Dossier;
using customers::NotPlanned;
using customers::ProposedVisit;
using customers::VisitProposal;
using due::Minutes;

namespace {

// 2026-01-05, a Monday, and so many days.
Day day(int number) {
    return day_of(make::after(4 + number));
}
// Morning of the tenth day (a Thursday) where the workshop is.
Time now_at(const due::Workshop& workshop) {
    return day(10) + 7h + 30min - workshop.utc_offset;
}

due::DueRow by_date(std::string item, Day on, int early, int tolerance) {
    due::DueRow row{.item = std::move(item)};
    row.limiting = due::Criterion::calendar;
    row.window = due::Window{on, on, on};
    row.calendar = on;
    row.tolerance_days = tolerance;
    row.earliest = on - std::chrono::days{early};
    row.latest = on + std::chrono::days{tolerance};
    return row;
}

faults::Episode fault(std::uint8_t address, std::uint32_t spn, faults::Action action, Day opened) {
    faults::Episode episode{.number = spn};
    episode.key = {.source_address = address, .spn = spn, .fmi = 3};
    episode.opened = make::synchronised(opened);
    episode.since = opened;
    episode.severity.action = action;
    return episode;
}

std::map<std::string, int> times_planned(const VisitProposal& proposal) {
    std::map<std::string, int> times;
    for (const ProposedVisit& visit : proposal.visits) {
        for (const auto& job : visit.jobs) {
            ++times[job.job.key];
        }
    }
    return times;
}

std::vector<std::string> names(const ProposedVisit& visit) {
    std::vector<std::string> all;
    for (const auto& job : visit.jobs) {
        all.push_back(job.job.key);
    }
    return all;
}

customers::RuleByItem rules_of(const due::Plan& plan) {
    customers::RuleByItem rules;
    for (const due::PlanItem& item : plan.items) {
        rules.emplace(item.key, item);
    }
    return rules;
}

struct Stand {
    Dossier dossier{.truck = make::truck_id()};
    due::Plan plan = make::plan(
        {{.key = "oil",
          .labour_minutes = 90,
          .bring = {"licence", "keys"},
          .parts = {{"LF9080", 1000}, {"CI-4", 42'500}}},
         {.key = "brakes", .labour_minutes = 120, .bring = {"keys"}, .parts = {{"CI-4", 1'500}}}});
    due::Workshop workshop;

    VisitProposal propose() const {
        return customers::propose_visits(
            dossier, {.rules = rules_of(plan), .workshop = workshop, .now = now_at(workshop)});
    }
};

}  // namespace

TEST_CASE("what may be done together is one visit, with its parts, papers and hours saved",
          "[visit_plan]") {
    Stand stand;
    stand.dossier.due = {by_date("oil", day(20), 5, 5), by_date("brakes", day(28), 9, 9)};
    const auto proposal = stand.propose();
    CHECK(proposal.today == day(10));
    REQUIRE(proposal.visits.size() == 1);
    const ProposedVisit& visit = proposal.visits[0];
    CHECK(names(visit) == std::vector<std::string>{"item/oil", "item/brakes"});
    CHECK(visit.visit.from == day(19));
    CHECK(visit.visit.until == day(25));
    CHECK(visit.visit.standing == 120min + 210min);
    CHECK(visit.alone == 210min + 240min);
    CHECK(visit.saved() == 120min);
    CHECK(visit.bring == std::vector<std::string>{"licence", "keys"});
    CHECK(visit.parts == std::vector<due::Part>{{"LF9080", 1000}, {"CI-4", 44'000}});
    CHECK(proposal.saved == 120min);
    CHECK(proposal.standing == visit.visit.standing);
}

TEST_CASE("of times that cost the same, the nearest to what is due first is the best",
          "[visit_plan]") {
    Stand stand;
    stand.dossier.due = {by_date("oil", day(30), 15, 15), by_date("brakes", day(32), 15, 15)};
    const auto slots = stand.propose().visits.at(0).slots;
    REQUIRE(slots.size() == 3);
    CHECK(slots[0].day == day(30));
    CHECK(slots[1].day == day(29));
    CHECK(slots[2].day == day(31));
}

TEST_CASE("what is not due may come along, but makes no visit of its own", "[visit_plan]") {
    Stand stand;
    stand.dossier.due = {by_date("brakes", day(100), 60, 0)};
    CHECK(stand.propose().visits.empty());
    stand.dossier.due.push_back(by_date("oil", day(45), 5, 5));
    const auto proposal = stand.propose();
    REQUIRE(proposal.visits.size() == 1);
    CHECK(names(proposal.visits[0]) == std::vector<std::string>{"item/oil", "item/brakes"});
    CHECK_FALSE(proposal.visits[0].jobs[1].is_wanted);
    SECTION("and where it cannot, it waits") {
        stand.dossier.due[0] = by_date("brakes", day(100), 45, 0);
        CHECK(names(stand.propose().visits.at(0)) == std::vector<std::string>{"item/oil"});
    }
    SECTION("also where only a Sunday, which is closed, would do for both") {
        stand.dossier.due = {by_date("oil", day(15), 5, 5), by_date("brakes", day(100), 80, 0)};
        const auto without = stand.propose();
        REQUIRE(without.visits.size() == 1);
        CHECK(names(without.visits[0]) == std::vector<std::string>{"item/oil"});
        CHECK(without.saved == 0min);
    }
}

TEST_CASE("the faults of one ECU are one job, by the first of their days", "[visit_plan]") {
    Stand stand;
    stand.dossier.faults.episodes = {fault(33, 100, faults::Action::at_next_service, day(0)),
                                     fault(33, 101, faults::Action::workshop_soon, day(8)),
                                     fault(0, 110, faults::Action::at_next_service, day(9)),
                                     fault(0, 111, faults::Action::log, day(1))};
    auto proposal = stand.propose();
    REQUIRE(proposal.visits.size() == 1);
    CHECK(proposal.visits[0].visit.until == day(15));
    REQUIRE(proposal.visits[0].jobs.size() == 2);
    CHECK(proposal.visits[0].jobs[0].job.key == "fault/33");
    CHECK(proposal.visits[0].jobs[0].faults.size() == 2);
    CHECK(proposal.visits[0].jobs[1].job.latest == day(99));
    SECTION("a minor one alone has time until its last day comes near") {
        stand.dossier.faults.episodes = {fault(0, 110, faults::Action::at_next_service, day(9))};
        CHECK(stand.propose().visits.empty());
        stand.dossier.faults.episodes = {fault(0, 110, faults::Action::at_next_service, day(-21))};
        CHECK(stand.propose().visits.size() == 1);
    }
}

TEST_CASE("what is not planned is named with its reason", "[visit_plan]") {
    Stand stand;
    stand.dossier.due = {due::DueRow{.item = "belt"}, by_date("oil", day(13), 0, 0)};
    auto silent = fault(3, 100, faults::Action::workshop_soon, day(5));
    silent.state = faults::EpisodeState::unknown;
    stand.dossier.faults.episodes = {silent, fault(0, 110, faults::Action::stop_now, day(5))};
    const auto proposal = stand.propose();
    CHECK(proposal.visits.empty());
    using customers::Unplanned;
    CHECK(proposal.unplanned ==
          std::vector<Unplanned>{
              {"belt", {}, NotPlanned::no_date},
              {"", {silent.key}, NotPlanned::ecu_silent},
              {"", {{.source_address = 0, .spn = 110, .fmi = 3}}, NotPlanned::stop_now},
              {"oil", {}, NotPlanned::no_open_day, stand.plan.items[0]}});
}

TEST_CASE("today is the workshop's, and over when it closes", "[visit_plan]") {
    Stand stand;
    stand.dossier.due = {by_date("oil", day(9), 5, 0)};
    const auto today_at = [&](Duration of_day) {
        const auto proposal = customers::propose_visits(
            stand.dossier, {.rules = rules_of(stand.plan),
                            .workshop = stand.workshop,
                            .now = day(10) + of_day - stand.workshop.utc_offset});
        CHECK(proposal.visits.at(0).visit.until == proposal.today);
        return std::pair(proposal.today, proposal.visits.at(0).slots.at(0).hour);
    };
    CHECK(today_at(0h) == std::pair(day(10), 8));
    CHECK(today_at(11h + 1min) == std::pair(day(10), 12));
    CHECK(today_at(16h + 30min) == std::pair(day(10), 17));
    CHECK(today_at(17h + 1min) == std::pair(day(11), 8));
    CHECK(today_at(23h + 59min) == std::pair(day(11), 8));
}

TEST_CASE("a truck that stands on Sundays is offered Sunday if its workshop is open, else Saturday",
          "[visit_plan]") {
    Stand stand;
    stand.dossier.due = {by_date("oil", day(20), 6, 6)};
    // It drives from Monday to Saturday noon, 06:00 to 20:00 in China.
    for (int week = -6; week < 1; ++week) {
        for (int weekday = 0; weekday < 6; ++weekday) {
            const Time start = day(7 * week + weekday) + 6h - 8h;
            const auto lasts = weekday == 5 ? 6h : 14h;
            due::take(stand.dossier.standing, {.event = TripEvent::started},
                      make::synchronised(start), BootId{1});
            due::take(stand.dossier.standing, {.event = TripEvent::stopped, .duration = lasts},
                      make::synchronised(start + lasts), BootId{1});
        }
    }
    const auto first_slot = [&] { return stand.propose().visits.at(0).slots.at(0); };
    SECTION("Sunday is closed") {
        const auto slot = first_slot();
        CHECK(std::chrono::weekday{slot.day} == std::chrono::Saturday);
        CHECK(slot.hour >= 12);
        CHECK(slot.lost == 0min);
        CHECK(slot.weeks >= 6);
    }
    SECTION("Sunday is open, and Saturday closes at noon") {
        stand.workshop.opening.week[5] = {.from = 8, .until = 12};
        stand.workshop.opening.week[6] = {.from = 9, .until = 16};
        const auto slot = first_slot();
        CHECK(std::chrono::weekday{slot.day} == std::chrono::Sunday);
        CHECK(slot.lost == 0min);
    }
    SECTION("what the owner before did is nothing to this one") {
        stand.dossier.ownerships = {{.truck = stand.dossier.truck, .customer = {}, .from = day(7)}};
        CHECK(first_slot().weeks == 0);
        CHECK(first_slot().lost == first_slot().stay);
    }
}

TEST_CASE("by when a truck has to come is the first last day of all", "[visit_plan]") {
    const auto soon = fault(0, 110, faults::Action::workshop_soon, day(5));
    CHECK(customers::visit_by({}, {}) == std::nullopt);
    CHECK(customers::visit_by({due::DueRow{.item = "belt"}}, {}) == std::nullopt);
    CHECK(customers::visit_by({by_date("a", day(20), 0, 3), by_date("b", day(21), 0, 0)}, {}) ==
          day(21));
    CHECK(customers::visit_by({by_date("a", day(20), 0, 3)}, {soon}) == day(12));
}

// Random trucks: items with windows of all lengths, faults of all kinds, workshops with holidays.
TEST_CASE("no proposed day ever leaves a tolerance, and every wanted job is planned once or named",
          "[visit_plan]") {
    const auto seed = GENERATE(take(150, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const auto up_to = [&](int most) {
        return static_cast<int>(make::below(random, static_cast<std::uint64_t>(most) + 1));
    };
    Stand stand;
    const int items = up_to(9);
    for (int i = 0; i < items; ++i) {
        stand.dossier.due.push_back(
            by_date(std::to_string(i), day(up_to(90)), up_to(30), up_to(20)));
        stand.plan.items.push_back({.key = std::to_string(i), .labour_minutes = 15 * up_to(20)});
    }
    for (int i = up_to(5); i > 0; --i) {
        stand.dossier.faults.episodes.push_back(
            fault(static_cast<std::uint8_t>(up_to(2)), static_cast<std::uint32_t>(100 + i),
                  static_cast<faults::Action>(up_to(3)), day(up_to(10) - 90 * up_to(1))));
    }
    stand.workshop.mechanics = 1 + up_to(2);
    for (auto& hours : stand.workshop.opening.week) {
        hours = up_to(3) == 0 ? due::OpenHours{0, 0} : due::OpenHours{8, 18};
    }
    stand.workshop.opening.closed = {day(10 + up_to(9)), day(10 + up_to(50))};
    const due::Opening& opening = stand.workshop.opening;
    const auto proposal = stand.propose();

    Minutes standing{0};
    Minutes alone{0};
    for (const ProposedVisit& visit : proposal.visits) {
        for (Day on = day(-20); on < day(150); on += std::chrono::days{1}) {
            const bool movable = visit.visit.may_be_on(on) && opening.is_open(on);
            CHECK(customers::is_within_tolerance(visit, on, proposal.today, opening) == movable);
            for (const auto& job : visit.jobs) {
                const bool is_overdue = job.job.latest < proposal.today;
                CHECK((!movable || is_overdue || (job.job.earliest <= on && on <= job.job.latest)));
                CHECK((!movable || !is_overdue || on == visit.visit.until));
            }
        }
        for (const due::Slot& slot : visit.slots) {
            CHECK(customers::is_within_tolerance(visit, slot.day, proposal.today, opening));
            CHECK(slot.day + std::chrono::hours{slot.hour} >=
                  stand.workshop.local(now_at(stand.workshop)));
            CHECK(slot.lost <= slot.stay);
        }
        for (const auto& job : visit.jobs) {
            alone += stand.workshop.hand_over + job.job.labour;
        }
        standing += visit.visit.standing;
    }
    CHECK(proposal.standing == standing);
    CHECK(proposal.saved == alone - standing);

    const auto times = times_planned(proposal);
    const auto jobs = customers::jobs_of({.due = stand.dossier.due,
                                          .rules = rules_of(stand.plan),
                                          .faults = stand.dossier.faults.episodes,
                                          .today = proposal.today});
    std::size_t wanted = 0;
    for (const auto& job : jobs.jobs) {
        const bool is_planned = times.contains(job.job.key);
        const auto named = std::ranges::count_if(proposal.unplanned, [&](const auto& one) {
            return one.because == NotPlanned::no_open_day && one.item == job.item &&
                   one.faults == job.faults;
        });
        CHECK((!is_planned || times.at(job.job.key) == 1));
        if (job.is_wanted) {
            ++wanted;
            CHECK((is_planned ? 1 : 0) + named == 1);
        }
    }
    for (const due::DueRow& row : stand.dossier.due) {
        const bool must = due::due_state(row, proposal.today) != due::DueState::not_due ||
                          *row.latest <= proposal.today + std::chrono::days{60};
        CHECK(std::ranges::any_of(jobs.jobs, [&](const auto& job) {
                  return job.item == row.item && job.is_wanted;
              }) == must);
    }
    CHECK((wanted > 0 || proposal.visits.empty()));
}
