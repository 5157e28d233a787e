// Recorded trucks, where they are there, against the truth that an independent decoder found.
#include "agent/logs/decode.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace roadworthy;
using Json = nlohmann::json;

namespace {

const std::filesystem::path recordings = std::filesystem::path{SOURCE_DIR} / "../shared/j1939";

std::vector<std::filesystem::path> logs() {
    std::vector<std::filesystem::path> found;
    if (std::filesystem::exists(recordings)) {
        for (const auto& entry : std::filesystem::directory_iterator{recordings}) {
            if (entry.path().extension() == ".log") {
                found.push_back(entry.path());
            }
        }
    }
    return found;
}

Json truth_of(std::filesystem::path log) {
    std::ifstream file{log.replace_extension(".json")};
    return Json::parse(file);
}

Json decoded(const std::filesystem::path& log) {
    std::ostringstream out;
    std::ostringstream err;
    REQUIRE(agent::decode(std::vector{log.string()}, out, err) == 0);
    return Json::parse(out.str());
}

// How many messages held each fault, by all that tells it.
using Counts = std::map<std::string, std::uint64_t>;

Counts faults_of(const Json& truth) {
    Counts counts;
    for (const Json& row : truth["dtcs"]) {
        const Json& lamps = row["lamps"];
        const Json key{row["dm"], row["sa"],    row["spn"],   row["fmi"],     row["oc"],
                       row["cm"], lamps["mil"], lamps["red"], lamps["amber"], lamps["protect"]};
        if (row["dm"] == "DM1" || row["dm"] == "DM2") {
            counts[key.dump()] += row["count"].get<std::uint64_t>();
        }
    }
    return counts;
}

Counts our_faults(const Json& ours) {
    Counts counts;
    for (const Json& row : ours["faults"]) {
        const Json key{row["dm"], row["sa"],  row["spn"], row["fmi"],   row["oc"],
                       row["cm"], row["mil"], row["red"], row["amber"], row["protect"]};
        counts[key.dump()] += row["messages"].get<std::uint64_t>();
    }
    return counts;
}

// By SPN and source address: how often it was read, and its last value in km where one bus had it.
struct Odometer {
    std::uint64_t readings = 0;
    double last_km = 0;
};
std::map<std::pair<int, int>, Odometer> our_odometers(const Json& ours) {
    std::map<std::pair<int, int>, Odometer> all;
    for (const Json& row : ours["odometer"]) {
        Odometer& odometer = all[{row["spn"], row["sa"]}];
        odometer.readings +=
            row["readings"].get<std::uint64_t>() + row["not_believed"].get<std::uint64_t>();
        odometer.last_km = row["last_m"].is_null() ? 0 : row["last_m"].get<double>() / 1000;
    }
    return all;
}

void check_odometers(const Json& truth, const Json& ours) {
    const auto mine = our_odometers(ours);
    std::size_t expected = 0;
    for (const Json& row : truth["odometer"]) {
        const std::string signal = row["signal"];
        const int spn = signal.rfind("SPN917", 0) == 0   ? 917
                        : signal.rfind("SPN245", 0) == 0 ? 245
                                                         : 0;
        if (spn == 0 || row["valid"] == 0) {
            continue;
        }
        ++expected;
        INFO(signal << " of address " << row["sa"]);
        const auto found = mine.find({spn, row["sa"]});
        REQUIRE(found != mine.end());
        CHECK(found->second.readings == row["valid"]);
        CHECK(found->second.last_km == Approx(row["last"].get<double>()));
    }
    CHECK(mine.size() == expected);
}

std::set<std::string> vins_of(const Json& truth) {
    std::set<std::string> vins;
    for (const Json& row : truth["vins"]) {
        vins.insert(row["vin"].get<std::string>().substr(0, 17));
    }
    return vins;
}

}  // namespace

TEST_CASE("recorded trucks decode as their truth says", "[recordings]") {
    if (logs().empty()) {
        WARN("skipped: no recordings at " << recordings);
        return;
    }
    for (const auto& log : logs()) {
        INFO(log);
        const Json truth = truth_of(log);
        const Json ours = decoded(log);
        CHECK(ours["frames"] == truth["capture"]["frames"]);
        CHECK(ours["frames_malformed"] == 0);
        CHECK(ours["vins"].get<std::set<std::string>>() == vins_of(truth));
        CHECK(our_faults(ours) == faults_of(truth));
        check_odometers(truth, ours);
        const Json sessions = truth["transport"].value("sessions", Json::object());
        CHECK(ours["transport"]["bam_complete"] == sessions.value("BAM_complete", 0));
        CHECK(ours["transport"]["rts_complete"] == sessions.value("RTS_complete", 0));
        CHECK(ours["transport"]["aborted"] == sessions.value("RTS_aborted", 0));
    }
}
