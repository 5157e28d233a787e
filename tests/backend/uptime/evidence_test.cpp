#include "backend/uptime/evidence.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/blocks.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using make::after;
using uptime::Source;
using uptime::Totals;
using uptime::UptimeState;
using namespace std::chrono_literals;

namespace {

struct Truck {
    UptimeState state;
    std::map<uptime::EvidenceKey, uptime::Evidence> rows;

    void take(auto what) {
        uptime::EvidenceChanges changes;
        const uptime::PastBlocks past = [this](Source source, uptime::Period around) {
            std::vector<uptime::Period> touched;
            for (const auto& [key, row] : rows) {
                if (key.source == source && row.from <= around.to && row.to >= around.from) {
                    touched.push_back({row.from, row.to});
                }
            }
            return touched;
        };
        what(uptime::Evidencing(state, past, changes));
        for (const auto& [key, row] : changes.rows) {
            rows.erase(key);
            if (row) {
                rows.emplace(key, *row);
            }
        }
    }
    void contact(Time at) {
        take([&](auto fold) { fold.contact({.when = make::synchronised(at)}); });
    }
    void undated_contact(Time received) {
        take([&](auto fold) { fold.contact({.when = {.at = received}}); });
    }
    void trip(Time from, Time to, std::int64_t distance_m = 50'000) {
        take([&](auto fold) {
            fold.contact({.when = make::synchronised(to), .since = from, .distance_m = distance_m});
        });
    }
    void meters(Time at, std::int64_t odometer_m, std::int64_t engine_s = 0,
                BootId boot = BootId{1}) {
        take([&](auto fold) {
            fold.meters(make::meters({make::odometer(odometer_m), make::engine_time(engine_s)}),
                        make::synchronised(at), boot);
        });
    }
    void heard_of(const faults::Episode& episode, Time at) {
        take([&](auto fold) { fold.episode(episode, at); });
    }
    Totals over(Time from, Time to) const {
        std::vector<uptime::Evidence> all;
        for (const auto& [key, row] : rows) {
            all.push_back(row);
        }
        return uptime::totals(uptime::tile({from, to}, all, after(900)));
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
    Truck it;
    it.contact(after(0, 6));
    CHECK(it.days(0, 1) == Totals{.up = 2h, .unknown = 22h});
}

TEST_CASE("parked for up to 72 hours and working again was up; longer is unknown", "[evidence]") {
    Truck it;
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

TEST_CASE("a contact that comes late closes the gap in which it was", "[evidence]") {
    Truck it;
    it.contact(after(0));
    it.contact(after(100));
    it.contact(after(103));
    it.contact(after(2));
    CHECK(it.days(0, 2) == Totals{.up = 48h});
    CHECK(it.days(100, 103) == Totals{.up = 72h});
    CHECK(it.rows.size() == 2);
}

TEST_CASE("a trip was on the road from its beginning, and stops of less than an hour with it",
          "[evidence]") {
    Truck it;
    it.trip(after(0, 8), after(0, 10));
    it.trip(after(0, 10.5), after(0, 12));
    it.trip(after(0, 14), after(0, 15));
    CHECK(it.over(after(0, 8), after(0, 15)) == Totals{.up = 7h, .driven = 5h});
    CHECK(it.rows.contains({Source::driven, "", after(0, 8)}));
    SECTION("to midnight, where the next drive begins") {
        it.trip(after(0, 23), after(1, 1));
        CHECK(it.rows.at({Source::driven, "", after(0, 23)}).to == after(1));
        CHECK(it.rows.at({Source::driven, "", after(1)}).to == after(1, 1));
    }
    SECTION("an engine that was started in the yard is no drive") {
        it.trip(after(2, 8), after(2, 9), 300);
        CHECK(it.days(2, 3).driven == 0s);
    }
}

TEST_CASE("an odometer that goes on shows a drive where no trip was told", "[evidence]") {
    Truck it;
    it.meters(after(0, 8), 100'000);
    CHECK(it.rows.empty());
    it.meters(after(0, 8.25), 112'000);
    CHECK(it.over(after(0, 8), after(0, 9)) == Totals{.up = 1h, .driven = 15min});
    SECTION("not over a longer gap, but then it was heard at its end") {
        it.meters(after(0, 20), 150'000);
        CHECK(it.over(after(0, 19), after(0, 22)) == Totals{.up = 3h});
        CHECK(it.days(0, 1).driven == 15min);
    }
    SECTION("engine hours alone are no drive") {
        it.meters(after(5, 8), 112'000, 600);
        CHECK(it.days(5, 6) == Totals{.up = 2h, .unknown = 22h});
    }
    SECTION("what stands still says nothing") {
        it.meters(after(5, 8), 112'000);
        CHECK(it.days(5, 6).up == 0s);
    }
    SECTION("nor what no truck can do, nor another boot") {
        it.meters(after(5, 8), 900'000'000);
        it.meters(after(6, 8), 900'001'000, 0, BootId{2});
        CHECK(it.days(5, 7).up == 0s);
    }
}

TEST_CASE("an undated contact counts as received, unless a dated one follows", "[evidence]") {
    Truck it;
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
        it.take([](auto fold) { fold.settle_undated(after(6)); });
        CHECK(it.days(5, 6) == Totals{.up = 2h, .unknown = 22h});
    }
}

TEST_CASE("a stop_now episode is unplanned until the evidence that it is gone", "[evidence]") {
    Truck it;
    auto episode = stop_now(after(0, 4));
    it.contact(after(0));
    it.contact(after(0, 4));
    it.heard_of(episode, after(0, 4));
    CHECK(it.days(0, 1) == Totals{.up = 4h, .unplanned = 2h, .unknown = 18h});
    SECTION("over any silence, once it is heard of again") {
        it.heard_of(episode, after(9));
        CHECK(it.days(1, 9) == Totals{.unplanned = 8 * 24h});
    }
    SECTION("closed at the moment of its evidence") {
        episode.state = faults::EpisodeState::closed;
        episode.closed = after(0, 5);
        it.contact(after(0, 5));
        it.heard_of(episode, after(0, 5));
        CHECK(it.days(0, 1) == Totals{.up = 6h, .unplanned = 1h, .unknown = 17h});
        CHECK(it.state.faults.empty());
    }
    SECTION("less severe: until then") {
        episode.severity.action = faults::Action::workshop_soon;
        episode.since = after(0, 5);
        it.contact(after(0, 5));
        it.heard_of(episode, after(0, 5));
        CHECK(it.days(0, 1) == Totals{.up = 6h, .unplanned = 1h, .unknown = 17h});
    }
    SECTION("an earlier clock takes nothing back") {
        it.heard_of(episode, after(0, 1));
        CHECK(it.days(0, 1).unplanned == 2h);
    }
    SECTION("a second stretch of the same episode is a span of its own") {
        it.heard_of(stop_now(after(0, 12)), after(0, 12));
        CHECK(it.rows.size() == 3);
    }
}

TEST_CASE("an episode that never said stop_now costs no uptime", "[evidence]") {
    Truck it;
    it.heard_of(faults::Episode{.number = 1}, after(0, 4));
    CHECK(it.rows.empty());
}

TEST_CASE("trips and contacts always make the same rows, in whatever order and however late",
          "[evidence]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    std::vector<uptime::Period> trips;
    for (int i = 0; i < 60; ++i) {
        const Time from = after(0) + std::chrono::minutes{make::below(random, 60 * 24 * 60)};
        trips.push_back({from, from + std::chrono::minutes{make::below(random, 900)}});
    }
    Truck one;
    for (const auto& trip : trips) {
        one.trip(trip.from, trip.to);
    }
    std::ranges::shuffle(trips, random);
    Truck other;
    for (const auto& trip : trips) {
        other.trip(trip.from, trip.to);
    }
    CHECK(one.rows == other.rows);
    CHECK(one.state == other.state);
}

TEST_CASE("what is kept in memory is a week", "[evidence]") {
    Truck it;
    for (int i = 0; i < 2'000; ++i) {
        it.trip(after(0, 6.0 * i), after(0, 6.0 * i + 1));
    }
    CHECK(it.state.driven.size() < 31);
    CHECK(it.state.ready.size() == 1);
    CHECK(it.days(0, 500) == Totals{.up = 500 * 24h - 3h, .unknown = 3h, .driven = 2'000h});
}
