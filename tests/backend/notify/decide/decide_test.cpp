#include "backend/notify/decide/decide.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "backend/customers/recipient.hpp"
#include "backend/faults/severity.hpp"
#include "backend/notify/decide/hours.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "common/time.hpp"
#include "tests/backend/notify/decide/people.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;
using namespace std::chrono_literals;
using customers::Hears;
using faults::Action;
using make::time;

namespace {

const Time noon = time("2026-11-23T04:00:00Z");     // in China
const Time night = time("2026-11-23T18:00:00Z");    // 02:00
const Time morning = time("2026-11-23T23:00:00Z");  // 07:00
const Time digest = time("2026-11-24T00:00:00Z");   // 08:00 of the next day

Matter raised(Action action) {
    return {.action = action, .customer = "CUST-A", .dealer = "DEALER-1", .workshop = "W1"};
}

Matter of(AlertKind kind, Action action = Action::workshop_soon) {
    Matter matter = raised(action);
    matter.kind = kind;
    return matter;
}

Listener listener(Person person, std::optional<Way> told = std::nullopt) {
    return {.person = std::move(person), .told = told};
}

Listener in_scope(Hears hears, const std::string& subject) {
    Person one = people::person("a");
    one.recipient.scope = {.hears = hears, .subject = subject};
    return listener(one);
}

bool hears(const Listener& one, const Matter& matter) {
    return !decide(matter, std::vector{one}, noon).tellings.empty();
}

std::optional<Telling> told(const Matter& matter, const Listener& one, Time now = noon) {
    const Decision decision = decide(matter, std::vector{one}, now);
    CHECK(decision.untold.has_value() == decision.tellings.empty());
    return decision.tellings.empty() ? std::nullopt : std::optional{decision.tellings.front()};
}

}  // namespace

TEST_CASE("a person hears of what is in his scope alone", "[notify]") {
    const auto [scope, subject, wanted] = GENERATE(table<Hears, std::string, bool>({
        {Hears::everything, "", true},
        {Hears::customer, "CUST-A", true},
        {Hears::customer, "CUST-B", false},
        {Hears::customer, "DEALER-1", false},
        {Hears::dealer, "DEALER-1", true},
        {Hears::dealer, "DEALER-2", false},
        {Hears::workshop, "W1", true},
        {Hears::workshop, "W2", false},
    }));
    CHECK(hears(in_scope(scope, subject), raised(Action::stop_now)) == wanted);
}

TEST_CASE("of a truck that nobody owned only who hears of everything is told", "[notify]") {
    Matter matter = raised(Action::stop_now);
    matter.customer.reset();
    matter.dealer.clear();
    matter.workshop.clear();
    CHECK(hears(in_scope(Hears::everything, ""), matter));
    CHECK_FALSE(hears(in_scope(Hears::customer, ""), matter));
    CHECK_FALSE(hears(in_scope(Hears::dealer, ""), matter));
    CHECK_FALSE(hears(in_scope(Hears::workshop, ""), matter));
}

TEST_CASE("what is grave enough is told at once, what is less in the digest, the rest not at all",
          "[notify]") {
    const Listener one = listener(people::person("a"));
    CHECK(told(raised(Action::stop_now), one) == Telling{.at = noon});
    CHECK(told(raised(Action::workshop_soon), one) == Telling{.at = noon});
    CHECK(told(raised(Action::at_next_service), one) == Telling{.way = Way::digest, .at = digest});
    CHECK_FALSE(told(raised(Action::log), one));
    Matter weak = raised(Action::workshop_soon);
    weak.is_for_digest = true;
    CHECK(told(weak, one) == Telling{.way = Way::digest, .at = digest});
    Listener brief = one;
    brief.person.recipient.digest_from.reset();
    CHECK_FALSE(told(raised(Action::at_next_service), brief));
}

TEST_CASE("in quiet hours everything waits but what says stop now, and that says so", "[notify]") {
    const Listener one = listener(people::sleeper("a"));
    CHECK(told(raised(Action::workshop_soon), one, night) == Telling{.at = morning});
    CHECK(told(raised(Action::stop_now), one, night) == Telling{.at = night, .breaks_quiet = true});
    CHECK(told(of(AlertKind::upgraded, Action::stop_now), one, night) ==
          Telling{.at = night, .breaks_quiet = true});
    CHECK(told(raised(Action::stop_now), one, noon) == Telling{.at = noon});
}

TEST_CASE("a new matter is for who is on duty, as long as somebody is", "[notify]") {
    Listener by_day = listener(people::person("day"));
    by_day.person.recipient.duty = customers::DayHours{.from = 8h, .until = 20h};
    Listener by_night = listener(people::person("night"));
    by_night.person.recipient.duty = customers::DayHours{.from = 20h, .until = 8h};
    const auto who = [&](const Matter& matter, Time now) {
        std::vector<std::size_t> all;
        for (const Telling& one : decide(matter, std::vector{by_day, by_night}, now).tellings) {
            all.push_back(one.listener);
        }
        return all;
    };
    CHECK(who(raised(Action::stop_now), noon) == std::vector<std::size_t>{0});
    CHECK(who(raised(Action::stop_now), night) == std::vector<std::size_t>{1});
    SECTION("whom nobody on duty takes it from, hears of it all the same") {
        by_night.person.recipient.at_once = Action::stop_now;
        by_night.person.recipient.digest_from.reset();
        CHECK(who(raised(Action::workshop_soon), night) == std::vector<std::size_t>{0});
    }
    SECTION("what becomes of it hears who was told, on duty or not") {
        by_day.told = Way::message;
        CHECK(who(of(AlertKind::all_clear), night) == std::vector<std::size_t>{0});
        CHECK(who(of(AlertKind::upgraded, Action::stop_now), night) ==
              std::vector<std::size_t>{0, 1});
    }
    SECTION("an escalation likewise") {
        Matter call = of(AlertKind::escalation);
        call.role = "chief";
        by_day.person.recipient.roles = by_night.person.recipient.roles = {"chief"};
        CHECK(who(call, night) == std::vector<std::size_t>{1});
        by_night.person.recipient.roles.clear();
        CHECK(who(call, night) == std::vector<std::size_t>{0});
    }
}

