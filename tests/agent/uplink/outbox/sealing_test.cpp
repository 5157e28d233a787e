// What becomes of reports when their file breaks, loses its log, or is left for memory.

#include "agent/uplink/outbox/sealing.hpp"  // IWYU pragma: keep

#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <string>
#include <variant>
#include <vector>

#include "agent/uplink/outbox/outbox.hpp"
#include "agent/uplink/outbox/outbox_file.hpp"
#include "common/io/sqlite.hpp"
#include "common/report.hpp"
#include "tests/support/make.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using uplink::Outbox;
using uplink::Unnumbered;

namespace {

uplink::OutboxSettings at(const std::filesystem::path& path) {
    uplink::OutboxSettings settings;
    settings.path = path;
    settings.ballast_bytes = 1024;
    settings.lock_wait = std::chrono::milliseconds{0};
    return settings;
}

std::vector<Unnumbered> meters(int count, std::int64_t from_m = 0) {
    std::vector<Unnumbered> reports;
    for (int i = 1; i <= count; ++i) {
        reports.push_back({make::stamp("2026-03-01"), make::meters({make::odometer(from_m + i)})});
    }
    return reports;
}

std::vector<Unnumbered> faults(int count) {
    return std::vector<Unnumbered>(static_cast<std::size_t>(count),
                                   {make::stamp("2026-03-01"), make::fault(0, 110, 3)});
}

std::vector<Report> all(Outbox& outbox, Stream stream) {
    return outbox.read(stream, outbox.state(stream).committed + 1, 1'000'000);
}

// As the disk has it at this moment.
void copy_files(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::remove(to.string() + "-wal");
    if (std::filesystem::exists(from.string() + "-wal")) {
        std::filesystem::copy_file(from.string() + "-wal", to.string() + "-wal");
    }
}

void overwrite(const std::filesystem::path& path, std::streamoff at, std::size_t bytes) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file << std::string(bytes, '\x5A');
}

}  // namespace

TEST_CASE("what can be read of a broken file is sent as what it was, and gaps name the rest",
          "[outbox]") {
    const support::TempFolder folder;
    uplink::StreamState before;
    {
        Outbox outbox(at(folder / "o.db"));
        outbox.append(meters(500));
        outbox.append(faults(3));
        outbox.set_committed(Stream::meters, 100);
        outbox.sync();
        before = outbox.state(Stream::meters);
    }
    overwrite(folder / "o.db", 12 * 1024, 1024);
    Outbox outbox(at(folder / "o.db"));
    REQUIRE(outbox.counters().files_set_aside == 1);
    CHECK(outbox.state(Stream::meters).id == before.id);
    CHECK(outbox.state(Stream::meters).is_sealed);
    std::uint64_t next = 101;
    std::uint64_t readable = 0;
    for (const Report& report : all(outbox, Stream::meters)) {
        REQUIRE(report.first == next);
        next = report.last + 1;
        if (const auto* read = std::get_if<MetersReport>(&report.body)) {
            ++readable;
            CHECK(read->readings.front().value == static_cast<std::int64_t>(report.first));
        } else {
            CHECK(report.body == ReportBody(GapReport{GapReason::unreadable}));
        }
    }
    CHECK(next == 501);
    CHECK(readable > 350);
    CHECK(readable < 400);
    CHECK(outbox.counters().reports_salvaged == readable + 3);
    CHECK(all(outbox, Stream::events).size() == 3);
}

TEST_CASE("new reports of a kind are sent when the sealed ones have been committed", "[outbox]") {
    const support::TempFolder folder;
    {
        Outbox outbox(at(folder / "o.db"));
        outbox.append(faults(300));
    }
    overwrite(folder / "o.db", 12 * 1024, 1024);
    Outbox outbox(at(folder / "o.db"));
    REQUIRE(outbox.counters().reports_salvaged > 0);
    const StreamId sealed = outbox.state(Stream::events).id;
    outbox.append(faults(2));
    CHECK(outbox.state(Stream::events).newest == 300);
    CHECK(outbox.waiting(Stream::events) == 302);
    outbox.set_committed(Stream::events, 1'000'000);  // more than was left of it
    CHECK(outbox.state(Stream::events).id != sealed);
    CHECK(outbox.state(Stream::events).newest == 2);
    CHECK(outbox.state(Stream::events).committed == 0);
    CHECK_FALSE(outbox.state(Stream::events).is_sealed);
    outbox.sync();
    CHECK(outbox.waiting(Stream::events) == 2);
}

