#include "backend/faults/cascades.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "backend/faults/rule_book.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using faults::Action;
using faults::Cascade;
using faults::Episode;
using faults::EpisodeState;
using make::after;
using make::fault;

namespace {

const faults::RuleBook no_own_rules;
const faults::TruckTraits nobody;
const faults::Terms by_built_in{.rules = no_own_rules, .truck = nobody};

struct Truck {
    faults::FaultState state;
    std::map<std::uint64_t, Episode> rows;

    void tell(const FaultReport& report, Time at) {
        keep(faults::take(state, report, make::synchronised(at), by_built_in));
    }
    void began(std::uint8_t address, std::vector<Dtc> active, Time at) {
        keep(faults::take(state, EcuReport{EcuEvent::began, address, std::move(active)},
                          make::synchronised(at), by_built_in));
    }
    const Episode& of(std::uint32_t spn, std::uint8_t address = 0) const {
        return std::ranges::find_if(rows,
                                    [&](const auto& row) {
                                        return row.second.key.spn == spn &&
                                               row.second.key.source_address == address;
                                    })
            ->second;
    }
    std::int64_t roots() const {
        return std::ranges::count_if(rows, [](const auto& row) {
            return row.second.parent == 0 && row.second.state != EpisodeState::closed;
        });
    }

private:
    void keep(const std::vector<Episode>& changed) {
        for (const Episode& episode : changed) {
            rows.insert_or_assign(episode.number, episode);
        }
    }
};

FaultReport lit(FaultReport report, std::uint8_t lamps) {
    report.lamps = {.state = lamps};
    return report;
}

}  // namespace

TEST_CASE("low voltage folds the broken circuits of every ECU under it", "[cascades]") {
    Truck truck;
    const auto cause_first = GENERATE(true, false);
    const Time at = after(1);
    if (cause_first) {
        truck.tell(fault(0, 168, 18), at);
    }
    truck.tell(lit(fault(11, 1045, 4), 0x10), at + 5s);
    truck.tell(fault(3, 161, 2), at + 20s);
    truck.tell(fault(0, 100, 1), at + 20s);
    if (!cause_first) {
        truck.tell(fault(0, 168, 18), at + 30s);
    }
    CHECK(truck.of(1045, 11).parent == truck.of(168).number);
    CHECK(truck.of(1045, 11).cascade == Cascade::low_voltage);
    CHECK(truck.of(161, 3).parent == truck.of(168).number);
    SECTION("but never what is truly wrong") {
        CHECK(truck.of(100).parent == 0);
    }
    SECTION("and says what the worst of them asks for") {
        CHECK(truck.of(168).severity.action == Action::log);
        CHECK(truck.of(168).group_action == Action::stop_now);
    }
    SECTION("nor what comes minutes later") {
        truck.tell(fault(3, 191, 4), at + 10min);
        CHECK(truck.of(191, 3).parent == 0);
    }
}

TEST_CASE("a sensor supply folds the sensors of its own ECU, a network what misses messages",
          "[cascades]") {
    Truck truck;
    truck.tell(fault(0, 3509, 4), after(1));
    truck.tell(fault(0, 102, 3), after(1) + 3s);
    truck.tell(fault(3, 102, 3), after(1) + 3s);
    CHECK(truck.of(102).cascade == Cascade::sensor_supply);
    CHECK(truck.of(102, 3).parent == 0);
    truck.tell(fault(0, 639, 14), after(2));
    truck.tell(fault(3, 84, 19), after(2) + 1s);
    truck.tell(fault(3, 85, 4), after(2) + 1s);
    CHECK(truck.of(84, 3).parent == truck.of(639).number);
    CHECK(truck.of(85, 3).parent == 0);
}

TEST_CASE("a supply that fails with the voltage brings its sensors along", "[cascades]") {
    Truck truck;
    truck.tell(fault(0, 1079, 4), after(1));
    truck.tell(fault(0, 102, 4), after(1) + 1s);
    truck.tell(fault(0, 168, 18), after(1) + 2s);
    CHECK(truck.of(1079).parent == truck.of(168).number);
    CHECK(truck.of(102).parent == truck.of(168).number);
    CHECK(truck.of(102).cascade == Cascade::sensor_supply);
    CHECK(truck.roots() == 1);
}