TEST_CASE("that it is over wakes nobody, whatever it was", "[notify]") {
    const Listener one = listener(people::sleeper("a"), Way::message);
    CHECK(told(of(AlertKind::all_clear, Action::stop_now), one, night) == Telling{.at = morning});
    CHECK(told(of(AlertKind::downgraded, Action::stop_now), one, night) == Telling{.at = morning});
}

TEST_CASE("above the cap of a day everything goes to the digest but what says stop now",
          "[notify]") {
    Listener one = listener(people::sleeper("a"));
    one.person.recipient.most_a_day = 2;
    const Telling put_off{.way = Way::digest, .at = digest, .is_over_cap = true};
    one.load = {.today = 1, .later = 2};
    CHECK(told(raised(Action::workshop_soon), one) == Telling{.at = noon});
    one.load = {.today = 2, .later = 0};
    CHECK(told(raised(Action::workshop_soon), one) == put_off);
    CHECK(told(raised(Action::stop_now), one) == Telling{.at = noon});
    // At 23:00 of the 23rd: it would be told on the 24th.
    const Time late = time("2026-11-23T15:00:00Z");
    CHECK(told(raised(Action::workshop_soon), one, late) == Telling{.at = morning});
    one.load.later = 2;
    CHECK(told(raised(Action::workshop_soon), one, late) == put_off);
    // What is in the digest by itself is not there because of the cap.
    CHECK_FALSE(told(raised(Action::at_next_service), one)->is_over_cap);
}

TEST_CASE("that it got less or is over is told to those who were told it, in their way",
          "[notify]") {
    const auto kind = GENERATE(AlertKind::downgraded, AlertKind::all_clear);
    const Matter matter = of(kind, Action::log);
    CHECK_FALSE(told(matter, listener(people::person("a"))));
    CHECK(told(matter, listener(people::person("a"), Way::message)) == Telling{.at = noon});
    CHECK(told(matter, listener(people::person("a"), Way::digest)) ==
          Telling{.way = Way::digest, .at = digest});
}

TEST_CASE("who owned the truck before is not told what became of it after", "[notify]") {
    Listener before = in_scope(Hears::customer, "CUST-OLD");
    before.told = Way::message;
    CHECK_FALSE(hears(before, of(AlertKind::all_clear)));
}

TEST_CASE("a stage of a case is told to those who know of it, and the first of all as what it is",
          "[notify]") {
    const std::vector<Listener> listeners = {listener(people::person("a"), Way::message),
                                             listener(people::person("b")),
                                             listener(people::person("c"), Way::digest)};
    const auto ids = [](const Decision& decision) {
        std::vector<std::size_t> all;
        std::ranges::transform(decision.tellings, std::back_inserter(all), &Telling::listener);
        return all;
    };
    CHECK(ids(decide(of(AlertKind::case_stage), listeners, noon)) ==
          std::vector<std::size_t>{0, 2});
    std::vector<Listener> fresh = listeners;
    fresh[0].told.reset();
    fresh[2].told.reset();
    CHECK(ids(decide(of(AlertKind::case_stage), fresh, noon)) == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("an escalation calls those who have the role, and nobody else", "[notify]") {
    Matter matter = of(AlertKind::escalation, Action::log);
    matter.role = "dealer_manager";
    Listener manager = listener(people::person("a"));
    manager.person.recipient.roles = {"service_manager", "dealer_manager"};
    CHECK(told(matter, manager) == Telling{.at = noon});
    CHECK_FALSE(told(matter, listener(people::person("b"), Way::message)));
}

TEST_CASE("where nobody is told, it is said why", "[notify]") {
    const auto why = [](const Matter& matter, const std::vector<Listener>& listeners) {
        return decide(matter, listeners, noon).untold;
    };
    const std::vector<Listener> another = {in_scope(Hears::customer, "CUST-B")};
    const std::vector<Listener> staff = {listener(people::person("a"))};
    CHECK(why(raised(Action::stop_now), {}) == Untold::nobody_in_scope);
    CHECK(why(raised(Action::stop_now), another) == Untold::nobody_in_scope);
    CHECK(why(raised(Action::log), staff) == Untold::nobody_wants_it);
    CHECK(why(of(AlertKind::all_clear), staff) == Untold::nobody_was_told);
    Matter escalation = of(AlertKind::escalation);
    escalation.role = "nobody";
    CHECK(why(escalation, staff) == Untold::nobody_in_scope);
    CHECK_FALSE(why(raised(Action::stop_now), staff));
}
