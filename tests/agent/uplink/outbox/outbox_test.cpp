#include "agent/uplink/outbox/outbox.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agent/uplink/outbox/outbox_file.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using uplink::Outbox;
using uplink::Unnumbered;

namespace {

Unnumbered meters(std::string_view at, std::int64_t metres = 1000) {
    return {make::stamp(at), make::meters({make::odometer(metres)})};
}
Unnumbered fault(std::string_view at, std::uint32_t spn = 110) {
    return {make::stamp(at), make::fault(0, spn, 3)};
}
Unnumbered trip(std::string_view at) {
    return {make::stamp(at), TripReport{}};
}

std::vector<Report> all(Outbox& outbox, Stream stream, std::uint64_t from = 1) {
    return outbox.read(stream, from, 1'000'000);
}

uplink::OutboxSettings at(const std::filesystem::path& path) {
    uplink::OutboxSettings settings;
    settings.path = path;
    settings.ballast_bytes = 1024;
    settings.lock_wait = std::chrono::milliseconds{0};
    return settings;
}

uplink::OutboxSettings small(std::int64_t bytes) {
    auto settings = at(":memory:");
    settings.quota_bytes = bytes;
    return settings;
}

// Every number from 1 to the newest, once.
bool tiles(Outbox& outbox, Stream stream) {
    std::uint64_t next = 1;
    for (const Report& report : all(outbox, stream)) {
        if (report.first != next || report.last < report.first) {
            return false;
        }
        next = report.last + 1;
    }
    return next == outbox.state(stream).newest + 1;
}

struct Minutes {
    Time time = make::time("2026-03-01");
    std::string next() {
        time += std::chrono::minutes{10};
        return iso(time);
    }
};

void flip_a_byte(const std::filesystem::path& path, std::string_view near) {
    std::ifstream in(path, std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    const auto place = bytes.find(near);
    REQUIRE(place != std::string::npos);
    bytes[place] = static_cast<char>(bytes[place] ^ 1);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

TEST_CASE("reports are numbered from 1 in their own stream and come back as given", "[outbox]") {
    Outbox outbox(at(":memory:"));
    outbox.append(std::vector{meters("2026-03-01T08:00:00Z"), fault("2026-03-01T08:00:01Z"),
                              meters("2026-03-01T08:01:00Z", 2000)});
    CHECK(all(outbox, Stream::events) ==
          std::vector{make::report(1, "2026-03-01T08:00:01Z", make::fault(0, 110, 3))});
    CHECK(
        all(outbox, Stream::meters, 2) ==
        std::vector{make::report(2, "2026-03-01T08:01:00Z", make::meters({make::odometer(2000)}))});
    CHECK(outbox.state(Stream::meters).newest == 2);
    CHECK(outbox.read(Stream::meters, 1, 1).size() == 1);
    CHECK(all(outbox, Stream::meters, 3).empty());
    CHECK(outbox.state(Stream::events).id != outbox.state(Stream::meters).id);
}

TEST_CASE("a stored report is there after a start, under the same number and stream", "[outbox]") {
    const support::TempFolder folder;
    StreamId id;
    {
        Outbox outbox(at(folder / "o.db"));
        id = outbox.state(Stream::events).id;
        outbox.append(std::vector{fault("2026-03-01T08:00:00Z")});
    }
    Outbox outbox(at(folder / "o.db"));
    outbox.append(std::vector{fault("2026-03-01T09:00:00Z")});
    CHECK(outbox.state(Stream::events).id == id);
    CHECK(all(outbox, Stream::events).size() == 2);
    CHECK(tiles(outbox, Stream::events));
}

TEST_CASE("what append() returned for is there when the process died at once", "[outbox]") {
    const support::TempFolder folder;
    const Outbox* const never_closed = new Outbox(at(folder / "o.db"));
    auto& outbox = const_cast<Outbox&>(*never_closed);
    outbox.append(std::vector{fault("2026-03-01T08:00:00Z"), meters("2026-03-01T08:00:00Z")});
    // The files as the disk has them at this moment.
    std::filesystem::create_directory(folder / "after");
    for (const char* name : {"o.db", "o.db-wal"}) {
        std::filesystem::copy(folder / name, folder / "after" / name);
    }
    Outbox after(at(folder / "after" / "o.db"));
    CHECK(after.state(Stream::events) == outbox.state(Stream::events));
    CHECK(all(after, Stream::meters) == all(outbox, Stream::meters));
    delete never_closed;
}

TEST_CASE("a second process cannot take the outbox of a running one", "[outbox]") {
    const support::TempFolder folder;
    const Outbox outbox(at(folder / "o.db"));
    CHECK_THROWS_AS(Outbox(at(folder / "o.db")), sql::Failure);
    CHECK_FALSE(std::filesystem::exists(folder / "o.db.corrupt"));
}

TEST_CASE("the watermark is stored with the next append, or when asked to", "[outbox]") {
    const support::TempFolder folder;
    const auto committed_after = [&](auto act) {
        std::filesystem::remove(folder / "o.db");
        {
            Outbox outbox(at(folder / "o.db"));
            outbox.append(std::vector{fault("2026-03-01T08:00:00Z")});
            outbox.set_committed(Stream::events, 1);
            act(outbox);
        }
        return Outbox(at(folder / "o.db")).state(Stream::events).committed;
    };
    CHECK(committed_after([](Outbox&) {}) == 0);
    CHECK(committed_after([](Outbox& outbox) { outbox.sync(); }) == 1);
    CHECK(committed_after([](Outbox& outbox) {
              outbox.append(std::vector{meters("2026-03-01T08:01:00Z")});
          }) == 1);
}

TEST_CASE("a watermark above what was stored goes no further than that", "[outbox]") {
    Outbox outbox(at(":memory:"));
    outbox.append(std::vector{fault("2026-03-01T08:00:00Z")});
    outbox.set_committed(Stream::events, 1000);
    CHECK(outbox.state(Stream::events).committed == 1);
}

TEST_CASE("committed reports stay a week; asked for later, a gap says that they were committed",
          "[outbox]") {
    Outbox outbox(at(":memory:"));
    outbox.append(std::vector<Unnumbered>(64, meters("2026-03-01T08:00:00Z")));
    outbox.set_committed(Stream::meters, 60);
    outbox.append(std::vector<Unnumbered>(64, meters("2026-03-07T08:00:00Z")));
    CHECK(outbox.oldest(Stream::meters) == 1);
    outbox.append(std::vector<Unnumbered>(64, meters("2026-03-09T08:00:00Z")));
    CHECK(outbox.oldest(Stream::meters) == 61);
    const auto reports = all(outbox, Stream::meters, 11);
    CHECK(reports.front().first == 11);
    CHECK(reports.front().last == 60);
    CHECK(reports.front().body == ReportBody(GapReport{GapReason::already_committed}));
    CHECK(reports[1].first == 61);
}

TEST_CASE("an outbox that holds nothing any more says so in one gap", "[outbox]") {
    auto settings = at(":memory:");
    settings.keep_committed = std::chrono::days{0};
    Outbox outbox(settings);
    outbox.append(std::vector<Unnumbered>(64, fault("2026-03-01T08:00:00Z")));
    outbox.set_committed(Stream::events, 64);
    outbox.append(std::vector<Unnumbered>(64, meters("2026-03-02T08:00:00Z")));
    REQUIRE(outbox.oldest(Stream::events) == 65);
    const auto reports = all(outbox, Stream::events, 3);
    REQUIRE(reports.size() == 1);
    CHECK(reports.front().first == 3);
    CHECK(reports.front().last == 64);
}

TEST_CASE("what is not committed is never pruned, however old", "[outbox]") {
    Outbox outbox(at(":memory:"));
    outbox.append(std::vector<Unnumbered>(64, meters("2020-03-01T08:00:00Z")));
    outbox.append(std::vector<Unnumbered>(64, meters("2026-03-01T08:00:00Z")));
    CHECK(outbox.oldest(Stream::meters) == 1);
}

TEST_CASE("when it is full, meters thin out to the ends of days, oldest day first", "[outbox]") {
    Outbox outbox(small(64 * 1024));
    Minutes clock;
    outbox.append(std::vector{fault(iso(clock.time)), trip(iso(clock.time))});
    while (outbox.counters().reports_dropped == 0) {
        outbox.append(std::vector{meters(clock.next())});
    }
    // A day has 144 readings, the first day one less: its midnight is the next day's.
    const auto reports = all(outbox, Stream::meters);
    CHECK(reports[0].first == 1);
    CHECK(reports[0].last == 142);
    CHECK(reports[0].body == ReportBody(GapReport{GapReason::quota}));
    CHECK(reports[1].first == 143);
    CHECK(reports[1].stamp.time == make::time("2026-03-01T23:50:00Z"));
    CHECK(reports[2].first == 144);
    CHECK(outbox.counters().reports_dropped == 142);
    CHECK(tiles(outbox, Stream::meters));
    CHECK(all(outbox, Stream::events).size() == 2);
}

TEST_CASE("a month without a broker ends in day-ends and gaps, and every fault", "[outbox]") {
    Outbox outbox(small(64 * 1024));
    Minutes clock;
    for (int day = 0; day < 60; ++day) {
        outbox.append(std::vector{fault(clock.next(), 100U + static_cast<std::uint32_t>(day))});
        std::vector<Unnumbered> readings;
        for (int reading = 0; reading < 143; ++reading) {
            readings.push_back(meters(clock.next()));
        }
        outbox.append(readings);
    }
    CHECK(all(outbox, Stream::events).size() == 60);
    CHECK(tiles(outbox, Stream::meters));
    const auto reports = all(outbox, Stream::meters);
    const auto is_whole = [](const Report& report) {
        return std::holds_alternative<MetersReport>(report.body);
    };
    CHECK(is_whole(reports.back()));
    CHECK(std::ranges::count_if(reports, is_whole) > 60);
    CHECK(outbox.counters().reports_dropped +
              static_cast<std::uint64_t>(std::ranges::count_if(reports, is_whole)) ==
          outbox.state(Stream::meters).newest);
}

TEST_CASE("committed reports go before any that the backend has not seen", "[outbox]") {
    Outbox outbox(small(64 * 1024));
    Minutes clock;
    for (int i = 0; i < 200; ++i) {
        outbox.append(std::vector{meters(clock.next())});
    }
    outbox.set_committed(Stream::meters, 200);
    while (outbox.oldest(Stream::meters) == 1) {
        outbox.append(std::vector{meters(clock.next())});
    }
    CHECK(outbox.counters().reports_dropped == 0);
    CHECK(outbox.oldest(Stream::meters) > 100);
    CHECK(outbox.oldest(Stream::meters) <= 201);
}

TEST_CASE("events that are no fault go first, and faults last of all, never silently", "[outbox]") {
    Outbox outbox(small(32 * 1024));
    Minutes clock;
    const auto faults_held = [&] {
        return std::ranges::count_if(all(outbox, Stream::events), [](const Report& report) {
            return std::holds_alternative<FaultReport>(report.body);
        });
    };
    int faults = 0;
    while (outbox.counters().reports_dropped == 0) {
        std::vector<Unnumbered> events(10, trip(clock.next()));
        events.push_back(fault(clock.next()));
        outbox.append(events);
        ++faults;
    }
    CHECK(faults_held() == faults);
    for (int i = 0; i < 2000; ++i) {
        outbox.append(std::vector{fault(clock.next())});
    }
    CHECK(tiles(outbox, Stream::events));
    const auto reports = all(outbox, Stream::events);
    CHECK(std::holds_alternative<FaultReport>(reports.back().body));
    CHECK(reports.back().last == outbox.state(Stream::events).newest);
}

TEST_CASE("a broken file is set aside and new streams begin", "[outbox]") {
    const support::TempFolder folder;
    StreamId id;
    {
        Outbox outbox(at(folder / "o.db"));
        id = outbox.state(Stream::events).id;
        outbox.append(std::vector<Unnumbered>(500, meters("2026-03-01T08:00:00Z")));
    }
    const auto [name, damage] = GENERATE(table<std::string, std::string>({
        {"no database at all", std::string(5000, 'x')},
        {"a torn header", "SQLite format 3"},
    }));
    INFO(name);
    std::ofstream(folder / "o.db", std::ios::binary | std::ios::trunc) << damage;
    Outbox outbox(at(folder / "o.db"));
    CHECK(outbox.counters().files_set_aside == 1);
    CHECK(outbox.memory_reason().empty());
    CHECK(outbox.state(Stream::events).id != id);
    CHECK(outbox.state(Stream::meters).newest == 0);
    CHECK(std::filesystem::file_size(folder / "o.db.corrupt") == damage.size());
    outbox.append(std::vector{fault("2026-03-01T08:00:00Z")});
    CHECK(tiles(outbox, Stream::events));
}

TEST_CASE("a page of rubbish within the file is found at the start", "[outbox]") {
    const support::TempFolder folder;
    {
        Outbox outbox(at(folder / "o.db"));
        outbox.append(std::vector<Unnumbered>(500, meters("2026-03-01T08:00:00Z")));
    }
    {
        std::fstream file(folder / "o.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(3 * 1024);
        file << std::string(2 * 1024, '\x5A');
    }
    CHECK(Outbox(at(folder / "o.db")).counters().files_set_aside == 1);
}

TEST_CASE("a flipped bit within one report costs that report alone, and is told", "[outbox]") {
    const support::TempFolder folder;
    {
        Outbox outbox(at(folder / "o.db"));
        IdentityReport identity{.vin = "WDB9634031L000000"};
        outbox.append(std::vector{fault("2026-03-01T08:00:00Z"),
                                  Unnumbered{make::stamp("2026-03-01T08:00:01Z"), identity},
                                  fault("2026-03-01T08:00:02Z")});
    }
    flip_a_byte(folder / "o.db", "WDB9634031L000000");
    Outbox outbox(at(folder / "o.db"));
    const auto reports = all(outbox, Stream::events);
    REQUIRE(reports.size() == 3);
    CHECK(std::holds_alternative<FaultReport>(reports[0].body));
    CHECK(reports[1].body == ReportBody(GapReport{GapReason::unreadable}));
    CHECK(std::holds_alternative<FaultReport>(reports[2].body));
    CHECK(outbox.counters().rows_unreadable == 1);
}

TEST_CASE("where no file can be made the outbox lives in memory and says why", "[outbox]") {
    const support::TempFolder folder;
    Outbox outbox(at(folder / "no" / "such" / "folder" / "o.db"));
    CHECK_FALSE(outbox.memory_reason().empty());
    outbox.append(std::vector{fault("2026-03-01T08:00:00Z")});
    CHECK(all(outbox, Stream::events).size() == 1);
}

TEST_CASE("one report becomes a gap with the same number", "[outbox]") {
    Outbox outbox(at(":memory:"));
    outbox.append(std::vector{fault("2026-03-01T08:00:00Z"), fault("2026-03-01T08:00:01Z"),
                              fault("2026-03-01T08:00:02Z")});
    outbox.replace_by_gap({.stream = Stream::events, .first = 2, .last = 2}, GapReason::unreadable);
    const auto reports = all(outbox, Stream::events);
    CHECK(reports[1] == make::gap(2, 2, "2026-03-01T08:00:01Z", GapReason::unreadable));
    CHECK(tiles(outbox, Stream::events));
}

TEST_CASE("gaps of one reason that touch become one, of two reasons they do not", "[outbox]") {
    Outbox outbox(at(":memory:"));
    outbox.append(std::vector<Unnumbered>(6, meters("2026-03-01T08:00:00Z")));
    const auto gap = [&](std::uint64_t first, std::uint64_t last, GapReason reason) {
        outbox.replace_by_gap({.stream = Stream::meters, .first = first, .last = last}, reason);
    };
    gap(1, 2, GapReason::quota);
    gap(5, 5, GapReason::unreadable);
    gap(3, 4, GapReason::quota);
    const auto reports = all(outbox, Stream::meters);
    REQUIRE(reports.size() == 3);
    CHECK(reports[0] == make::gap(1, 4, "2026-03-01T08:00:00Z", GapReason::quota));
    CHECK(reports[1] == make::gap(5, 5, "2026-03-01T08:00:00Z", GapReason::unreadable));
    CHECK(tiles(outbox, Stream::meters));
}

TEST_CASE("reading from within a gap gives the whole gap", "[outbox]") {
    Outbox outbox(at(":memory:"));
    outbox.append(std::vector<Unnumbered>(6, meters("2026-03-01T08:00:00Z")));
    outbox.replace_by_gap({.stream = Stream::meters, .first = 2, .last = 5}, GapReason::quota);
    const auto reports = all(outbox, Stream::meters, 4);
    REQUIRE(reports.size() == 2);
    CHECK(reports.front().first == 2);
    CHECK(reports.front().last == 5);
}

TEST_CASE("the ballast is laid once and is as large as was asked", "[outbox]") {
    const support::TempFolder folder;
    const Outbox outbox(at(folder / "o.db"));
    CHECK(std::filesystem::file_size(folder / "o.db.ballast") == 1024);
}
