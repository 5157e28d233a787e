#include "backend/truck/event_time.hpp"

#include <catch2/catch.hpp>
#include <cstdint>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using truck::TimeQuality;

namespace {

constexpr auto minute = std::chrono::minutes{1};

Stamp undated(std::uint64_t boot, Duration since_boot) {
    return {.boot = BootId{boot}, .monotonic = Monotonic{since_boot}, .time = Time{minute}};
}

}  // namespace

TEST_CASE("a synchronised stamp is its own time", "[event_time]") {
    truck::StreamClock clock;
    const auto when = clock.event_time(make::stamp("2026-03-01"), make::time("2026-03-09"));
    CHECK(when == make::synchronised(make::time("2026-03-01")));
}

TEST_CASE("without a synchronised clock the boot's earlier reports tell the time", "[event_time]") {
    truck::StreamClock clock;
    const Time received = make::time("2026-03-09");
    clock.event_time(make::stamp("2026-03-01"), received);
    const Duration later = make::time("2026-03-01T01:00:00Z") - make::time("2026-01-01");
    CHECK(clock.event_time(undated(1, later), received) ==
          truck::EventTime{make::time("2026-03-01T01:00:00Z"), TimeQuality::estimated});
    SECTION("but not those of another boot") {
        CHECK(clock.event_time(undated(2, later), received) ==
              truck::EventTime{received, TimeQuality::received});
    }
}

TEST_CASE("a clock that is set right within a boot is right from then on", "[event_time]") {
    truck::StreamClock clock;
    const Time received = make::time("2026-03-09");
    auto stamp = make::stamp("2026-03-01");
    clock.event_time(stamp, received);
    stamp.time += 2 * minute;
    clock.event_time(stamp, received);
    const Duration since_boot = stamp.monotonic.time_since_epoch();
    CHECK(clock.event_time(undated(1, since_boot), received).at == stamp.time);
}

TEST_CASE("a time that cannot be is not believed", "[event_time]") {
    truck::StreamClock clock;
    const auto text = GENERATE("1970-01-05", "2019-12-31", "2026-03-09T01:00:01Z", "2043-01-01");
    const Time received = make::time("2026-03-09");
    CHECK(clock.event_time(make::stamp(text), received) ==
          truck::EventTime{received, TimeQuality::received});
    CHECK(clock.boots.empty());
}

TEST_CASE("four boots are remembered", "[event_time]") {
    truck::StreamClock clock;
    const Time received = make::time("2026-03-09");
    for (std::uint64_t boot = 1; boot <= 5; ++boot) {
        auto stamp = make::stamp("2026-03-01");
        stamp.boot = BootId{boot};
        clock.event_time(stamp, received);
    }
    CHECK(clock.boots.size() == 4);
    CHECK(clock.event_time(undated(1, minute), received).quality == TimeQuality::received);
    CHECK(clock.event_time(undated(5, minute), received).quality == TimeQuality::estimated);
}
