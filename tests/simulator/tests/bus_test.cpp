#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "agent/can/candump.hpp"
#include "agent/can/frame.hpp"
#include "agent/j1939/trouble_codes.hpp"
#include "agent/truck/events.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "tests/simulator/bus/bus_log.hpp"
#include "tests/simulator/model/character.hpp"
#include "tests/simulator/model/day_record.hpp"
#include "tests/simulator/tests/lived.hpp"

namespace roadworthy::sim {
namespace {

using std::chrono::minutes;

CodeChange code(std::uint32_t spn, std::uint8_t fmi, std::uint8_t lamps) {
    return {.at = {},
            .key = {.source_address = engine, .spn = spn, .fmi = fmi},
            .state = CodeState::active,
            .occurrences = 3,
            .lamps = lamps,
            .cause = {}};
}

std::set<FaultKey> told_active(const std::vector<onboard::Event>& events) {
    std::set<FaultKey> active;
    for (const FaultReport& fault : bodies<FaultReport>(events)) {
        if (fault.event == FaultEvent::cleared) {
            active.erase(fault.key);
        } else {
            active.insert(fault.key);
        }
    }
    return active;
}

// Of each source, the last steady reading.
std::map<MeterSource, std::int64_t> last_readings(const std::vector<onboard::Event>& events) {
    std::map<MeterSource, std::int64_t> last;
    for (const MetersReport& report : bodies<MetersReport>(events)) {
        for (const MeterReading& reading : report.readings) {
            if (reading.quality == ReadingQuality::steady) {
                last[reading.source] = reading.value;
            }
        }
    }
    return last;
}

TEST_CASE("an ECU without a fault sends eight bytes that hold none", "[bus]") {
    const auto data = dm1_of({});
    CHECK(data == std::vector<std::uint8_t>{0x00, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF});
}

TEST_CASE("the codes of a DM1 are read back as they were", "[bus]") {
    const auto data = dm1_of({code(520222, 12, 0x01), code(111, 1, 0x10)});
    const auto read = j1939::TroubleCodes::of(data);
    REQUIRE(read);
    CHECK(read->lamps().red_stop() == Lamp::on);
    CHECK(read->lamps().protect() == Lamp::on);
    CHECK(read->lamps().mil() == Lamp::off);
    std::vector<Dtc> dtcs;
    for (const Dtc dtc : *read) {
        dtcs.push_back(dtc);
    }
    CHECK(dtcs == std::vector<Dtc>{{.spn = 520222, .fmi = 12, .occurrences = 3},
                                   {.spn = 111, .fmi = 1, .occurrences = 3}});
}

TEST_CASE("the full rate fills less than half of a bus, in order of time", "[bus]") {
    const auto frames = heard_frames({.length = minutes{1}, .rate = Rate::full});
    CHECK(std::ranges::is_sorted(frames, {}, &can::Frame::time));
    const auto a_second = frames.size() / 60;
    CHECK(a_second > 740);
    CHECK(a_second < 880);
}

TEST_CASE("frames do not lie on each other", "[bus]") {
    const auto frames = heard_frames({.length = minutes{1}, .rate = Rate::full});
    for (std::size_t i = 1; i < frames.size(); ++i) {
        REQUIRE(frames[i].time - frames[i - 1].time >= std::chrono::microseconds{540});
    }
}

TEST_CASE("the same seed is heard frame by frame the same", "[bus]") {
    CHECK(heard_frames({.scenario = "faults", .length = minutes{5}}) ==
          heard_frames({.scenario = "faults", .length = minutes{5}}));
}

// Renewed by whoever changes the model on purpose; a machine or compiler that differs shows here.
TEST_CASE("seed one's first minute is the same on every machine", "[bus]") {
    std::string log;
    for (const can::Frame& frame : heard_frames({.length = minutes{1}, .rate = Rate::full})) {
        can::append_line(log, frame, "can0");
    }
    CHECK(fnv1a64(log) == 0x67D886B9E998A828U);
}

TEST_CASE("the agent reads the truck's odometers, engine time and VIN from the bus", "[bus]") {
    const auto number = GENERATE(1U, 2U, 4U);
    INFO("truck " << number);
    const auto events = agent_events(heard_frames({.number = number, .length = minutes{25}}));
    const DayRecord day = lived_days(number, 1, script_at("normal", monday)).front();
    const Time end = monday + minutes{25};
    const auto last = last_readings(events);
    const std::int64_t second_m = 25;  // the last frames are up to a second old
    CHECK(std::abs(last.at({917, engine}) - day.totals_at(end).odometer_m()) <= second_m + 5);
    CHECK(std::abs(last.at({917, cluster}) - day.cluster_odometer_m(end)) <= second_m + 5);
    CHECK(std::abs(last.at({245, engine}) - day.totals_at(end).odometer_m()) <= second_m + 125);
    CHECK(std::abs(last.at({247, engine}) - day.totals_at(end).engine_time_s()) <= 180 + 15);
    CHECK(std::abs(last.at({250, engine}) - day.totals_at(end).fuel_used_ml()) <= 520);
    const auto identities = bodies<IdentityReport>(events);
    REQUIRE_FALSE(identities.empty());
    CHECK(identities.front().vin == character_of(1, number).vin);
    CHECK(identities.front().ecus.size() == ecus.size());
}

TEST_CASE("the agent tells exactly the codes that stand", "[bus]") {
    const auto scenario = GENERATE(as<std::string>{}, "faults", "cascade");
    INFO(scenario);
    const auto events = agent_events(heard_frames({.scenario = scenario, .length = minutes{30}}));
    const DayRecord day = lived_days(1, 1, script_at(scenario, monday)).front();
    ActiveCodes codes;
    std::set<FaultKey> shown;
    for (const CodeChange& change : day.code_changes) {
        // what clears is told once it has stayed away for the agent's hold time
        if (change.at < monday + minutes{30} - std::chrono::seconds{25}) {
            codes.apply(change);
            shown.insert(change.key);
        }
    }
    std::set<FaultKey> standing;
    for (const auto& [key, change] : codes.all()) {
        standing.insert(key);
    }
    CHECK(shown.size() >= 4);
    CHECK(told_active(events) == standing);
}

TEST_CASE("a cascade is told by every ECU, the engine's by transport", "[bus]") {
    const auto events = agent_events(heard_frames({.scenario = "cascade", .length = minutes{10}}));
    std::map<std::uint8_t, std::size_t> by_ecu;
    for (const FaultKey& key : told_active(events)) {
        ++by_ecu[key.source_address];
    }
    CHECK(by_ecu.size() == ecus.size());
    CHECK(by_ecu[engine] >= 5);
}

TEST_CASE("a cluster that wakes up badly is not believed, then is", "[bus]") {
    const auto events =
        agent_events(heard_frames({.scenario = "wake-up-odometer", .length = minutes{18}}));
    const DayRecord day = lived_days(1, 1, script_at("wake-up-odometer", monday)).front();
    const std::int64_t truth = day.cluster_odometer_m(monday);
    for (const MetersReport& report : bodies<MetersReport>(events)) {
        for (const MeterReading& reading : report.readings) {
            if (reading.source == MeterSource{917, cluster}) {
                CHECK(reading.value >= truth - 5);
                CHECK(reading.value <= truth + 30'000);
            }
        }
    }
    CHECK(last_readings(events).contains({917, cluster}));
}

TEST_CASE("a silent ECU ceases and begins again, and clears nothing by its silence", "[bus]") {
    const auto events =
        agent_events(heard_frames({.scenario = "silent-ecu", .length = minutes{20}}));
    std::vector<EcuEvent> of_silent;
    for (const EcuReport& ecu : bodies<EcuReport>(events)) {
        if (ecu.source_address == aftertreatment) {
            of_silent.push_back(ecu.event);
        }
    }
    CHECK(of_silent == std::vector{EcuEvent::began, EcuEvent::ceased, EcuEvent::began});
    CHECK(told_active(events).contains({.source_address = aftertreatment, .spn = 3719, .fmi = 16}));
}

}  // namespace
}  // namespace roadworthy::sim
