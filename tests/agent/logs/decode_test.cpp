#include "agent/logs/decode.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <istream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

using namespace roadworthy;
using Json = nlohmann::json;

namespace {

struct Decoded {
    int exit_code = 0;
    std::vector<Json> documents;
    std::string words;
};

Decoded run(const std::vector<std::string>& files) {
    std::ostringstream out;
    std::ostringstream err;
    Decoded decoded{
        .exit_code = agent::decode(files, out, err), .documents = {}, .words = err.str()};
    std::istringstream documents{out.str()};
    while ((documents >> std::ws).peek() != std::istringstream::traits_type::eof()) {
        documents >> decoded.documents.emplace_back();
    }
    return decoded;
}

// The document of a log with these lines, whose buses and times are given where they matter.
Json decode(const std::vector<std::string>& lines) {
    const support::TempFolder folder;
    const std::string file = folder / "truck.log";
    std::ofstream log{file};
    for (const std::string& line : lines) {
        log << (line.front() == '(' ? "" : "(1.000000) can0 ") << line << '\n';
    }
    log.close();
    const Decoded decoded = run({file});
    REQUIRE(decoded.exit_code == 0);
    REQUIRE(decoded.documents.size() == 1);
    Json document = decoded.documents[0];
    CHECK(document["file"] == file);
    return document;
}

}  // namespace

TEST_CASE("an empty log gives a document in which every part is empty", "[decode]") {
    Json document = decode({});
    document.erase("file");
    CHECK(document == Json::parse(R"({
        "frames": 0, "frames_malformed": 0, "vins": [], "odometer": [], "engine_time": [],
        "faults": [], "transport": {"bam_complete": 0, "rts_complete": 0, "aborted": 0,
                                    "timed_out": 0, "out_of_sequence": 0}})"));
}

TEST_CASE("frames are the well-formed lines, malformed ones are counted beside", "[decode]") {
    const Json document = decode({"123#00", "18FEF100#00", "123#R", "123##1", "123#0", "noise"});
    CHECK(document["frames"] == 4);
    CHECK(document["frames_malformed"] == 2);
}

TEST_CASE("an odometer's row has the first and last reading that was believed", "[decode]") {
    const Json document = decode({
        "18FEC117#FFFFFFFAFFFFFFFF",  // the cluster does not know it yet
        "18FEC117#4C1D0000FFFFFFFF",
        "18FEC117#FFFFFFFFFFFFFFFF",  // not available
        "18FEC117#FFFFFFFEFFFFFFFF",  // error
        "18FEC117#E8F4E401FFFFFFFF",
        "18FEC117#0194357700000000",  // 10 million km and 5 m
        "18FEC117#E8F4E4",            // cut
    });
    CHECK(document["odometer"] == Json::parse(R"([{"bus": "can0", "sa": 23, "spn": 917,
        "first_m": 37500, "last_m": 158910600, "readings": 2, "not_believed": 2}])"));
}

TEST_CASE("an odometer never believed has a row that says so", "[decode]") {
    CHECK(decode({"18FEE000#00000000FFFFFFFA"})["odometer"] ==
          Json::parse(R"([{"bus": "can0", "sa": 0, "spn": 245, "first_m": null, "last_m": null,
                           "readings": 0, "not_believed": 1}])"));
}

TEST_CASE("an odometer that says nothing has no row", "[decode]") {
    CHECK(decode({"18FEE000#FFFFFFFFFFFFFFFF", "18FEC100#FFFFFFFEFFFFFFFE"})["odometer"].empty());
}

TEST_CASE("odometers are told apart by bus, source and SPN", "[decode]") {
    const Json document =
        decode({"18FEC117#01000000FFFFFFFF", "18FEC1EE#01000000FFFFFFFF",
                "18FEE017#FFFFFFFF01000000", "(1.0) can1 18FEC117#01000000FFFFFFFF"});
    CHECK(document["odometer"].size() == 4);
}

TEST_CASE("engine time holds what was believed alone", "[decode]") {
    const Json document = decode({"18FEE500#20110000FFFFFFFF", "18FEE500#FFFFFFFAFFFFFFFF",
                                  "18FEE500#21110000FFFFFFFF", "18FEE531#FFFFFFFAFFFFFFFF"});
    CHECK(document["engine_time"] == Json::parse(R"([{"bus": "can0", "sa": 0, "spn": 247,
        "first_s": 789120, "last_s": 789300, "readings": 2}])"));
}

