#include "agent/truck/faults.hpp"

#include "agent/truck/events.hpp"
#include "agent/truck/memory.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "tests/agent/truck/dm1_bus.hpp"
#include "tests/agent/truck/moments.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <variant>
#include <vector>

using namespace roadworthy;
using namespace roadworthy::onboard;

TEST_CASE("a code appears at once, with its lamps and what was around it, and only once",
          "[faults]") {
    Bus bus;
    bus.surroundings = {.odometer_m = 158'910'600, .speed_mm_per_s = 22'222};
    bus.dm1(7, {code(110, 0, 3)}, red, 17);
    const auto events = bus.events.take();
    REQUIRE(events.size() == 1);
    CHECK(events[0].moment == at(7));
    CHECK(events[0].body == ReportBody{FaultReport{.event = FaultEvent::appeared,
                                                   .key = {17, 110, 0},
                                                   .occurrences = 3,
                                                   .conversion_method = 0,
                                                   .lamps = red,
                                                   .odometer_m = 158'910'600,
                                                   .speed_mm_per_s = 22'222}});
    bus.dm1(8, {code(110, 0, 3)}, red, 17);
    CHECK(bus.reports().empty());
}

TEST_CASE("lamps without a code are no fault", "[faults]") {
    Bus bus;
    bus.dm1(0, {}, red);
    bus.dm1(1, {}, amber);
    CHECK(bus.reports().empty());
    CHECK(bus.faults.active(0) == std::vector<Dtc>{});
}

TEST_CASE("a code that stands twice in a DM1 counts once, with the higher count", "[faults]") {
    const auto [first, second, merged] = GENERATE(table<int, int, int>({
        {1, 4, 4},
        {4, 1, 4},
        {127, 2, 2},
        {2, 127, 2},
        {126, 3, 126},
        {127, 127, 127},
    }));
    Bus bus;
    bus.dm1(0, {code(1247, 11, static_cast<std::uint8_t>(first)), code(91, 4),
                code(1247, 11, static_cast<std::uint8_t>(second))});
    const auto reports = bus.reports();
    REQUIRE(reports.size() == 2);
    CHECK(reports[0].key.spn == 91);
    CHECK(reports[1].occurrences == merged);
}

TEST_CASE("a code clears when the hold time of DM1s without it is over", "[faults]") {
    Bus bus;
    bus.dm1(0, {code(110, 0), code(111, 1)});
    bus.reports();
    bus.every_second(1, 21, {code(111, 1)});
    CHECK(bus.reports().empty());
    bus.surroundings.odometer_m = 6000;
    bus.dm1(21, {code(111, 1)});
    const auto events = bus.events.take();
    REQUIRE(events.size() == 1);
    CHECK(events[0].moment == at(21));
    const auto cleared = std::get<FaultReport>(events[0].body);
    CHECK(cleared.event == FaultEvent::cleared);
    CHECK(cleared.key == FaultKey{0, 110, 0});
    CHECK(cleared.odometer_m == 6000);
    CHECK(bus.faults.active(0) == std::vector<Dtc>{code(111, 1)});
}

TEST_CASE("a code does not clear by fewer than three DM1s, however far apart", "[faults]") {
    Bus bus;
    bus.dm1(0, {code(110, 0)});
    bus.dm1(12, {});
    bus.dm1(26, {});
    CHECK(kinds(bus.reports()) == Kinds{FaultEvent::appeared});
    bus.dm1(40, {});
    CHECK(kinds(bus.reports()) == Kinds{FaultEvent::cleared});
}

TEST_CASE("nor when the hold time is shorter than two of its DM1s are apart", "[faults]") {
    Bus bus;
    bus.faults = Faults({.hold = std::chrono::seconds{5}});
    bus.dm1(0, {code(110, 0)});
    bus.dm1(4.5, {});
    bus.dm1(10, {});
    CHECK(kinds(bus.reports()) == Kinds{FaultEvent::appeared});
    bus.dm1(14.5, {});
    CHECK(kinds(bus.reports()) == Kinds{FaultEvent::cleared});
}

TEST_CASE("the evidence for a cleared code starts anew after a silence", "[faults]") {
    Bus bus;
    bus.dm1(0, {code(110, 0)});
    bus.every_second(1, 20, {});
    bus.every_second(40, 60, {});  // an ECU that has just booted shows nothing yet
    CHECK(kinds(bus.reports()) == Kinds{FaultEvent::appeared});
    bus.dm1(60, {});
    CHECK(kinds(bus.reports()) == Kinds{FaultEvent::cleared});
}

TEST_CASE("one DM1 that is heard on two buses counts once", "[faults]") {
    Bus bus;
    bus.dm1(0, {code(110, 0)});
    bus.dm1(0.002, {code(110, 0)});
    bus.dm1(10, {});
    bus.dm1(10.002, {});
    bus.dm1(20, {});
    CHECK(kinds(bus.reports()) == Kinds{FaultEvent::appeared});
    bus.dm1(30, {});
    bus.dm1(30.002, {});
    CHECK(kinds(bus.reports()) == Kinds{FaultEvent::cleared});
    CHECK(bus.faults.evidence(0).messages == 4);
}

TEST_CASE("a code that flickers within the hold time stays, and its flaps are counted",
          "[faults]") {
    Bus bus;
    for (int second = 0; second < 300; ++second) {
        bus.dm1(second, second % 10 < 5 ? std::vector{code(110, 0)} : std::vector<Dtc>{});
    }
    CHECK(kinds(bus.reports()) == Kinds{FaultEvent::appeared});
    CHECK(bus.faults.flaps() == 29);
}

TEST_CASE("a changed count is reported not more than once a minute, with the latest", "[faults]") {
    Bus bus;
    for (int second = 0; second < 181; ++second) {
        bus.dm1(second, {code(110, 0, static_cast<std::uint8_t>(1 + second / 2))});
    }
    const auto reports = bus.reports();
    REQUIRE(kinds(reports) == Kinds{FaultEvent::appeared, FaultEvent::changed, FaultEvent::changed,
                                    FaultEvent::changed});
    CHECK(reports[1].occurrences == 31);
    CHECK(reports[2].occurrences == 61);
    CHECK(reports[3].occurrences == 91);
}

TEST_CASE("changed lamps are a change, the flash of a lamp that is off is none", "[faults]") {
    const auto [state, flash, is_change] = GENERATE(table<int, int, bool>({
        {0x04, 0xFF, false},
        {0x04, 0xF3, true},   // the amber lamp, which is on
        {0x04, 0x3F, false},  // the MIL, which is off
        {0x44, 0xFF, true},
        {0x00, 0xFF, true},
    }));
    Bus bus;
    bus.dm1(0, {code(110, 0)}, amber);
    bus.reports();
    const Lamps lamps{static_cast<std::uint8_t>(state), static_cast<std::uint8_t>(flash)};
    bus.dm1(60, {code(110, 0)}, lamps);
    const auto reports = bus.reports();
    CHECK(reports.size() == (is_change ? 1U : 0U));
    CHECK(std::ranges::all_of(reports, [&](const FaultReport& report) {
        return report.event == FaultEvent::changed && report.lamps == lamps;
    }));
}

TEST_CASE("codes beyond the bound are refused and counted, and the set is then unknown",
          "[faults]") {
    Bus bus;
    std::vector<Dtc> dtcs;
    for (unsigned spn = 1; spn <= Faults::most_codes + 2; ++spn) {
        dtcs.push_back(code(spn, 3));
    }
    bus.dm1(0, dtcs);
    CHECK(bus.reports().size() == Faults::most_codes);
    CHECK(bus.faults.codes_refused() == 2);
    CHECK_FALSE(bus.faults.active(0).has_value());
    CHECK(bus.faults.active(1) == std::vector<Dtc>{});
}

TEST_CASE("a DM1 of nobody's address is no fault", "[faults]") {
    const auto address = GENERATE(254, 255);
    Bus bus;
    bus.dm1(0, {code(110, 0)}, amber, static_cast<std::uint8_t>(address));
    CHECK(bus.reports().empty());
}

TEST_CASE("the active set is settled after three DM1s over the hold time", "[faults]") {
    Bus bus;
    bus.dm1(0, {code(110, 0)});
    bus.dm1(10, {code(110, 0)});
    CHECK_FALSE(bus.faults.is_settled(0));
    bus.dm1(19.9, {code(110, 0)});
    CHECK_FALSE(bus.faults.is_settled(0));
    bus.dm1(20.5, {code(110, 0)});
    CHECK(bus.faults.is_settled(0));
    bus.dm1(60, {code(110, 0)});
    CHECK_FALSE(bus.faults.is_settled(0));
}

namespace {

struct Script {
    double seconds = 0;
    std::uint8_t source_address = 0;
    std::vector<Dtc> dtcs;
};

// DM1s of one address with codes that come and go, and silences, over some minutes.
std::vector<Script> random_script(std::mt19937& random, std::uint8_t source_address) {
    const auto roll = [&](int most) { return std::uniform_int_distribution{0, most}(random); };
    std::vector<Script> script;
    std::vector<Dtc> dtcs;
    double now = 0.001 * roll(1000);
    while (now < 400) {
        if (roll(12) == 0) {
            dtcs.clear();
            for (int count = roll(4); count > 0; --count) {
                dtcs.push_back(code(100U + static_cast<unsigned>(roll(3)), 3,
                                    static_cast<std::uint8_t>(roll(127))));
            }
        }
        script.push_back({now, source_address, dtcs});
        now += roll(40) == 0 ? roll(60) : 1;
    }
    return script;
}

std::vector<Event> play(const std::vector<Script>& script) {
    Bus bus;
    for (const auto& [seconds, source_address, dtcs] : script) {
        bus.dm1(seconds, dtcs, amber, source_address);
    }
    return bus.events.take();
}

std::uint8_t address_of(const Event& event) {
    return std::get<FaultReport>(event.body).key.source_address;
}

}  // namespace

TEST_CASE("appeared and cleared always alternate for each code", "[faults]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    std::map<FaultKey, bool> is_active;
    for (const Event& event : play(random_script(random, 3))) {
        const auto& report = std::get<FaultReport>(event.body);
        bool& active = is_active[report.key];
        CHECK(active == (report.event != FaultEvent::appeared));
        active = report.event != FaultEvent::cleared;
    }
}

TEST_CASE("nothing ever clears but while the address sends DM1s without the code", "[faults]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    const auto script = random_script(random, 3);
    Bus bus;
    for (std::size_t now = 0; now < script.size(); ++now) {
        bus.dm1(script[now].seconds, script[now].dtcs, amber, 3);
        for (const FaultReport& report : bus.reports()) {
            if (report.event != FaultEvent::cleared) {
                continue;
            }
            // Back from here all lack the code and are close together, for long enough.
            const auto lacks_it = [&](const Script& dm1) {
                return std::ranges::none_of(dm1.dtcs, [&](const Dtc& dtc) {
                    return dtc.spn == report.key.spn && dtc.fmi == report.key.fmi;
                });
            };
            std::size_t since = now;
            CHECK(lacks_it(script[now]));
            while (since > 0 && lacks_it(script[since - 1]) &&
                   at(script[since].seconds) - at(script[since - 1].seconds) <= Faults::most_gap) {
                --since;
            }
            CHECK(now - since >= 2);
            CHECK(at(script[now].seconds) - at(script[since].seconds) >= FaultSettings{}.hold);
        }
    }
}

TEST_CASE("two addresses in any order give the same reports as each alone", "[faults]") {
    const auto seed = GENERATE(take(100, random(0, 1 << 30)));
    INFO(seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    const auto one = random_script(random, 0);
    const auto other = random_script(random, 49);
    std::vector<Script> both = one;
    both.insert(both.end(), other.begin(), other.end());
    std::ranges::stable_sort(both, {}, &Script::seconds);
    std::vector<Event> of_one;
    std::vector<Event> of_other;
    for (const Event& event : play(both)) {
        (address_of(event) == 0 ? of_one : of_other).push_back(event);
    }
    CHECK((of_one == play(one)));
    CHECK((of_other == play(other)));
}

TEST_CASE("a code told before a restart does not appear again, and clears by evidence",
          "[faults]") {
    Bus before;
    before.dm1(0, {code(110, 3), code(100, 1)});
    Bus bus;
    bus.faults.remember(before.faults.memory());
    bus.every_second(0, 19, {code(110, 3)});
    CHECK(bus.reports().empty());
    SECTION("with the count that it had") {
        CHECK(bus.faults.transitions() == 0);
    }
    SECTION("another count is a change, told at once") {
        bus.dm1(19, {code(110, 3, 2), code(100, 1)});
        CHECK(kinds(bus.reports()) == Kinds{FaultEvent::changed});
    }
    SECTION("one that was repaired meanwhile clears after the hold time") {
        bus.every_second(19, 21, {code(110, 3)});
        const auto reports = bus.reports();
        REQUIRE(kinds(reports) == Kinds{FaultEvent::cleared});
        CHECK(reports[0].key == FaultKey{.source_address = 0, .spn = 100, .fmi = 1});
        CHECK(bus.faults.memory().size() == 1);
    }
}

TEST_CASE("memory holds what was told and has not cleared, whatever came", "[faults]") {
    const auto seed = GENERATE(take(50, random(0, 1'000'000)));
    INFO(seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    Bus bus;
    std::map<FaultKey, bool> told;
    for (int second = 0; second < 600; ++second) {
        std::vector<Dtc> dtcs;
        for (std::uint32_t spn = 100; spn < 104; ++spn) {
            if ((random() >> 8) % 40 < 20) {
                dtcs.push_back(code(spn, 1));
            }
        }
        bus.dm1(second, second / 60 % 2 == 0 ? dtcs : std::vector<Dtc>{});
    }
    for (const FaultReport& report : bus.reports()) {
        told[report.key] = report.event != FaultEvent::cleared;
    }
    std::erase_if(told, [](const auto& entry) { return !entry.second; });
    const auto memory = bus.faults.memory();
    REQUIRE(memory.size() == told.size());
    for (const RememberedFault& fault : memory) {
        CHECK(told.contains({fault.source_address, fault.dtc.spn, fault.dtc.fmi}));
    }
}
