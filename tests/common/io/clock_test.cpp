#include <catch2/catch.hpp>

#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/time.hpp"

using namespace roadworthy;

TEST_CASE("the time since boot never goes back, and the boot keeps its id", "[clock]") {
    const Monotonic earlier = io::since_boot();
    const Monotonic later = io::since_boot();
    CHECK(earlier <= later);
    CHECK(earlier > Monotonic{});
    CHECK(io::boot_id() == io::boot_id());
    CHECK(io::boot_id() != BootId{});
}

TEST_CASE("an instant lies between what was read before and after it, by both clocks", "[clock]") {
    const Instant before{.wall = io::now(), .monotonic = io::since_boot()};
    const Instant instant = io::instant();
    CHECK(before.monotonic <= instant.monotonic);
    CHECK(instant.monotonic <= io::since_boot());
    CHECK(before.wall <= instant.wall);
    CHECK(instant.wall <= io::now());
}

TEST_CASE("the wall clock is past the day on which this was written", "[clock]") {
    CHECK(io::now() > parse_time("2024-01-01").value());
}
