// Odd devices: each log of tests/golden/bus beside the reports that it must give, byte by byte.
// RENEW_GOLDEN=1 rewrites the reports; the difference is reviewed like code.
#include "agent/truck/events.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/wire/report_json.hpp"
#include "tests/agent/pipeline/replay.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <map>
#include <string>
#include <vector>

using namespace roadworthy;

namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(SOURCE_DIR) / "tests/golden/bus";

std::vector<fs::path> logs() {
    std::vector<fs::path> logs;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".log") {
            logs.push_back(entry.path());
        }
    }
    std::ranges::sort(logs);
    return logs;
}

// As the agent would number and stamp them, had its clock shown the log's time.
std::string lines_of(const std::vector<onboard::Event>& events) {
    std::map<Stream, std::uint64_t> numbers;
    std::string lines;
    for (const auto& [moment, body] : events) {
        const std::uint64_t number = ++numbers[stream_of(body)];
        lines += wire::to_json({.first = number,
                                .last = number,
                                .stamp = {.boot = BootId{1},
                                          .monotonic = moment,
                                          .time = Time{moment.time_since_epoch()},
                                          .clock = ClockQuality::synchronised},
                                .body = body}) +
                 '\n';
    }
    return lines;
}

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("every odd device gives the reports that stand beside its log", "[golden]") {
    REQUIRE(logs().size() >= 10);
    for (const fs::path& log : logs()) {
        INFO(log.filename());
        const std::string lines = lines_of(replay::run_file(log));
        const fs::path expected = fs::path(log).replace_extension(".reports.jsonl");
        if (std::getenv("RENEW_GOLDEN") != nullptr) {
            std::ofstream(expected, std::ios::binary) << lines;
        }
        CHECK(lines == text_of(expected));
    }
}