TEST_CASE("a DM1 of 97 entries is one matter under its worst", "[cascades]") {
    Truck truck;
    std::vector<Dtc> active;
    for (std::uint32_t spn = 2'000; spn < 2'096; ++spn) {
        active.push_back({.spn = spn, .fmi = 12});
    }
    active.push_back({.spn = 110, .fmi = 0});
    SECTION("in the set with which its ECU began") {
        truck.began(0, active, after(1));
    }
    SECTION("one by one") {
        for (const Dtc& dtc : active) {
            truck.tell(fault(0, dtc.spn, dtc.fmi), after(1));
        }
    }
    CHECK(truck.rows.size() == 97);
    CHECK(truck.roots() == 1);
    CHECK(truck.of(110).parent == 0);
    CHECK(truck.of(110).group_action == Action::stop_now);
    CHECK(truck.of(2'000).cascade == Cascade::flood);
}

TEST_CASE("four codes at once are four matters", "[cascades]") {
    Truck truck;
    for (std::uint32_t spn = 2'000; spn < 2'004; ++spn) {
        truck.tell(fault(0, spn, 12), after(1));
    }
    CHECK(truck.roots() == 4);
}

TEST_CASE("the levels and signs of one part are one matter, under the gravest", "[cascades]") {
    Truck truck;
    truck.tell(lit(fault(0, 111, 18), 0x04), after(1));
    SECTION("that comes later") {
        truck.tell(fault(0, 111, 1), after(1) + 2h);
        truck.tell(fault(0, 110, 0), after(1) + 3h);
        CHECK(truck.of(110).parent == 2);
        CHECK(truck.rows.at(1).parent == 2);
        CHECK(truck.rows.at(1).cascade == Cascade::same_part);
        CHECK(truck.roots() == 1);
    }
    SECTION("that was there") {
        truck.tell(fault(0, 111, 17), after(1) + 2h);
        CHECK(truck.rows.at(2).parent == 1);
    }
    SECTION("but not those of another ECU, or of another part") {
        truck.tell(fault(3, 111, 18), after(1) + 2h);
        truck.tell(fault(0, 100, 18), after(1) + 2h);
        CHECK(truck.roots() == 3);
    }
}

TEST_CASE("an engine that holds back power stands under what it does so for", "[cascades]") {
    Truck truck;
    const auto order = GENERATE(as<std::string>{}, "reason first", "both in a DM1", "alone");
    INFO(order);
    truck.tell(fault(0, 3031, 9), after(1));  // nothing to hold back for
    if (order == "reason first") {
        truck.tell(lit(fault(61, 3226, 20), 0x04), after(1));
    }
    truck.tell(fault(0, 5246, 15), after(2));
    if (order == "both in a DM1") {
        truck.tell(lit(fault(61, 3226, 20), 0x04), after(2) + 1s);
    }
    if (order == "alone") {
        truck.tell(lit(fault(61, 3226, 20), 0x04), after(2) + 61s);
        CHECK(truck.of(5246).parent == 0);
    } else {
        CHECK(truck.of(5246).parent == truck.of(3226, 61).number);
        CHECK(truck.of(5246).cascade == Cascade::consequence);
    }
    CHECK(truck.of(3031).parent == 0);
}

TEST_CASE("what stays when its cause has gone stands under the worst that is left", "[cascades]") {
    Truck truck;
    truck.tell(fault(0, 168, 18), after(1));
    truck.tell(fault(3, 161, 4), after(1) + 1s);
    truck.tell(lit(fault(11, 1045, 4), 0x04), after(1) + 1s);
    truck.tell(fault(0, 168, 18, FaultEvent::cleared), after(1) + 20min);
    CHECK(truck.of(1045, 11).parent == 0);
    CHECK(truck.of(161, 3).parent == truck.of(1045, 11).number);
    CHECK(truck.of(168).group_action == Action::log);
    truck.tell(fault(11, 1045, 4, FaultEvent::cleared), after(1) + 30min);
    CHECK(truck.of(161, 3).parent == 0);
}

TEST_CASE("a parent is never closed, never folded, and weighs as its heaviest, always",
          "[cascades]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    Truck truck;
    constexpr std::array<std::uint32_t, 9> spns{168, 639, 3509, 1079, 100, 102, 98, 84, 5246};
    constexpr std::array<std::uint8_t, 6> fmis{0, 1, 3, 4, 18, 19};
    bool is_sound = true;
    Time at = after(0);
    for (int i = 0; i < 150; ++i) {
        at += std::chrono::seconds{make::below(random, 90)};
        const auto event = static_cast<FaultEvent>(make::below(random, 3));
        truck.tell(lit(fault(static_cast<std::uint8_t>(make::below(random, 2)),
                             spns.at(make::below(random, spns.size())),
                             fmis.at(make::below(random, fmis.size())), event),
                       static_cast<std::uint8_t>(make::below(random, 256))),
                   at);
        std::map<std::uint64_t, Action> heaviest;
        for (const auto& [number, row] : truck.rows) {
            if (row.state == EpisodeState::closed) {
                is_sound = is_sound && row.parent == 0;
                continue;
            }
            Action& action = heaviest[row.parent == 0 ? number : row.parent];
            action = std::max(action, row.severity.action);
            if (row.parent != 0) {
                const Episode& parent = truck.rows.at(row.parent);
                is_sound = is_sound && parent.state != EpisodeState::closed && parent.parent == 0;
            }
        }
        for (const auto& [number, action] : heaviest) {
            is_sound = is_sound && truck.rows.at(number).group_action == action;
        }
    }
    CHECK(is_sound);
}
