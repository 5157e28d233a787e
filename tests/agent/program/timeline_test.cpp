#include "agent/timeline.hpp"

#include <catch2/catch.hpp>
#include <optional>

#include "common/io/clock.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;

TEST_CASE("a live moment gets the wall time that was then", "[timeline]") {
    const Monotonic now = io::since_boot();
    const Monotonic moment = now - 10s;
    const Stamp stamp = agent::live_timeline(std::nullopt, now).stamp(moment);
    CHECK(stamp.monotonic == moment);
    CHECK(stamp.boot == io::boot_id());
    CHECK(stamp.time < io::now() - 9s);
    CHECK(stamp.time > io::now() - 60s);
    CHECK(stamp.clock == ClockQuality::unsynchronised);
}

TEST_CASE("a live moment gets the time that is known, whatever the wall clock says", "[timeline]") {
    const Monotonic now{1h};
    const Time known{1'800'000'000s};
    const Stamp stamp = agent::live_timeline(known, now).stamp(now - 10s);
    CHECK(stamp.time == known - 10s);
    CHECK(stamp.monotonic == now - 10s);
    CHECK(stamp.clock == ClockQuality::synchronised);
}

TEST_CASE("a log keeps its own time, counted from its first frame", "[timeline]") {
    const Monotonic first{1'600'000'000s};
    const auto stamp = agent::recorded_timeline(first).stamp(first + 5s);
    CHECK(stamp.monotonic == Monotonic{5s});
    CHECK(stamp.time == Time{1'600'000'005s});
    CHECK(stamp.clock == ClockQuality::synchronised);
}

TEST_CASE("a log that counts from its start has no clock to trust", "[timeline]") {
    CHECK(agent::recorded_timeline(Monotonic{}).stamp(Monotonic{1s}).clock ==
          ClockQuality::unsynchronised);
}

TEST_CASE("a rebased log begins now, and each replay is a boot of its own", "[timeline]") {
    const Monotonic first{1'600'000'000s};
    const Time before = io::now();
    const auto timeline = agent::rebased_timeline(first);
    CHECK(timeline.stamp(first).time >= before);
    CHECK(timeline.stamp(first).time <= io::now());
    CHECK(timeline.stamp(first + 1h).time - timeline.stamp(first).time == 1h);
    CHECK(timeline.boot != agent::rebased_timeline(first).boot);
}
