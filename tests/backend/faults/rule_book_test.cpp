#include "backend/faults/rule_book.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using faults::Action;
using faults::Episode;
using faults::FaultState;
using faults::Rule;
using faults::RuleBook;
using faults::RuleSet;
using make::after;
using make::fault;
using std::chrono::days;

namespace {

const faults::TruckTraits nobody;

// Everything is worth at least this.
RuleSet at_least(std::uint32_t version, Action action) {
    Rule rule;
    rule.key = "all";
    rule.action = action;
    return {.version = version, .rules = {rule}};
}

struct Stand {
    RuleBook book;
    FaultState state;
    faults::Terms terms{.rules = book, .truck = nobody};

    std::vector<Episode> tell(const FaultReport& report, Time at) {
        return faults::take(state, report, make::synchronised(at), terms);
    }
    std::vector<Episode> enter(const RuleSet& set, Time from) {
        book.enter(set, from);
        return faults::judge_again(state, terms);
    }
    const Episode& only() const { return state.episodes.at(0); }
};

}  // namespace

TEST_CASE("a set of rules is in force from when it came until a higher version comes", "[rules]") {
    RuleBook book;
    CHECK(book.version_at(after(1)) == 0);
    CHECK(book.enter(at_least(3, Action::workshop_soon), after(10)));
    CHECK_FALSE(book.enter(at_least(3, Action::log), after(11)));
    CHECK_FALSE(book.enter(at_least(2, Action::log), after(12)));
    CHECK(book.enter(at_least(4, Action::log), after(20)));
    CHECK(book.version_at(after(10) - std::chrono::milliseconds{1}) == 0);
    CHECK(book.version_at(after(10)) == 3);
    CHECK(book.version_at(after(20)) == 4);
    CHECK(book.at(after(9)).size() == faults::built_in_rules().size());
    CHECK(book.at(after(15)).size() == faults::built_in_rules().size() + 1);
}

TEST_CASE("an open fault is judged anew when rules are switched, from then on", "[rules]") {
    Stand stand;
    stand.tell(fault(0, 3031, 9), after(1));
    const auto changed = stand.enter(at_least(1, Action::stop_now), after(3));
    REQUIRE(changed.size() == 1);
    CHECK(changed[0].stop_now_since() == after(3));
    CHECK(changed[0].severity.rules == std::vector<std::string>{"all"});
    CHECK(changed[0].severity.rule_set == 1);
    const auto back = stand.enter(at_least(2, Action::log), after(5));
    REQUIRE(back.size() == 1);
    CHECK(back[0].severity.action == Action::log);
}

TEST_CASE("a late fault is judged by the rules of its own time, and ends as one on time",
          "[rules]") {
    const auto rules = at_least(1, Action::stop_now);
    const auto weaker = at_least(2, Action::log);
    auto lit = fault(0, 3031, 9);
    lit.lamps = {.state = 0x04};
    Stand on_time;
    on_time.tell(lit, after(1));
    on_time.enter(rules, after(3));
    on_time.enter(weaker, after(5));
    Stand late;
    late.enter(rules, after(3));
    late.enter(weaker, after(5));
    const auto rows = late.tell(lit, after(1));
    CHECK(late.state == on_time.state);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].severity.action == Action::workshop_soon);
    CHECK(rows[0].severity.rule_set == 0);
    CHECK(rows[1].severity.rule_set == 2);
    SECTION("closed before the switch it keeps its judgement") {
        const auto gone = fault(0, 3031, 9, FaultEvent::cleared);
        Stand before;
        before.tell(lit, after(1));
        before.tell(gone, after(2));
        late.tell(gone, after(2));
        CHECK(late.only() == before.only());
        CHECK(late.only().severity.rule_set == 0);
    }
    SECTION("whether it had to stop is asked for its own time") {
        Stand stand;
        stand.enter(rules, after(3));
        stand.tell(lit, after(1));
        CHECK_FALSE(faults::has_stop_now(stand.state, after(1), stand.terms));
        CHECK(faults::has_stop_now(stand.state, after(3), stand.terms));
    }
}

TEST_CASE("a fault grows older by hearing of its truck, never by silence", "[rules]") {
    Stand stand;
    auto lit = fault(0, 3031, 9);
    lit.lamps = {.state = 0x40};
    stand.tell(lit, after(0));
    SECTION("heard") {
        CHECK(faults::hear(stand.state, after(6.9), stand.terms).empty());
        const auto after_a_week = faults::hear(stand.state, after(8), stand.terms);
        REQUIRE(after_a_week.size() == 1);
        CHECK(after_a_week[0].severity.rules.back() == "does_not_go");
        CHECK(after_a_week[0].since == after(0));
        CHECK(faults::hear(stand.state, after(89.9), stand.terms).empty());
        const auto changed = faults::hear(stand.state, after(95), stand.terms);
        REQUIRE(changed.size() == 1);
        CHECK(changed[0].severity.action == Action::workshop_soon);
        CHECK(changed[0].since == after(90));
    }
    SECTION("its ECU silent") {
        faults::take(stand.state, EcuReport{EcuEvent::ceased, 0, std::nullopt},
                     make::synchronised(after(2)), stand.terms);
        CHECK(faults::hear(stand.state, after(95), stand.terms).empty());
        CHECK(stand.only().silent_since == after(2));
        CHECK(stand.only().severity.action == Action::at_next_service);
    }
    SECTION("rules switched while nobody hears of it") {
        stand.enter(at_least(1, Action::log), after(95));
        CHECK(stand.only().severity.action == Action::at_next_service);
    }
}

TEST_CASE("rules by model and customer follow the truck's record", "[rules]") {
    RuleBook book;
    RuleSet set = at_least(1, Action::workshop_soon);
    set.rules[0].when.model = "X3000";
    book.enter(set, after(0));
    FaultState state;
    faults::take(state, fault(0, 3031, 9), make::synchronised(after(1)), {book, nobody});
    CHECK(state.episodes[0].severity.action == Action::log);
    const faults::TruckTraits known{.model = "X3000", .customer = {}};
    CHECK(faults::judge_again(state, {book, known}).size() == 1);
    CHECK(state.episodes[0].severity.action == Action::workshop_soon);
}
