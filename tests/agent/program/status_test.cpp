#include "agent/status.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "agent/settings/remote_config.hpp"
#include "agent/settings/trial.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "tests/support/make.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;

namespace {

agent::Status status() {
    return {.truck = make::truck_id(),
            .time = make::time("2026-03-01T08:00:00Z"),
            .is_connected = true,
            .memory_reason = "",
            .counters = {{"frames", 7}},
            .streams = {{.stream = Stream::meters,
                         .state = {.id = StreamId{255}, .newest = 10, .committed = 4},
                         .oldest = 3,
                         .waiting = 9}},
            .buses = {{.interface = "can0", .problem = "no such device"}}};
}

}  // namespace

TEST_CASE("the status comes out as it went in, with its age", "[status]") {
    const support::TempFolder folder;
    agent::write_status(folder / "s", status());
    std::ostringstream out;
    std::ostringstream err;
    REQUIRE(agent::print_status(folder / "s", out, err) == 0);
    const auto json = nlohmann::json::parse(out.str());
    CHECK(json["truck"] == "TRUCK001");
    CHECK(json["time"] == "2026-03-01T08:00:00Z");
    CHECK(json["age_ms"].get<std::int64_t>() > 0);
    CHECK(json["is_connected"] == true);
    CHECK(json["counters"]["frames"] == 7);
    CHECK(json["outbox"]["meters"] == nlohmann::json{{"stream", "00000000000000ff"},
                                                     {"oldest", 3},
                                                     {"newest", 10},
                                                     {"committed", 4},
                                                     {"waiting", 9}});
    CHECK(json["buses"][0]["state"] == "failed");
    CHECK(json["buses"][0]["problem"] == "no such device");
    CHECK(err.str().empty());
    CHECK_FALSE(std::filesystem::exists(folder / "s.part"));
}

TEST_CASE("a unit that can be set from afar says to what, another says nothing of it", "[status]") {
    const support::TempFolder folder;
    agent::Status status = ::status();
    agent::write_status(folder / "s", status);
    CHECK_FALSE(nlohmann::json::parse(std::ifstream(folder / "s")).contains("remote_config"));
    status.remote_config = agent::RemoteConfigStatus{
        .in_force = 3, .desired = 4, .state = agent::ConfigState::refused, .reason = "why"};
    agent::write_status(folder / "s", status);
    CHECK(nlohmann::json::parse(std::ifstream(folder / "s"))["remote_config"] ==
          nlohmann::json{{"in_force", 3},
                         {"desired", 4},
                         {"state", "refused"},
                         {"reason", "why"},
                         {"problem", ""}});
}

TEST_CASE("no status, or one that is none, is an error with words", "[status]") {
    const support::TempFolder folder;
    const auto [content, words] = GENERATE(table<std::string, std::string>({
        {"", "not a status"},
        {"[]", "not a status"},
        {"{\"time_ms\": \"x\"}", "not a status"},
        {"none", "has not run"},
    }));
    if (content != "none") {
        std::ofstream(folder / "s") << content;
    }
    std::ostringstream out;
    std::ostringstream err;
    CHECK(agent::print_status(folder / "s", out, err) == 1);
    CHECK(err.str().find(words) != std::string::npos);
    CHECK(out.str().empty());
}

TEST_CASE("a status that cannot be written leaves the old one", "[status]") {
    const support::TempFolder folder;
    CHECK_NOTHROW(agent::write_status(folder / "no" / "s", status()));
    agent::write_status(folder / "s", status());
    std::filesystem::create_directory(folder / "s.part");
    auto later = status();
    later.time += std::chrono::hours{1};
    CHECK_NOTHROW(agent::write_status(folder / "s", later));
    std::ifstream file(folder / "s");
    CHECK(nlohmann::json::parse(file)["time"] == "2026-03-01T08:00:00Z");
}
