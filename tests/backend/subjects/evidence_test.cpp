#include "backend/uptime/evidence.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"

using namespace roadworthy;
using make::after;
using uptime::Condition;
using uptime::StopNow;
using uptime::Totals;
using uptime::UptimeState;
using namespace std::chrono_literals;

namespace {

struct Evidence {
    UptimeState state;
    due::HistoryByItem done;
    std::vector<uptime::Touched> touched;

    void contact(Time at, StopNow stop_now = StopNow::absent) {
        uptime::take(state, uptime::Contact{.when = make::synchronised(at), .stop_now = stop_now},
                     touched);
    }
    void undated_contact(Time received) {
        uptime::take(state, uptime::Contact{.when = {.at = received}}, touched);
    }
    void heard_of(const faults::Episode& episode, Time at) {
        uptime::take(state, episode, at, touched);
    }
    void serviced(const due::Completion& completion) {
        due::take(done, completion);
        uptime::take(state, completion, done, touched);
    }
    void voided(const due::Completion& completion) {
        due::take(done, due::CompletionVoid{completion.truck, completion.item, completion.at, ""});
        if (const auto known = due::find(done, completion.item, completion.at)) {
            uptime::take(state, *known, done, touched);
        }
    }
    Totals over(Time from, Time to) const {
        std::vector<uptime::Span> spans;
        for (const auto& one : state.spans) {
            spans.push_back(one.span);
        }
        return uptime::totals({from, to}, spans);
    }
    Totals days(int from, int to) const { return over(after(from), after(to)); }
};

faults::Episode stop_now(Time since) {
    faults::Episode episode{.number = 1};
    episode.severity.action = faults::Action::stop_now;
    episode.since = since;
    return episode;
}

}  // namespace

TEST_CASE("a truck is up for two hours after a contact, then unknown", "[evidence]") {
    Evidence it;
    it.contact(after(0, 6));
    CHECK(it.days(0, 1) == Totals{.up = 2h, .unknown = 22h});
}

TEST_CASE("parked for up to 72 hours and working again was up; longer is unknown", "[evidence]") {
    Evidence it;
    it.contact(after(0));
    SECTION("71 h") {
        it.contact(after(0, 71));
        CHECK(it.over(after(0), after(0, 71)) == Totals{.up = 71h});
    }
    SECTION("72 h") {
        it.contact(after(0, 72));
        CHECK(it.over(after(0), after(0, 72)) == Totals{.up = 72h});
    }
    SECTION("73 h") {
        it.contact(after(0, 73));
        CHECK(it.over(after(0), after(0, 73)) == Totals{.up = 2h, .unknown = 71h});
    }
}

TEST_CASE("a gap with a stop_now fault at either end was not parking", "[evidence]") {
    Evidence it;
    const auto [before, later] = GENERATE(table<StopNow, StopNow>({
        {StopNow::present, StopNow::absent},
        {StopNow::absent, StopNow::present},
        {StopNow::present, StopNow::present},
    }));
    it.contact(after(0), before);
    it.contact(after(0, 10), later);
    CHECK(it.over(after(0), after(0, 10)) == Totals{.up = 2h, .unknown = 8h});
}

TEST_CASE("a trip shows the truck up from its beginning", "[evidence]") {
    Evidence it;
    const uptime::Contact trip{.when = make::synchronised(after(0, 80)), .since = after(0, 71)};
    it.contact(after(0));
    SECTION("so that it was parked until then") {
        uptime::take(it.state, trip, it.touched);
        CHECK(it.over(after(0), after(0, 80)) == Totals{.up = 80h});
    }
    SECTION("whatever appeared on the way") {
        it.contact(after(0, 78), StopNow::present);
        CHECK(it.over(after(0, 71), after(0, 80)) == Totals{.up = 2h, .unknown = 7h});
        uptime::take(it.state, trip, it.touched);
        CHECK(it.over(after(0, 71), after(0, 80)) == Totals{.up = 9h});
    }
}

TEST_CASE("a contact older than the last adds nothing", "[evidence]") {
    Evidence it;
    it.contact(after(5));
    it.contact(after(4));
    CHECK(it.days(4, 5) == Totals{.unknown = 24h});
}

TEST_CASE("an undated contact counts as received, unless a dated one follows", "[evidence]") {
    Evidence it;
    it.undated_contact(after(5));
    CHECK(it.days(5, 6) == Totals{.unknown = 24h});
    SECTION("a dated one") {
        it.contact(after(4));
        CHECK(it.days(4, 6) == Totals{.up = 2h, .unknown = 46h});
    }
    SECTION("an hour later another") {
        it.undated_contact(after(5, 1));
        CHECK(it.days(5, 6) == Totals{.up = 2h, .unknown = 22h});
    }
    SECTION("the day's end") {
        uptime::settle_undated(it.state, after(6), it.touched);
        CHECK(it.days(5, 6) == Totals{.up = 2h, .unknown = 22h});
    }
}

