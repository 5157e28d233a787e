#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/customers/dossier.hpp"
#include "backend/customers/truck_cases.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/plans.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "backend/uptime/evidence.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/said.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "tests/backend/subjects/dossier_life.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace dossier_life;

TEST_CASE("the two streams of a truck never depend on how they are interleaved", "[dossier]") {
    const auto seed = GENERATE(take(40, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const auto streams = random_life(random);
    Backend events_first;
    events_first.take_all(papers());
    events_first.take_all(streams.events);
    events_first.take_all(streams.meters);
    Backend mixed;
    mixed.take_all(papers());
    mixed.take_all(interleaved(streams, random));
    const due::DayTick tick{.day = day_of(after(200))};
    events_first.take(tick);
    mixed.take(tick);
    CHECK(events_first.dossier == mixed.dossier);
    CHECK(events_first.rows == mixed.rows);
}

namespace {

// Rules that were switched twice in that life; whoever hears of it late has known them for long.
struct Switch {
    Time at;
    faults::RuleSet rules;
};
std::vector<Switch> switches(make::Random& random) {
    std::vector<Switch> all;
    for (std::uint32_t version = 1; version <= 2; ++version) {
        faults::Rule rule;
        rule.key = "switched";
        rule.effect =
            make::below(random, 2) == 0 ? faults::Effect::at_least : faults::Effect::at_most;
        rule.action = static_cast<faults::Action>(make::below(random, 4));
        rule.when.spns = {{.first = 108, .last = 109}};
        all.push_back(
            {.at = after(version * 30.0), .rules = {.version = version, .rules = {rule}}});
    }
    return all;
}

void take_switch(Backend& backend, const Switch& one) {
    backend.entered = one.at;
    backend.take(one.rules);
    backend.entered = after(1000);
}

faults::Repair random_repair(make::Random& random, int number, Time at) {
    return {.truck = make::truck_id(),
            .id = std::to_string(number),
            .at = at,
            .faults = {{.source_address = {},
                        .spn = static_cast<std::uint32_t>(108 + make::below(random, 4)),
                        .fmi = {}}},
            .odometer_m = {},
            .by = {},
            .words = {}};
}

// One of them opens a breakdown; the others say anything of any case, there or not.
cases::TruckEntry random_entry(make::Random& random, int number, Time at) {
    const auto id = [&](std::uint64_t any) {
        return cases::CaseId::from((any % 4 == 0 ? "B" : "F") + std::to_string(any / 4)).value();
    };
    const std::vector<cases::Said> sayings = {
        cases::Opened{.caller = "Wang", .words = "it stands"},
        cases::Reached{.stage = cases::Stage::in_workshop},
        cases::Reached{.stage = cases::Stage::answered},
        cases::Owned{.owner = "Li", .words = {}},
        cases::Paused{.reason = cases::PauseReason::waiting_for_customer, .words = {}},
        cases::Resumed{},
        cases::Joined{.into = id(make::below(random, 40))},
        cases::KeptApart{},
        cases::Withdrawn{.entry =
                             cases::EntryId::from(std::to_string(make::below(random, 30))).value()},
        cases::Closed{.cause = "hose", .action = "replaced", .parts = {}, .currency = "CNY"}};
    const auto& said = sayings.at(number % 6 == 0 ? 0 : make::below(random, sayings.size()));
    const auto about =
        number % 6 == 0 ? static_cast<std::uint64_t>(number) / 6 * 4 : make::below(random, 60);
    return {.truck = make::truck_id(),
            .entry = {.at = at,
                      .said = said,
                      .about = id(about),
                      .id = cases::EntryId::from(std::to_string(number)).value(),
                      .by = "Li"}};
}

// When we heard of a fault hangs on when its report came, and on nothing else does so.
void forget_when_heard(Backend& backend) {
    for (auto& episode : backend.dossier.cases.episodes) {
        episode.heard = {};
    }
    for (auto& [id, one] : backend.rows.cases) {
        one.heard = {};
        for (auto& episode : one.episodes) {
            episode.heard = {};
        }
    }
}

}  // namespace

// People's entries of past dates come at any moment; the two streams each in order, at any delay.
TEST_CASE("late always ends as on time", "[dossier]") {
    const auto seed = GENERATE(take(60, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    auto streams = random_life(random, ClockQuality::synchronised);
    std::vector<Input> entries;
    for (int i = 0; i < 12; ++i) {
        const Time at = after(static_cast<double>(make::below(random, 90)), 7);
        auto visit = make::completion(i % 2 == 0 ? "oil" : "inspection", at);
        visit.arrived = at - 2h;
        visit.left = at;
        entries.push_back(visit);
        if (i % 5 == 0) {
            entries.push_back(due::CompletionVoid{visit.truck, visit.item, visit.at, "twice"});
        }
        entries.push_back(truck::ManualReading{
            make::truck_id(), MeterKind::odometer, at + 1h,
            static_cast<std::int64_t>(make::below(random, 200'000)) * km, "Li"});
        if (i % 5 == 1) {
            entries.push_back(due::CompletionVoid{make::truck_id(), visit.item, at, "not done"});
        }
        if (i % 3 == 0) {
            entries.push_back(random_repair(random, i, at));
        }
        if (i % 4 == 2) {
            const auto customer = CustomerId::from("C" + std::to_string(make::below(random, 2)));
            // Of two from the same moment the one entered last holds.
            const Time from = at + std::chrono::seconds{i};
            entries.push_back(truck::Ownership{make::truck_id(), customer.value(), from});
        }
        entries.push_back(
            uptime::Correction{.truck = make::truck_id(),
                               .id = std::to_string(i),
                               .from = at,
                               .to = at + std::chrono::hours{1 + make::below(random, 90)},
                               .condition = static_cast<uptime::Condition>(make::below(random, 4)),
                               .by = "Li",
                               .reason = "seen",
                               .entered = at + std::chrono::minutes{i}});
        if (i % 3 == 1) {
            entries.push_back(uptime::CorrectionWithdrawn{make::truck_id(), std::to_string(i), "Li",
                                                          "not so", at});
        }
        entries.push_back(random_entry(random, 2 * i, at + 2h));
        entries.push_back(random_entry(random, 2 * i + 1, at + std::chrono::hours{i}));
        if (i % 4 == 0) {
            entries.push_back(truck::MeterLevel{
                .truck = make::truck_id(),
                .level = {.at = at + std::chrono::minutes{i},
                          .shown = static_cast<std::int64_t>(make::below(random, 200'000)) * km}});
        }
    }
    Backend on_time;
    on_time.take_all(papers());
    std::vector<Input> all = interleaved(streams, random);
    all.insert(all.end(), entries.begin(), entries.end());
    std::ranges::stable_sort(all, {}, event_time);
    auto next = all.begin();
    const auto rules = switches(random);
    for (const Switch& one : rules) {
        for (; next != all.end() && event_time(*next) < one.at; ++next) {
            on_time.take(*next);
        }
        take_switch(on_time, one);
    }
    on_time.take_all({next, all.end()});
    Backend late;
    late.take_all(papers());
    for (const Switch& one : rules) {
        take_switch(late, one);
    }
    std::ranges::shuffle(entries, random);
    for (const auto& entry : entries) {
        auto& stream = make::below(random, 2) == 0 ? streams.events : streams.meters;
        stream.insert(
            stream.begin() + static_cast<std::ptrdiff_t>(make::below(random, stream.size())),
            entry);
    }
    for (const auto& input : interleaved(streams, random)) {
        late.take(input);
        if (make::below(random, 20) == 0) {
            late.take(
                due::DayTick{.day = day_of(after(static_cast<double>(make::below(random, 99))))});
        }
    }
    const due::DayTick tick{.day = day_of(after(200))};
    on_time.take(tick);
    late.take(tick);
    late.dossier.told = on_time.dossier.told = {};  // what was told is history, and hangs on when
    forget_when_heard(late);
    forget_when_heard(on_time);
    CHECK_FALSE(late.rows.cases.empty());
    CHECK(late.dossier == on_time.dossier);
    CHECK(late.rows == on_time.rows);
}

TEST_CASE("the rows written on the way are always those of the dossier at the end", "[dossier]") {
    const auto seed = GENERATE(take(40, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    Backend backend;
    backend.take_all(papers());
    backend.take_all(interleaved(random_life(random), random));
    for (const auto& one : backend.dossier.uptime.ready) {
        CHECK(backend.rows.evidence.at({uptime::Source::ready, "", one.from}).to ==
              one.to + uptime::open_tail);
    }
    for (const auto& one : backend.dossier.uptime.driven) {
        CHECK(backend.rows.evidence.at({uptime::Source::driven, "", one.from}).to == one.to);
    }
    for (const auto& row : backend.dossier.due) {
        CHECK(backend.rows.due.at(row.item) == row);
    }
    for (const auto& episode : backend.dossier.faults.episodes) {
        CHECK(backend.rows.episodes.at(episode.number) == episode);
    }
    CHECK(backend.rows.episodes.size() == backend.dossier.faults.last_number);
    const auto book = customers::told(backend.dossier.cases);
    for (const auto& one : book.cases) {
        CHECK(backend.rows.cases.at(one.id) == one);
    }
    CHECK(backend.rows.cases.size() >= book.cases.size());
}
