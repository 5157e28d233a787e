#include "agent/uplink/gatherer.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "agent/uplink/outbox.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/agent/uplink/unnumbered.hpp"

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