TEST_CASE("a stop_now episode is unplanned until the evidence that it is gone", "[evidence]") {
    Evidence it;
    auto episode = stop_now(after(0, 4));
    it.contact(after(0));
    it.contact(after(0, 3));
    it.contact(after(0, 4), StopNow::present);
    it.heard_of(episode, after(0, 4));
    CHECK(it.days(0, 1) == Totals{.up = 4h, .unplanned = 2h, .unknown = 18h});
    SECTION("over any silence, once it is heard of again") {
        it.heard_of(episode, after(9));
        it.contact(after(9), StopNow::present);
        CHECK(it.days(1, 9) == Totals{.unplanned = 8 * 24h});
    }
    SECTION("closed at the moment of its evidence") {
        episode.state = faults::EpisodeState::closed;
        episode.closed = after(0, 5);
        it.heard_of(episode, after(0, 5));
        it.contact(after(0, 5));
        CHECK(it.days(0, 1) == Totals{.up = 6h, .unplanned = 1h, .unknown = 17h});
    }
    SECTION("an earlier clock takes nothing back") {
        it.heard_of(episode, after(0, 1));
        CHECK(it.days(0, 1).unplanned == 2h);
    }
    SECTION("a second stretch of the same episode is a span of its own") {
        it.heard_of(stop_now(after(0, 12)), after(0, 12));
        CHECK(it.state.spans.size() == 3);
        CHECK(it.days(0, 1).unplanned == 4h);
    }
}

TEST_CASE("an episode that never said stop_now costs no uptime", "[evidence]") {
    Evidence it;
    it.heard_of(faults::Episode{.number = 1}, after(0, 4));
    CHECK(it.state.spans.empty());
}

TEST_CASE("the hours in the workshop for a service are planned, once for all its items",
          "[evidence]") {
    Evidence it;
    it.contact(after(0, 8));
    it.contact(after(0, 20));
    auto visit = make::completion("oil", after(0, 12));
    visit.arrived = after(0, 9);
    visit.left = after(0, 12);
    it.serviced(visit);
    visit.item = "filter";
    it.serviced(visit);
    CHECK(it.state.spans.size() == 2);
    CHECK(it.days(0, 1) == Totals{.up = 11h, .planned = 3h, .unknown = 10h});
    SECTION("an impossible visit is none") {
        visit.left = after(40);
        it.serviced(visit);
        visit.left = after(0, 8);
        it.serviced(visit);
        CHECK(it.state.spans.size() == 2);
    }
}

TEST_CASE("a voided service held nobody in the workshop, but for those that others hold",
          "[evidence]") {
    Evidence it;
    auto oil = make::completion("oil", after(0, 12));
    oil.arrived = after(0, 9);
    oil.left = after(0, 12);
    auto belt = oil;
    belt.item = "belt";
    belt.left = after(0, 15);
    it.serviced(oil);
    it.serviced(belt);
    CHECK(it.days(0, 1).planned == 6h);
    it.voided(belt);
    CHECK(it.days(0, 1).planned == 3h);
    it.touched.clear();
    it.voided(oil);
    CHECK(it.state.spans.empty());
    const auto rows = uptime::rows_of(it.state, it.touched);
    CHECK(rows.spans.empty());
    REQUIRE(rows.spans_gone.size() == 1);
    CHECK(rows.days == std::vector{uptime::DayTotals{day_of(after(0)), {.unknown = 24h}}});
    SECTION("and one that comes after its void holds nobody either, but its days are worked out") {
        Evidence later;
        later.voided(oil);
        later.serviced(oil);
        CHECK(later.state.spans.empty());
        CHECK(uptime::rows_of(later.state, later.touched).days == rows.days);
    }
}

TEST_CASE("the rows are the touched spans and the days they touch, cut at midnight", "[evidence]") {
    Evidence it;
    it.contact(after(0, 23));
    const auto rows = uptime::rows_of(it.state, it.touched);
    REQUIRE(rows.spans.size() == 1);
    CHECK(rows.spans.front().span == uptime::Span{after(0, 23), after(1, 1), Condition::up});
    REQUIRE(rows.days.size() == 2);
    CHECK(rows.days[0] == uptime::DayTotals{day_of(after(0)), {.up = 1h, .unknown = 23h}});
    CHECK(rows.days[1] == uptime::DayTotals{day_of(after(1)), {.up = 1h, .unknown = 23h}});
    SECTION("a longer gap touches every day between") {
        it.touched.clear();
        it.contact(after(3, 20));
        CHECK(uptime::rows_of(it.state, it.touched).days.size() == 3);
    }
}

TEST_CASE("days of which spans were forgotten are not worked out again", "[evidence]") {
    Evidence it;
    it.contact(after(0));
    it.contact(after(10));
    it.contact(after(500));
    it.contact(after(600));
    CHECK(it.state.spans.size() == 2);
    it.touched.clear();
    auto visit = make::completion("oil", after(0, 12));
    visit.arrived = after(0, 9);
    visit.left = after(0, 12);
    it.serviced(visit);
    const auto rows = uptime::rows_of(it.state, it.touched);
    CHECK(rows.spans.size() == 1);
    CHECK(rows.days.empty());
}

TEST_CASE("the spans of a truck are bounded", "[evidence]") {
    Evidence it;
    for (int i = 0; i < 2'000; ++i) {
        it.heard_of(stop_now(after(0, i * 4)), after(0, i * 4));
    }
    CHECK(it.state.spans.size() == uptime::most_spans);
    CHECK(it.state.forgotten_until);
}