TEST_CASE("a file without the log that it must have goes on in new streams", "[outbox]") {
    const support::TempFolder folder;
    Outbox outbox(at(folder / "o.db"));
    outbox.append(meters(200));
    copy_files(folder / "o.db", folder / "copy.db");
    SECTION("with the log it is the same stream") {
        const Outbox copy(at(folder / "copy.db"));
        CHECK(copy.counters().logs_lost == 0);
        CHECK(copy.state(Stream::meters) == outbox.state(Stream::meters));
    }
    SECTION("without it the file may be older than what was sent") {
        std::filesystem::remove(folder / "copy.db-wal");
        Outbox copy(at(folder / "copy.db"));
        CHECK(copy.counters().logs_lost == 1);
        copy.append(meters(1));
        copy.set_committed(Stream::meters, 1'000'000);
        CHECK(copy.state(Stream::meters).id != outbox.state(Stream::meters).id);
    }
}

TEST_CASE("a stream whose numbers were damaged is not gone on with", "[outbox]") {
    const support::TempFolder folder;
    {
        Outbox outbox(at(folder / "o.db"));
        outbox.append(faults(2));
    }
    {
        const auto file = sql::open_sqlite(folder / "o.db", {});
        file->execute("UPDATE stream SET next = next - 1 WHERE stream = 0");
    }
    const Outbox outbox(at(folder / "o.db"));
    CHECK(outbox.counters().files_set_aside == 1);
    CHECK(outbox.state(Stream::events).newest == 0);
}

TEST_CASE("memory takes over with what waits on the disk, and goes back there with all of it",
          "[outbox]") {
    const support::TempFolder folder;
    Outbox outbox(at(folder / "o.db"));
    outbox.append(faults(5));
    outbox.set_committed(Stream::events, 2);
    const StreamId on_disk = outbox.state(Stream::events).id;

    outbox.go_on_in_memory("no reason");
    CHECK(outbox.memory_reason() == "no reason");
    outbox.append(faults(4));
    CHECK(outbox.state(Stream::events).id == on_disk);
    CHECK(all(outbox, Stream::events).size() == 3);
    outbox.set_committed(Stream::events, 4);

    SECTION("before the disk's have been committed") {
        REQUIRE(outbox.return_to_disk());
        CHECK(outbox.memory_reason().empty());
        CHECK(outbox.state(Stream::events).id == on_disk);
        CHECK(outbox.state(Stream::events).committed == 4);
        outbox.append(faults(1));
        CHECK(outbox.waiting(Stream::events) == 1 + 5);
    }
    SECTION("after some of memory's own have been") {
        outbox.set_committed(Stream::events, 5);
        const StreamId in_memory = outbox.state(Stream::events).id;
        REQUIRE(in_memory != on_disk);
        outbox.set_committed(Stream::events, 1);
        REQUIRE(outbox.return_to_disk());
        CHECK(outbox.state(Stream::events).id == in_memory);
        CHECK(outbox.state(Stream::events).newest == 4);
        CHECK(outbox.state(Stream::events).committed == 1);
        CHECK(all(outbox, Stream::events).size() == 3);
    }
}

TEST_CASE("what went to the disk is there after a start", "[outbox]") {
    const support::TempFolder folder;
    {
        Outbox outbox(at(folder / "no" / "o.db"));
        REQUIRE_FALSE(outbox.memory_reason().empty());
        outbox.append(meters(50));
        CHECK_FALSE(outbox.return_to_disk());
        std::filesystem::create_directory(folder / "no");
        CHECK(outbox.return_to_disk());
        CHECK(outbox.counters().disk_taken_again == 1);
    }
    Outbox outbox(at(folder / "no" / "o.db"));
    CHECK(all(outbox, Stream::meters).size() == 50);
}

TEST_CASE("a backlog that memory has no room for waits on the disk, and nothing of it is lost",
          "[outbox]") {
    const support::TempFolder folder;
    auto settings = at(folder / "o.db");
    settings.memory_bytes = 64 * 1024;
    Outbox outbox(settings);
    outbox.append(meters(2000));
    outbox.go_on_in_memory("no reason");
    CHECK(outbox.waiting(Stream::meters) == 0);
    outbox.append(meters(10));
    REQUIRE(outbox.return_to_disk());
    CHECK(outbox.waiting(Stream::meters) == 2010);
    CHECK(all(outbox, Stream::meters).size() == 2000);
}

TEST_CASE("memory is bounded, and a gap names what it had no room for", "[outbox]") {
    const support::TempFolder folder;
    auto settings = at(folder / "o.db");
    settings.memory_bytes = 64 * 1024;
    Outbox outbox(settings);
    outbox.go_on_in_memory("no reason");
    for (int i = 0; i < 100; ++i) {
        outbox.append(meters(100));
    }
    CHECK(outbox.counters().reports_dropped > 8000);
    CHECK(all(outbox, Stream::meters).front().body == ReportBody(GapReport{GapReason::quota}));
}
