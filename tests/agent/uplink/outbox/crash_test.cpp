// The outbox on a disk that is cut off, tears what it was writing, or refuses to write.

#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "agent/uplink/outbox/outbox.hpp"
#include "agent/uplink/outbox/outbox_file.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "tests/support/crash_disk.hpp"
#include "tests/support/make.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using support::CrashDisk;
using uplink::Outbox;
using uplink::Unnumbered;

namespace {

std::uint64_t seeds() {
    const char* asked = std::getenv("ROADWORTHY_CRASH_SEEDS");
    return asked == nullptr ? 300 : std::strtoull(asked, nullptr, 10);
}

uplink::OutboxSettings at(const std::filesystem::path& path) {
    uplink::OutboxSettings settings;
    settings.path = path;
    settings.ballast_bytes = 0;
    settings.keep_committed = std::chrono::days{36500};
    settings.lock_wait = std::chrono::milliseconds{0};
    return settings;
}

std::vector<Unnumbered> random_group(make::Random& random) {
    std::vector<Unnumbered> group;
    const auto size = random() % 8 == 0 ? 40 : 1 + random() % 5;
    for (std::uint64_t i = 0; i < size; ++i) {
        ReportBody body = make::random_body(random);
        if (!std::holds_alternative<GapReport>(body)) {
            group.push_back({make::stamp("2026-03-01"), std::move(body)});
        }
    }
    return group;
}

// What append() has returned for, by stream: the body of number 1, 2, ...
struct Ledger {
    std::map<Stream, std::vector<ReportBody>> stored;
    std::map<Stream, StreamId> ids;

    void take(const std::vector<Unnumbered>& group) {
        for (const Unnumbered& report : group) {
            stored[stream_of(report.body)].push_back(report.body);
        }
    }
    // All of it is there, and what came of an append that did not return is whole or not there.
    void hold_against(Outbox& outbox) {
        REQUIRE(outbox.memory_reason().empty());
        REQUIRE(outbox.counters().files_set_aside == 0);
        REQUIRE(outbox.counters().logs_lost == 0);
        for (const Stream stream : {Stream::events, Stream::meters}) {
            const auto id = outbox.state(stream).id;
            REQUIRE((!ids.contains(stream) || ids[stream] == id));
            auto& bodies = stored[stream];
            const auto reports = outbox.read(stream, 1, 1'000'000);
            REQUIRE(reports.size() >= bodies.size());
            REQUIRE(reports.size() == outbox.state(stream).newest);
            for (std::size_t i = 0; i < reports.size(); ++i) {
                REQUIRE(reports[i].first == i + 1);
                REQUIRE_FALSE(std::holds_alternative<GapReport>(reports[i].body));
                if (i < bodies.size()) {
                    REQUIRE(reports[i].body == bodies[i]);
                } else {
                    bodies.push_back(reports[i].body);
                }
            }
        }
    }
    void note_ids(const Outbox& outbox) {
        for (const Stream stream : {Stream::events, Stream::meters}) {
            ids[stream] = outbox.state(stream).id;
        }
    }
};

// From the start to the cut, or for so many appends.
void live(const std::filesystem::path& path, CrashDisk& disk, Ledger& ledger,
          make::Random& random) {
    Outbox outbox(at(path));
    if (!outbox.memory_reason().empty()) {
        INFO(outbox.memory_reason());
        REQUIRE(disk.is_cut());
        return;
    }
    ledger.hold_against(outbox);
    ledger.note_ids(outbox);
    for (int appends = 0; appends < 60; ++appends) {
        const auto group = random_group(random);
        try {
            outbox.append(group);
        } catch (const sql::Failure&) {
            REQUIRE(disk.is_cut());
            return;
        }
        ledger.take(group);
        outbox.set_committed(Stream::meters, random() % 50);
    }
}

}  // namespace

TEST_CASE("after power cuts that tear what was not synced, nothing that was stored is ever missing",
          "[outbox]") {
    for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
        INFO("seed " << seed);
        make::Random random(seed);
        const support::TempFolder folder(support::memory_or_temp());
        CrashDisk disk;
        Ledger ledger;
        for (int lives = 0; lives < 4; ++lives) {
            // Often within the start: a fault inside the recovery.
            disk.cut_power_at(1 + random() % (random() % 3 == 0 ? 12 : 250));
            live(folder / "o.db", disk, ledger, random);
            disk.restore_power(random);
        }
        Outbox outbox(at(folder / "o.db"));
        ledger.hold_against(outbox);
    }
}

TEST_CASE("whichever write to the disk fails, nothing counts as stored that is not", "[outbox]") {
    const auto [failing, code] =
        GENERATE(table<CrashDisk::Failing, int>({{CrashDisk::Failing::once, SQLITE_IOERR_WRITE},
                                                 {CrashDisk::Failing::once, SQLITE_FULL},
                                                 {CrashDisk::Failing::for_ever, SQLITE_IOERR_FSYNC},
                                                 {CrashDisk::Failing::for_ever, SQLITE_FULL},
                                                 {CrashDisk::Failing::for_ever, SQLITE_READONLY}}));
    bool has_failed = true;
    for (std::uint64_t operation = 1; has_failed; ++operation) {
        INFO("operation " << operation << " code " << code);
        make::Random random(operation);
        const support::TempFolder folder(support::memory_or_temp());
        CrashDisk disk;
        Ledger ledger;
        disk.fail_at(operation, failing, code);
        {
            std::optional<Outbox> outbox(at(folder / "o.db"));
            const bool is_on_disk = outbox->memory_reason().empty();
            for (int appends = 0; appends < 12; ++appends) {
                const auto group = random_group(random);
                try {
                    outbox->append(group);
                } catch (const sql::Failure&) {
                    REQUIRE(disk.has_failed());
                    continue;
                }
                if (is_on_disk) {
                    ledger.take(group);
                }
            }
        }
        has_failed = disk.has_failed();
        disk.restore_power(random);
        Outbox after(at(folder / "o.db"));
        REQUIRE(after.memory_reason().empty());
        REQUIRE(after.counters().files_set_aside == 0);
        for (const auto& [stream, bodies] : ledger.stored) {
            if (code == SQLITE_FULL && stream == Stream::meters) {
                continue;  // these may thin out
            }
            const auto reports = after.read(stream, 1, 1'000'000);
            std::size_t found = 0;
            for (const Report& report : reports) {
                found += found < bodies.size() && report.body == bodies[found] ? 1U : 0U;
            }
            REQUIRE(found == bodies.size());
        }
    }
}
