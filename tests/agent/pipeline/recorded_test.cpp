// Recorded trucks beside the project, held against their ground truth. Skipped, aloud, where the
// recordings are absent.
#include "agent/truck/events.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "tests/agent/pipeline/replay.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <tuple>
#include <vector>

using namespace roadworthy;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::vector<fs::path> recordings() {
    std::vector<fs::path> logs;
    const fs::path folder = fs::path(SOURCE_DIR) / "../shared/j1939";
    if (fs::is_directory(folder)) {
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (entry.path().extension() == ".log") {
                logs.push_back(entry.path());
            }
        }
    }
    std::ranges::sort(logs);
    return logs;
}

using MeterKey = std::tuple<std::uint32_t, std::uint8_t>;

std::map<MeterKey, std::int64_t> last_readings(const std::vector<onboard::Event>& events) {
    std::map<MeterKey, std::int64_t> last;
    for (const auto& report : replay::only<MetersReport>(events)) {
        for (const MeterReading& reading : report.readings) {
            last[{reading.source.spn, reading.source.source_address}] = reading.value;
        }
    }
    return last;
}

// Of odometers and engine times alone, in the unit of the readings.
std::map<MeterKey, std::int64_t> true_readings(const Json& truth) {
    std::map<MeterKey, std::int64_t> last;
    const auto add = [&](const char* part, const std::string& signal, std::uint32_t spn,
                         double unit) {
        for (const Json& row : truth[part]) {
            if (row["signal"].get<std::string>().starts_with(signal) && row["valid"] != 0 &&
                row["at_range_max"] == 0) {
                last[{spn, row["sa"].get<std::uint8_t>()}] =
                    std::llround(row["last"].get<double>() * unit);
            }
        }
    };
    add("odometer", "SPN917", 917, 1000);
    add("odometer", "SPN245", 245, 1000);
    add("engine_hours", "SPN247", 247, 3600);
    return last;
}

std::multiset<FaultKey> appeared(const std::vector<onboard::Event>& events) {
    std::multiset<FaultKey> keys;
    for (const auto& report : replay::only<FaultReport>(events)) {
        if (report.event == FaultEvent::appeared) {
            keys.insert(report.key);
        }
    }
    return keys;
}

std::multiset<FaultKey> true_faults(const Json& truth) {
    std::set<FaultKey> keys;
    for (const Json& row : truth["dtcs"]) {
        if (row["dm"] == "DM1") {
            keys.insert({.source_address = row["sa"], .spn = row["spn"], .fmi = row["fmi"]});
        }
    }
    return {keys.begin(), keys.end()};
}

std::set<std::string> vins(const std::vector<onboard::Event>& events) {
    std::set<std::string> vins;
    for (const auto& report : replay::only<IdentityReport>(events)) {
        if (report.vin) {
            vins.insert(*report.vin);
        }
    }
    return vins;
}

std::set<std::string> true_vins(const Json& truth) {
    std::set<std::string> vins;
    for (const Json& row : truth["vins"]) {
        vins.insert(row["vin17"].get<std::string>());
    }
    return vins;
}

}  // namespace

TEST_CASE("every recorded truck gives each of its faults once, and its last meters", "[recorded]") {
    const auto logs = recordings();
    if (logs.empty()) {
        WARN("skipped: ../shared/j1939 is absent");
    }
    for (const fs::path& log : logs) {
        INFO(log.filename());
        std::ifstream truth_file(fs::path(log).replace_extension(".json"));
        const Json truth = Json::parse(truth_file);
        const auto events = replay::run_file(log);
        CHECK(appeared(events) == true_faults(truth));
        CHECK(vins(events) == true_vins(truth));
        const auto readings = last_readings(events);
        for (const auto& [key, value] : true_readings(truth)) {
            INFO("SPN " << std::get<0>(key) << " SA " << int{std::get<1>(key)});
            CHECK(readings.contains(key));
            CHECK((readings.contains(key) ? readings.at(key) : -1) == value);
        }
    }
}
