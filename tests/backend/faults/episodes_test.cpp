#include "backend/faults/episodes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "backend/faults/rule_book.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using faults::CloseReason;
using faults::Episode;
using faults::EpisodeState;
using faults::FaultState;
using make::after;
using make::fault;

namespace {

const faults::RuleBook no_own_rules;
const faults::TruckTraits nobody;
const faults::Terms by_built_in{.rules = no_own_rules, .truck = nobody};

bool has_stop_now(const FaultState& state) {
    return faults::has_stop_now(state, state.heard.value(), by_built_in);
}

Episode tell(FaultState& state, const FaultReport& report, Time at) {
    const auto changed = faults::take(state, report, make::synchronised(at), by_built_in);
    REQUIRE(changed.size() == 1);
    return changed.front();
}

// A fault that asks to stop, as its ECU counts it.
FaultReport counted(std::uint8_t occurrences, FaultEvent event = FaultEvent::appeared) {
    FaultReport report = fault(0, 110, 0, event);
    report.occurrences = occurrences;
    return report;
}

std::vector<Episode> began(FaultState& state, std::uint8_t address,
                           std::optional<std::vector<Dtc>> active, Time at) {
    return faults::take(state, EcuReport{EcuEvent::began, address, std::move(active)},
                        make::synchronised(at), by_built_in);
}

std::vector<Episode> ceased(FaultState& state, std::uint8_t address, Time at) {
    return faults::take(state, EcuReport{EcuEvent::ceased, address, std::nullopt},
                        make::synchronised(at), by_built_in);
}

}  // namespace

