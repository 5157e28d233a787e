#include "backend/cases/policy.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/places.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using cases::CaseKind;
using cases::SlaPolicy;
using cases::SlaRow;
using faults::Action;
using truck::Tier;

TEST_CASE("without rows a case is answered in 30 minutes and solved in 24 hours, day and night",
          "[policy]") {
    const SlaPolicy policy;
    CHECK(check(policy));
    const auto terms = cases::terms(policy, {.tier = Tier::vip, .agreement = "gold"});
    CHECK(terms.response.amount == 30min);
    CHECK(terms.solution.amount == 24h);
    CHECK(*terms.response.calendar == cases::Calendar{});
    CHECK(terms.solution.calendar == terms.response.calendar);
}

TEST_CASE("of the rows that hold, the most specific one says each target", "[policy]") {
    SlaPolicy policy;
    policy.rows = {
        {.response = 1h},
        {.tier = Tier::vip, .response = 2h},
        {.tier = Tier::vip, .response = 99h},  // as specific, but later
        {.action = Action::stop_now, .response = 3h},
        {.kind = CaseKind::breakdown, .response = 4h},
        {.tier = Tier::vip, .action = Action::stop_now, .response = 5h},
        {.agreement = "gold", .response = 6h},
        {.tier = Tier::vip, .agreement = "gold", .response = 7h},
        {.tier = Tier::vip, .action = Action::stop_now, .kind = CaseKind::fault, .solution = 8h},
    };
    const auto [subject, response] = GENERATE(table<cases::SlaSubject, Duration>({
        {cases::SlaSubject{}, 1h},
        {cases::SlaSubject{.tier = Tier::vip}, 2h},
        {cases::SlaSubject{.action = Action::stop_now}, 3h},
        {cases::SlaSubject{.action = Action::workshop_soon}, 1h},
        {cases::SlaSubject{.kind = CaseKind::breakdown, .action = Action::stop_now}, 4h},
        {cases::SlaSubject{
             .kind = CaseKind::breakdown, .action = Action::stop_now, .tier = Tier::vip},
         5h},
        {cases::SlaSubject{.action = Action::stop_now, .tier = Tier::vip}, 5h},
        {cases::SlaSubject{
             .kind = CaseKind::breakdown, .action = Action::stop_now, .agreement = "gold"},
         6h},
        {cases::SlaSubject{.tier = Tier::vip, .agreement = "gold"}, 7h},
        {cases::SlaSubject{.tier = Tier::vip, .agreement = "silver"}, 2h},
    }));
    const auto terms = cases::terms(policy, subject);
    CHECK(terms.response.amount == response);
    const bool all_named =
        subject == cases::SlaSubject{.action = Action::stop_now, .tier = Tier::vip};
    CHECK(terms.solution.amount == (all_named ? 8h : 24h));
}

TEST_CASE("of two rows that name as much, the kind goes before the action before the tier",
          "[policy]") {
    SlaPolicy policy;
    policy.rows = {{.tier = Tier::vip, .response = 1h},
                   {.action = Action::stop_now, .response = 2h},
                   {.kind = CaseKind::breakdown, .response = 3h}};
    CHECK(cases::terms(policy, {.action = Action::stop_now, .tier = Tier::vip}).response.amount ==
          2h);
    CHECK(cases::terms(policy,
                       {.kind = CaseKind::breakdown, .action = Action::stop_now, .tier = Tier::vip})
              .response.amount == 3h);
}

TEST_CASE("a row names the calendar by which both clocks go; one that is missing is none",
          "[policy]") {
    SlaPolicy policy;
    const cases::Calendar office{.zone = make::place::shanghai,
                                 .hours = make::open(5, make::hours(8, 18))};
    policy.calendars = {{"office", office}};
    policy.rows = {{.agreement = "gold", .calendar = "office"},
                   {.agreement = "lost", .calendar = "nowhere"}};
    CHECK(*cases::terms(policy, {.agreement = "gold"}).solution.calendar == office);
    CHECK(*cases::terms(policy, {.agreement = "gold"}).response.calendar == office);
    CHECK(*cases::terms(policy, {.agreement = "lost"}).solution.calendar == cases::Calendar{});
    CHECK(*cases::terms(policy, {}).solution.calendar == cases::Calendar{});
    CHECK(check(policy).error().message == "expected the name of a calendar, got \"nowhere\"");
}

TEST_CASE("a policy that promises nothing or tells nobody is refused with words", "[policy]") {
    const auto error = [](auto change) {
        SlaPolicy policy;
        change(policy);
        return check(policy).error().message;
    };
    const std::string no_time = "expected targets of more than no time";
    CHECK(error([](SlaPolicy& policy) { policy.response = 0h; }) == no_time);
    CHECK(error([](SlaPolicy& policy) { policy.solution = -1h; }) == no_time);
    CHECK(error([](SlaPolicy& policy) { policy.rows = {{.response = 0h}}; }) == no_time);
    CHECK(error([](SlaPolicy& policy) { policy.rows = {{.solution = 0h}}; }) == no_time);
    CHECK(error([](SlaPolicy& policy) { policy.escalation = {{.percent = 0, .role = "owner"}}; }) ==
          "expected a step with a role, a level from 1 and 1 to 100000 percent, got level 1 at 0 "
          "percent for \"owner\"");
    CHECK(error([](SlaPolicy& policy) {
              policy.escalation = {{.role = ""}};
          }).starts_with("expected a step with a role"));
    CHECK(error([](SlaPolicy& policy) {
              policy.solved_by = cases::Stage::reported;
          }).starts_with("expected a stage after"));
}

TEST_CASE("a case keeps the policy that was in force when we heard of it", "[policy]") {
    cases::PolicyBook book;
    cases::SlaPolicy first;
    first.response = 10min;
    cases::SlaPolicy second;
    second.response = 20min;
    CHECK(book.at(make::time("2026-11-23")) == cases::SlaPolicy{});
    CHECK(book.enter({.version = 1, .policy = first}, make::time("2026-11-24")));
    CHECK(book.enter({.version = 2, .policy = second}, make::time("2026-11-26")));
    CHECK_FALSE(book.enter({.version = 2, .policy = first}, make::time("2026-11-27")));
    CHECK(book.at(make::time("2026-11-23T23:59:59Z")) == cases::SlaPolicy{});
    CHECK(book.at(make::time("2026-11-24")) == first);
    CHECK(book.at(make::time("2026-11-26")) == second);
    CHECK(book.at(make::time("2030-01-01")) == second);
}
