// A disk that takes nothing for a while.

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>

#include "agent/uplink/gatherer.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/agent/uplink/unnumbered.hpp"
#include "tests/support/make.hpp"
#include "tests/support/small_disk.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using uplink::fault;
using uplink::Gatherer;
using uplink::meters;
using uplink::Outbox;

namespace {

constexpr Monotonic start{1h};

}  // namespace

TEST_CASE("what a disk does not take waits in memory, and is stored once it does", "[gatherer]") {
    const support::SmallDisk disk("size=4m");
    if (!disk.is_mounted()) {
        WARN("not run: mounting needs root");
        return;
    }
    Outbox outbox({.path = disk.path(), .ballast_bytes = 0});
    Gatherer gatherer(outbox, {.most_in_memory = 3, .least_retry = 1s, .most_retry = 4s});
    disk.fill();
    std::uint64_t faults = 0;
    do {  // until what SQLite's log still had of its own is used up
        gatherer.add(fault(), start);
        REQUIRE(++faults < 1000);
    } while (gatherer.store(start));

    CHECK_FALSE(gatherer.problem().empty());
    CHECK(gatherer.counters().store_failures == 1);
    SECTION("tried again less and less often") {
        CHECK_FALSE(gatherer.store_if_due(start + 999ms));
        CHECK(gatherer.counters().store_failures == 1);
        CHECK_FALSE(gatherer.store_if_due(start + 1s));
        CHECK_FALSE(gatherer.store_if_due(start + 2s));
        CHECK(gatherer.counters().store_failures == 2);
    }
    SECTION("within a bound, for which the oldest meters go first") {
        gatherer.add(meters(1000), start);
        gatherer.add(fault(), start);
        gatherer.add(meters(2000), start);
        CHECK(gatherer.counters().reports_not_stored == 1);
        disk.empty();
        CHECK(gatherer.store(start + 1min));
        CHECK(outbox.state(Stream::events).newest == faults + 1);
        CHECK(outbox.read(Stream::meters, 1, 9).front().body ==
              ReportBody(make::meters({make::odometer(2000)})));
        CHECK(gatherer.problem().empty());
    }
}

TEST_CASE("a disk that goes on taking nothing is left for memory, and taken again when it does",
          "[gatherer]") {
    const support::SmallDisk disk("size=4m");
    if (!disk.is_mounted()) {
        WARN("not run: mounting needs root");
        return;
    }
    Outbox outbox({.path = disk.path(), .ballast_bytes = 0});
    Gatherer gatherer(outbox, {.patience = 1min});
    gatherer.add(fault(), start);
    REQUIRE(gatherer.store_if_due(start));
    const auto id = outbox.state(Stream::events).id;

    disk.fill();
    Monotonic now = start;
    const auto live_on = [&](Duration time) {
        for (const Monotonic end = now + time; now < end; now += 1s) {
            gatherer.add(fault(), now);
            gatherer.store_if_due(now);
        }
    };
    live_on(58s);
    CHECK(outbox.memory_reason().empty());
    live_on(2min);
    CHECK_FALSE(outbox.memory_reason().empty());
    CHECK(gatherer.is_empty());
    CHECK(outbox.state(Stream::events).id == id);  // what waits on the disk is sent on
    live_on(5min);
    CHECK_FALSE(outbox.memory_reason().empty());

    disk.empty();
    live_on(1min + 1s);
    CHECK(outbox.memory_reason().empty());
    CHECK(outbox.waiting(Stream::events) == 1 + 58 + 120 + 300 + 61);
    CHECK(outbox.counters().disk_taken_again == 1);
    CHECK(outbox.counters().files_set_aside == 0);
    CHECK(outbox.counters().reports_dropped == 0);
}

TEST_CASE("an outbox that began in memory goes to the disk once that can be written to",
          "[gatherer]") {
    const support::SmallDisk disk("size=4m");
    if (!disk.is_mounted() || !disk.write_protect()) {
        WARN("not run: mounting needs root");
        return;
    }
    Outbox outbox({.path = disk.path(), .ballast_bytes = 0});
    Gatherer gatherer(outbox, {});
    gatherer.add(fault(), start);
    CHECK(gatherer.store_if_due(start));
    CHECK_FALSE(gatherer.store_if_due(start + 2min));
    CHECK_FALSE(outbox.memory_reason().empty());
    REQUIRE(disk.allow_writing());
    CHECK_FALSE(gatherer.store_if_due(start + 4min));
    CHECK(outbox.memory_reason().empty());
    CHECK(outbox.waiting(Stream::events) == 1);
    CHECK(std::filesystem::exists(disk.path()));
}