TEST_CASE("a fault's row counts messages, not entries, and says when", "[decode]") {
    const Json document = decode({
        "(1477899741.949799) can0 18FECA00#40FF66000301FFFF",
        "(1477899742.000001) can0 1CECFF00#200A0002FFCAFE00",
        "(1477899742.060001) can0 1CEBFF00#0140FF6600030166",
        "(1477899742.120001) can0 1CEBFF00#02000301FFFFFFFF",
        "(1477899743.000000) can0 18FECA00#40FF00000000FFFF",
    });
    CHECK(document["faults"] == Json::parse(R"([{"bus": "can0", "dm": "DM1", "sa": 0, "spn": 102,
        "fmi": 3, "oc": 1, "cm": 0, "mil": 1, "red": 0, "amber": 0, "protect": 0, "messages": 2,
        "first_t": 1477899741.949799, "last_t": 1477899742.120001}])"));
}

TEST_CASE("faults are told apart by all that a row shows", "[decode]") {
    const Json document = decode({
        "18FECA00#04FF66000301FFFF",
        "18FECB00#04FF66000301FFFF",
        "18FECA0B#04FF66000301FFFF",
        "18FECA00#04FF67000301FFFF",
        "18FECA00#04FF66000401FFFF",
        "18FECA00#04FF66000302FFFF",
        "18FECA00#04FF66000381FFFF",
        "18FECA00#10FF66000301FFFF",
        "(1.0) can1 18FECA00#04FF66000301FFFF",
        "18FECA00#04006600030FFFFF",
    });
    CHECK(document["faults"].size() == 10);
    CHECK(decode({"18FECA00#04FF66000301FFFF", "18FECA00#040066000301FFFF"})["faults"].size() == 1);
}

TEST_CASE("a VIN comes once, from a broadcast or a connection", "[decode]") {
    const auto [announce, packet] = GENERATE(table<std::string, std::string>(
        {{"1CECFF00#2012", "1CEBFF00#"}, {"1CECF900#1012", "1CEBF900#"}}));
    std::vector<std::string> lines;
    for (int times = 0; times < 2; ++times) {
        lines.insert(lines.end(),
                     {announce + "0003FFECFE00", packet + "0131484743" + "4D3832",
                      packet + "02363333" + "41303034", packet + "0333" + "35322AFFFFFF"});
    }
    CHECK(decode(lines)["vins"] == Json::parse(R"(["1HGCM82633A004352"])"));
}

TEST_CASE("11-bit frames are never believed", "[decode]") {
    Json document = decode({"7FF#0102030405060708", "0CA#40FF66000301FFFF"});
    CHECK(document["frames"] == 2);
    CHECK(document["faults"].empty());
    CHECK(document["odometer"].empty());
}

TEST_CASE("a session that the log's end cuts is no message; one long silent has timed out",
          "[decode]") {
    const Json document =
        decode({"(1.0) can0 1CECF900#1012000303ECFE00", "(5.0) can0 1CECFF0B#20120003FFECFE00"});
    CHECK(document["transport"] == Json::parse(R"({"bam_complete": 0, "rts_complete": 0,
        "aborted": 0, "timed_out": 1, "out_of_sequence": 0})"));
}

TEST_CASE("a log that cannot be opened fails, and the others are decoded", "[decode]") {
    const support::TempFolder folder;
    const std::string good = folder / "good.log";
    std::ofstream{good} << "(1.0) can0 123#00\n";
    const Decoded decoded = run({folder / "missing.log", good, folder.path().string()});
    CHECK(decoded.exit_code == 1);
    REQUIRE(decoded.documents.size() == 1);
    CHECK(decoded.documents[0]["frames"] == 1);
    CHECK_THAT(decoded.words, Catch::Contains("missing.log"));
    CHECK_THAT(decoded.words, Catch::Contains(folder.path().string()));
}

TEST_CASE("an interface named in bytes that are no text still gives valid JSON", "[decode]") {
    CHECK(decode({"(1.0) c\xFFn0 18FEC117#01000000FFFFFFFF"})["odometer"].size() == 1);
}