TEST_CASE("a fault is one episode from its appearance to the evidence that it is gone",
          "[episodes]") {
    FaultState state;
    auto appeared = fault(0, 110, 16);
    appeared.odometer_m = 5'000;
    const auto open = tell(state, appeared, after(1));
    CHECK(open.number == 1);
    CHECK(open.state == EpisodeState::open);
    CHECK(open.opened == make::synchronised(after(1)));
    CHECK(open.odometer_m == 5'000);
    const auto changed = tell(state, fault(0, 110, 16, FaultEvent::changed), after(2));
    CHECK(changed.number == 1);
    CHECK(changed.last_seen == after(2));
    CHECK(changed.odometer_m == 5'000);
    const auto closed = tell(state, fault(0, 110, 16, FaultEvent::cleared), after(3));
    CHECK(closed.state == EpisodeState::closed);
    CHECK(closed.closed == after(3));
    CHECK(closed.close_reason == CloseReason::evidence);
}

TEST_CASE("an episode never ends before it began, whatever the clocks say", "[episodes]") {
    FaultState state;
    tell(state, fault(0, 110, 16), after(2));
    CHECK(tell(state, fault(0, 110, 16, FaultEvent::cleared), after(1)).closed == after(2));
}

TEST_CASE("another address, SPN or FMI is another fault", "[episodes]") {
    FaultState state;
    CHECK(tell(state, fault(0, 110, 0), after(1)).number == 1);
    CHECK(tell(state, fault(3, 110, 0), after(1)).number == 2);
    CHECK(tell(state, fault(0, 111, 0), after(1)).number == 3);
    CHECK(tell(state, fault(0, 110, 1), after(1)).number == 4);
    CHECK(tell(state, fault(0, 110, 0), after(1)).number == 1);
}

TEST_CASE("a fault that comes back within the hold time is a flap, later a new episode",
          "[episodes]") {
    FaultState state;
    tell(state, counted(1), after(1));
    tell(state, counted(1, FaultEvent::cleared), after(2));
    SECTION("within") {
        const auto again = tell(state, counted(2), after(5));
        CHECK(again.number == 1);
        CHECK(again.flaps == 1);
        CHECK(again.state == EpisodeState::open);
        CHECK_FALSE(again.closed);
        CHECK(again.close_reason == CloseReason::none);
    }
    SECTION("later") {
        const auto again = tell(state, counted(2), after(5, 0.01));
        CHECK(again.number == 2);
        CHECK(again.flaps == 0);
    }
}

TEST_CASE("a fault that an ECU counts anew is a new episode, unless it only flaps", "[episodes]") {
    FaultState state;
    const auto before = GENERATE(as<std::uint8_t>{}, 1, 7);
    tell(state, counted(before), after(1));
    tell(state, counted(before, FaultEvent::cleared), after(2));
    CHECK(tell(state, counted(1), after(2, 0.51)).number == 2);
    CHECK(state.past.size() == 1);
    tell(state, counted(1, FaultEvent::cleared), after(3));
    CHECK(tell(state, counted(1), after(3, 0.5)).number == 2);
    SECTION("an ECU that has come back with the first again does not count") {
        tell(state, counted(1, FaultEvent::cleared), after(4));
        const auto again = tell(state, counted(1), after(5));
        CHECK(again.number == 2);
        CHECK(again.flaps == 2);
    }
    SECTION("nor one that never says") {
        tell(state, counted(occurrences_absent), after(4));
        tell(state, counted(occurrences_absent, FaultEvent::cleared), after(4, 1));
        CHECK(tell(state, counted(1), after(5)).number == 2);
    }
}

TEST_CASE("a stop that comes back after hours counts from then, one that flaps from the first time",
          "[episodes]") {
    FaultState state;
    const auto gone_for = GENERATE(0.5, 5.0);
    tell(state, counted(1), after(1));
    tell(state, counted(1, FaultEvent::cleared), after(2));
    const auto again = tell(state, counted(2), after(2, gone_for));
    CHECK(again.number == 1);
    CHECK(again.stop_now_since() == (gone_for < 1 ? after(1) : after(2, gone_for)));
}

TEST_CASE("what changes without having appeared is opened, what clears is counted", "[episodes]") {
    FaultState state;
    CHECK(tell(state, fault(0, 110, 0, FaultEvent::changed), after(1)).state == EpisodeState::open);
    CHECK(faults::take(state, fault(0, 111, 0, FaultEvent::cleared), make::synchronised(after(1)),
                       by_built_in)
              .empty());
    CHECK(state.cleared_unopened == 1);
}

TEST_CASE("a silent ECU's faults are unknown, not closed", "[episodes]") {
    FaultState state;
    tell(state, fault(0, 110, 0), after(1));
    tell(state, fault(3, 110, 0), after(1));
    const auto changed = ceased(state, 0, after(2));
    REQUIRE(changed.size() == 1);
    CHECK(changed.front().key.source_address == 0);
    CHECK(changed.front().state == EpisodeState::unknown);
    CHECK(changed.front().last_seen == after(1));
    SECTION("and open again once it is seen again") {
        CHECK(tell(state, fault(0, 110, 0, FaultEvent::changed), after(3)).state ==
              EpisodeState::open);
    }
    SECTION("an ECU that talks without a DM1 shows nothing") {
        CHECK(began(state, 0, std::nullopt, after(3)).empty());
    }
}

TEST_CASE("what an ECU remembers opens and closes nothing", "[episodes]") {
    FaultState state;
    tell(state, make::fault(0, 110, 3), after(0));
    const FaultState before = state;
    const EcuReport history{
        .event = EcuEvent::remembers,
        .source_address = 0,
        .active = std::nullopt,
        .previously_active = {Dtc{.spn = 110, .fmi = 3}, Dtc{.spn = 100, .fmi = 1}}};
    CHECK(faults::take(state, history, make::synchronised(after(1)), by_built_in).empty());
    CHECK(state.episodes == before.episodes);
}

TEST_CASE("what an ECU's first active set lacks was repaired while the unit slept", "[episodes]") {
    FaultState state;
    tell(state, fault(0, 110, 0), after(1));
    tell(state, fault(0, 111, 1), after(1));
    tell(state, fault(3, 110, 0), after(1));
    ceased(state, 0, after(2));
    const auto changed = began(state, 0, std::vector{Dtc{111, 1, 5}, Dtc{94, 18, 2}}, after(4));
    REQUIRE(changed.size() == 3);
    const auto of = [&](std::uint32_t spn) {
        return *std::ranges::find(changed, spn, [](const Episode& one) { return one.key.spn; });
    };
    CHECK(of(110).state == EpisodeState::closed);
    CHECK(of(110).close_reason == CloseReason::boot_set);
    CHECK(of(110).closed == after(4));
    CHECK(of(111).state == EpisodeState::open);
    CHECK(of(111).number == 2);
    CHECK(of(111).occurrences == 5);
    CHECK(of(94).number == 4);
    CHECK(of(94).state == EpisodeState::open);
}

TEST_CASE("a fault's severity moves with its lamps, and stop_now remembers since when",
          "[episodes]") {
    FaultState state;
    auto report = fault(0, 3031, 9);
    report.lamps = {.state = 0x04};
    CHECK(tell(state, report, after(1)).severity.action == faults::Action::workshop_soon);
    CHECK_FALSE(has_stop_now(state));
    report.event = FaultEvent::changed;
    report.lamps = {.state = 0x10};
    CHECK(tell(state, report, after(2)).stop_now_since() == after(2));
    CHECK(has_stop_now(state));
    CHECK(tell(state, report, after(3)).stop_now_since() == after(2));
    ceased(state, 0, after(4));
    CHECK(has_stop_now(state));
    report.lamps = {.state = 0x00};
    CHECK_FALSE(tell(state, report, after(5)).stop_now_since());
    CHECK_FALSE(has_stop_now(state));
}

TEST_CASE("with 512 episodes the mildest makes room, and says so", "[episodes]") {
    FaultState state;
    auto severe = fault(0, 100, 1);
    tell(state, severe, after(0));
    for (std::uint32_t spn = 1'000; spn < 1'511; ++spn) {
        tell(state, fault(0, spn, 9), after(1, (spn - 1'000) * 0.1));
    }
    CHECK(state.episodes.size() == faults::most_episodes);
    const auto changed =
        faults::take(state, fault(0, 9'999, 9), make::synchronised(after(5)), by_built_in);
    REQUIRE(changed.size() == 2);
    CHECK(changed.front().key.spn == 1'000);
    CHECK(changed.front().close_reason == CloseReason::evicted);
    CHECK(changed.back().key.spn == 9'999);
    CHECK(state.episodes.size() == faults::most_episodes);
    CHECK(state.evicted == 1);
    CHECK(has_stop_now(state));
}

TEST_CASE("there is never more than one episode a fault that is not closed", "[episodes]") {
    const auto seed = GENERATE(take(100, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    FaultState state;
    std::map<std::uint64_t, Episode> rows;
    bool is_sound = true;
    for (int i = 0; i < 200; ++i) {
        const Time at = after(0, i * static_cast<double>(make::below(random, 100)) / 100);
        const auto address = static_cast<std::uint8_t>(make::below(random, 2));
        const auto spn = static_cast<std::uint32_t>(100 + make::below(random, 3));
        std::vector<Episode> changed;
        const auto what = make::below(random, 6);
        if (what < 4) {
            const auto event = static_cast<FaultEvent>(make::below(random, 3));
            changed = faults::take(state, fault(address, spn, 1, event), make::synchronised(at),
                                   by_built_in);
        } else if (what == 4) {
            changed = began(state, address, std::vector{Dtc{spn, 1}}, at);
        } else {
            changed = ceased(state, address, at);
        }
        for (const auto& episode : changed) {
            rows.insert_or_assign(episode.number, episode);
        }
        std::set<FaultKey> open;
        is_sound = is_sound && std::ranges::all_of(rows, [&](const auto& row) {
                       const Episode& episode = row.second;
                       const bool is_closed = episode.state == EpisodeState::closed;
                       return is_closed == episode.closed.has_value() &&
                              is_closed == (episode.close_reason != CloseReason::none) &&
                              (is_closed || open.insert(episode.key).second);
                   });
    }
    CHECK(is_sound);
    CHECK(rows.size() == state.last_number);
}
