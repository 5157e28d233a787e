// Every version ever sent is read for ever: a file NAME.hex in tests/golden/wire is a batch as it
// once went, NAME.jsonl what it means. RENEW_GOLDEN=1 writes the files that are missing; one that
// is there is never written again, for units in the field hold those bytes.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/wire/report_cbor.hpp"
#include "common/wire/report_json.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::wire {
namespace {

namespace files = std::filesystem;

const files::path folder = files::path(SOURCE_DIR) / "tests/golden/wire";

std::vector<Report> meters() {
    MeterReading woken = make::odometer(37'500);
    woken.quality = ReadingQuality::unsettled;
    return {make::report(1, "2026-11-22T07:00:00.250Z", make::meters({woken})),
            make::report(2, "2026-11-22T07:01:00.251Z",
                         make::meters({make::odometer(158'910'600), make::engine_time(21'345'600),
                                       make::fuel_used(124'553'000)})),
            make::report(3, "2026-11-22T07:02:00.251Z",
                         make::meters({make::odometer(158'912'017), make::engine_time(21'345'660),
                                       make::fuel_used(124'553'500)})),
            make::report(4, "2026-11-22T07:03:00.251Z", make::meters({}))};
}

std::vector<Report> faults() {
    FaultReport changed = make::fault(0, 3216, 20, FaultEvent::changed);
    changed.occurrences = 2;
    changed.conversion_method = 1;
    changed.lamps = {.state = 0x43, .flash = 0xFF};
    changed.odometer_m = 13'832'875;
    changed.speed_mm_per_s = 0;
    FaultReport bare = make::fault(61, 0x7FFFF, 31, FaultEvent::cleared);
    bare.occurrences = occurrences_absent;
    return {make::report(1, "2026-11-22T07:00:00Z", make::fault(0, 110, 3)),
            make::report(2, "2026-11-22T07:00:01Z", changed),
            make::report(3, "2026-11-22T07:10:00Z", bare)};
}

std::vector<Report> ecus() {
    const std::vector active{Dtc{609, 9, 1, 0}, Dtc{3216, 20, occurrences_absent, 1}};
    return {
        make::report(1, "2026-11-22T07:00:20Z", EcuReport{EcuEvent::began, 0, active}),
        make::report(2, "2026-11-22T07:00:21Z", EcuReport{EcuEvent::began, 3, std::vector<Dtc>()}),
        make::report(3, "2026-11-22T09:00:00Z", EcuReport{EcuEvent::ceased, 3, std::nullopt})};
}

std::vector<Report> trips() {
    using std::chrono::seconds;
    return {
        make::report(1, "2026-11-22T07:00:00Z", TripReport{}),
        make::report(2, "2026-11-22T08:00:00Z",
                     TripReport{TripEvent::stopped, seconds{3'600}, seconds{300}, 61'000, 18'500}),
        make::report(3, "2026-11-22T09:00:00Z",
                     TripReport{TripEvent::stopped, seconds{60}, seconds{60}, 0, {}})};
}

std::vector<Report> identities() {
    const std::vector<EcuIdentity> engine_and_brakes{
        {0, "CMMNS*6C u07D1*12345678*", "04358814*06050820*"},
        {11, "WABCO*\xE5\x88\xB6\xE5\x8A\xA8*", ""}};
    return {make::report(1, "2026-11-22T07:00:30Z",
                         IdentityReport{"1XP5DB9X7YN526158", engine_and_brakes}),
            make::report(2, "2026-11-22T07:00:31Z", IdentityReport{})};
}

std::vector<Report> health() {
    return {make::report(1, "2026-11-22T08:00:00Z",
                         HealthReport{{{"frames", 12'000'000'000}, {"frames_malformed", 0}}}),
            make::report(2, "2026-11-22T09:00:00Z", HealthReport{})};
}

std::vector<Report> gaps() {
    return {make::gap(1, 1, "2026-11-22T07:00:00Z"),
            make::gap(2, 40, "2026-11-22T07:00:00Z", GapReason::already_committed),
            make::gap(41, 100'041, "2026-11-22T07:00:00Z", GapReason::unreadable)};
}

// A unit that lost its clock in a power cut, and found it again: two boots in one batch.
std::vector<Report> mixed() {
    std::vector<Report> reports{
        make::report(900, "2026-11-22T23:59:59.999Z", make::fault(0, 110, 0)),
        make::report(901, "1970-01-01T00:00:07Z", TripReport{}),
        make::report(902, "2026-11-23T06:00:00Z", EcuReport{EcuEvent::began, 0, {}}),
        make::gap(903, 950, "2026-11-23T06:00:01Z"),
        make::report(951, "2026-11-23T06:00:02Z", make::meters({make::odometer(1)})),
        make::report(952, "9999-12-31T23:59:59.999Z", HealthReport{})};
    reports[1].stamp = {.boot = BootId{0xFFFFFFFFFFFFFFFF},
                        .monotonic = Monotonic{std::chrono::milliseconds{7'000}},
                        .time = make::time("1970-01-01T00:00:07Z"),
                        .clock = ClockQuality::unsynchronised};
    return reports;
}

constexpr Position guangzhou{
    .latitude_e7 = 231'290'000, .longitude_e7 = 1'132'640'000, .age = std::chrono::seconds{3}};
constexpr Position ushuaia{.latitude_e7 = -548'070'000, .longitude_e7 = -683'070'000};

std::vector<Report> positions() {
    FaultReport fault = make::fault(0, 110, 0);
    fault.position = guangzhou;
    TripReport trip{.event = TripEvent::stopped};
    trip.position = ushuaia;
    return {make::report(1, "2026-11-23T07:00:00Z", fault),
            make::report(2, "2026-11-23T08:00:00Z", trip)};
}

std::vector<Report> changed_identities() {
    return {make::report(1, "2026-11-23T07:00:30Z",
                         IdentityReport{.vin = "LFWSRXRJ1F1E00001",
                                        .ecus = {{0, "CMMNS*6C*2", "1"}, {23, "VDO*K2", ""}},
                                        .vin_before = "1XP5DB9X7YN526158",
                                        .ecus_before = {{0, "CMMNS*6C*1", "1"}}})};
}

std::vector<Report> services() {
    return {make::report(1, "2026-11-23T07:00:30Z",
                         ServiceReport{.source_address = 0,
                                       .counters = {{ServiceKind::distance, 1, 12'345'000},
                                                    {ServiceKind::calendar, 0xFF, -14},
                                                    {ServiceKind::engine_time, 2, -3'600}}})};
}

std::vector<Report> histories() {
    const std::vector previous{Dtc{609, 9, 1, 0}, Dtc{3216, 20, occurrences_absent, 1}};
    return {
        make::report(1, "2026-11-23T07:00:40Z", EcuReport{EcuEvent::remembers, 0, {}, previous}),
        make::report(2, "2026-11-23T07:00:41Z", EcuReport{EcuEvent::remembers, 11, {}, {}})};
}

std::vector<Report> snapshots() {
    return {make::report(
                1, "2026-11-23T07:00:30Z",
                SnapshotReport{.faults = {{0, 110, 0}, {11, 0x7FFFF, 31}},
                               .before = 1,
                               .signals = {{84, 0}, {110, 0}},
                               .values = {22'222, std::nullopt, 22'500, 98'000, 99'000, -40'000}}),
            make::report(2, "2026-11-23T07:00:31Z", SnapshotReport{})};
}

// What each version was fixed with. Later forms get names of their own.
std::map<std::string, std::vector<Report>> first_forms() {
    return {{"v2-position", positions()}, {"v2-identity", changed_identities()},
            {"v2-service", services()},   {"v2-snapshot", snapshots()},
            {"v2-history", histories()},  {"v1-meters", meters()},
            {"v1-fault", faults()},       {"v1-ecu", ecus()},
            {"v1-trip", trips()},         {"v1-identity", identities()},
            {"v1-health", health()},      {"v1-gap", gaps()},
            {"v1-mixed", mixed()}};
}

std::string read_file(const files::path& path) {
    std::ifstream file(path);
    REQUIRE(file);
    return {std::istreambuf_iterator(file), {}};
}

void write_missing(const std::string& file_name, const std::string& content) {
    const files::path path = folder / file_name;
    if (!files::exists(path)) {
        std::ofstream(path) << content;
    }
}

std::string lines_of(const Batch& batch) {
    std::string lines = "{\"stream\":\"" + batch.stream.text() + "\"}\n";
    for (const Report& report : batch.reports) {
        lines += to_json(report) + '\n';
    }
    return lines;
}

// 32 bytes a line, for people.
std::string folded(const std::string& digits) {
    std::string lines;
    for (std::size_t at = 0; at < digits.size(); at += 64) {
        lines += digits.substr(at, 64) + '\n';
    }
    return lines;
}

void write_missing_files() {
    for (const auto& [name, reports] : first_forms()) {
        write_missing(name + ".hex",
                      folded(hex::of(encode_batch(StreamId{0x0123456789ABCDEF}, reports))));
    }
    for (const auto& entry : files::directory_iterator(folder)) {
        if (entry.path().extension() == ".hex") {
            const auto batch = decode_batch(hex::to_bytes(read_file(entry.path())));
            REQUIRE(batch);
            write_missing(entry.path().stem().string() + ".jsonl", lines_of(*batch));
        }
    }
}

}  // namespace

TEST_CASE("every batch ever sent still means what it meant", "[golden]") {
    if (std::getenv("RENEW_GOLDEN") != nullptr) {
        write_missing_files();
    }
    std::size_t found = 0;
    for (const auto& entry : files::directory_iterator(folder)) {
        if (entry.path().extension() != ".hex") {
            continue;
        }
        INFO(entry.path().filename().string());
        const auto batch = decode_batch(hex::to_bytes(read_file(entry.path())));
        REQUIRE(batch);
        CHECK(batch->unreadable.empty());
        CHECK(batch->unknown_fields == 0);
        CHECK(lines_of(*batch) == read_file(files::path(entry.path()).replace_extension("jsonl")));
        CHECK(decode_batch(encode_batch(batch->stream, batch->reports)) == batch);
        ++found;
    }
    CHECK(found >= first_forms().size());
}

TEST_CASE("the first form of each kind holds the reports it was made of", "[golden]") {
    for (const auto& [name, reports] : first_forms()) {
        INFO(name);
        const auto batch = decode_batch(hex::to_bytes(read_file(folder / (name + ".hex"))));
        REQUIRE(batch);
        CHECK(batch->stream == StreamId{0x0123456789ABCDEF});
        CHECK(batch->reports == reports);
    }
}

}  // namespace roadworthy::wire
