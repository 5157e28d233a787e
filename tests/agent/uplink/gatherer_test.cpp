#include "agent/uplink/gatherer.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <ios>
#include <string>
#include <vector>

#include "agent/uplink/outbox/outbox.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/agent/uplink/unnumbered.hpp"
#include "tests/support/make.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using uplink::fault;
using uplink::Gatherer;
using uplink::meters;
using uplink::Outbox;

namespace {

constexpr Monotonic start{1h};

Outbox outbox_in_memory() {
    return Outbox({.path = ":memory:"});
}

std::uint64_t newest(const Outbox& outbox, Stream stream) {
    return outbox.state(stream).newest;
}

}  // namespace

TEST_CASE("meters are stored together, once the oldest has waited for the interval", "[gatherer]") {
    Outbox outbox = outbox_in_memory();
    Gatherer gatherer(outbox, {.store_interval = 5min});
    gatherer.add(meters(1000), start);
    gatherer.add(meters(2000), start + 4min);
    CHECK_FALSE(gatherer.store_if_due(start + 5min - 1s));
    CHECK(newest(outbox, Stream::meters) == 0);
    CHECK(gatherer.store_if_due(start + 5min));
    CHECK(newest(outbox, Stream::meters) == 2);
    CHECK(gatherer.is_empty());
}

TEST_CASE("a fault is stored at once, and what gathers goes with it", "[gatherer]") {
    Outbox outbox = outbox_in_memory();
    Gatherer gatherer(outbox, {.store_interval = 5min});
    gatherer.add(meters(1000), start);
    gatherer.add(fault(), start);
    CHECK(gatherer.store_if_due(start));
    CHECK(newest(outbox, Stream::meters) == 1);
    CHECK(newest(outbox, Stream::events) == 1);
    gatherer.add(meters(2000), start + 1s);
    CHECK_FALSE(gatherer.store_if_due(start + 1s));  // the interval begins anew
}

TEST_CASE("so many meters do not wait for the interval", "[gatherer]") {
    Outbox outbox = outbox_in_memory();
    Gatherer gatherer(outbox, {.most_together = 3});
    gatherer.add(meters(1000), start);
    gatherer.add(meters(2000), start);
    CHECK_FALSE(gatherer.store_if_due(start));
    gatherer.add(meters(3000), start);
    CHECK(gatherer.store_if_due(start));
}

TEST_CASE("once the day's budget of flash is written, meters gather for longer, faults do not",
          "[gatherer]") {
    Outbox outbox = outbox_in_memory();
    Gatherer gatherer(outbox,
                      {.store_interval = 5min, .most_written_bytes = 1000, .frugal_interval = 1h});
    const auto stores_after = [&](Monotonic now) {
        gatherer.add(meters(1000), now);
        return !gatherer.store_if_due(now + 59min)        ? 60min
               : outbox.state(Stream::meters).newest == 1 ? 59min
                                                          : 0min;
    };
    gatherer.note_written(500, start);
    SECTION("within the budget") {
        gatherer.note_written(1500, start + 1h);
        CHECK(gatherer.counters().flash_budgets_spent == 0);
        CHECK(stores_after(start) == 59min);
    }
    SECTION("beyond it") {
        gatherer.note_written(1501, start + 1h);
        CHECK(gatherer.counters().flash_bytes_written == 1501);
        CHECK(gatherer.counters().flash_budgets_spent == 1);
        CHECK(stores_after(start) == 60min);
        CHECK(gatherer.store_if_due(start + 1h));
        gatherer.add(fault(), start + 1h);
        CHECK(gatherer.store_if_due(start + 1h));
        SECTION("until the next day") {
            gatherer.note_written(1600, start + 24h);
            CHECK(gatherer.counters().flash_budgets_spent == 1);
            gatherer.add(meters(2000), start + 24h);
            CHECK(gatherer.store_if_due(start + 24h + 5min));
        }
    }
}

TEST_CASE("a file that breaks while it is used is set aside, and nothing is lost that can be read",
          "[gatherer]") {
    const support::TempFolder folder;
    Outbox outbox({.path = folder / "o.db", .ballast_bytes = 0});
    outbox.append(std::vector(5000, meters(1000)));
    outbox.append(std::vector{fault()});
    outbox.set_committed(Stream::meters, 4990);
    {
        std::fstream file(folder / "o.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(std::streamoff{20} * 1024);
        file << std::string(std::size_t{100} * 1024, '\x5A');
    }
    SECTION("as reports are stored") {
        Gatherer gatherer(outbox, {});
        for (int i = 0; i < 64; ++i) {
            gatherer.add({make::stamp("2026-04-01"), make::meters({make::odometer(1)})}, start);
        }
        REQUIRE(gatherer.store(start));
        CHECK(outbox.waiting(Stream::meters) == 10 + 64);
    }
    SECTION("as reports are read") {
        CHECK(outbox.read(Stream::meters, 1, 5000).empty());
        CHECK(outbox.waiting(Stream::meters) == 10);
    }
    CHECK(outbox.counters().files_set_aside == 1);
    CHECK(outbox.memory_reason().empty());
    CHECK(outbox.state(Stream::meters).is_sealed);
    CHECK(outbox.waiting(Stream::events) == 1);
    CHECK(outbox.read(Stream::meters, 4991, 10).size() == 10);
}
