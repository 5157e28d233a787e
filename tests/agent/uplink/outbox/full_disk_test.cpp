// A disk that is really full, not only a quota: the log itself cannot grow there.

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "agent/uplink/outbox/outbox.hpp"
#include "agent/uplink/outbox/outbox_file.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"
#include "tests/support/small_disk.hpp"

using namespace roadworthy;
using support::SmallDisk;
using uplink::Unnumbered;

namespace {

std::vector<Unnumbered> day_of_reports(int day) {
    const Time begin = make::time("2026-03-01") + std::chrono::days{day};
    const auto stamp = [&](int minute) {
        return make::stamp(iso(begin + std::chrono::minutes{minute}));
    };
    std::vector<Unnumbered> reports{{stamp(0), make::fault(0, 100, 3)}};
    for (int i = 1; i < 144; ++i) {
        reports.push_back({stamp(10 * i), make::meters({make::odometer(1000L * i)})});
    }
    return reports;
}

}  // namespace

TEST_CASE("on a full disk no append fails, no fault goes, and a gap names every meter that does",
          "[outbox]") {
    const SmallDisk disk("size=512k");
    if (!disk.is_mounted()) {
        WARN("not tested: mounting a small disk needs root");
        return;
    }
    const uplink::OutboxSettings settings{.path = disk.path(), .ballast_bytes = 128 * 1024};
    std::optional<uplink::Outbox> held(settings);
    uplink::Outbox& outbox = *held;
    for (int day = 0; day < 120; ++day) {
        REQUIRE_NOTHROW(outbox.append(day_of_reports(day)));
    }
    CHECK(outbox.counters().reports_dropped > 0);
    CHECK(outbox.read(Stream::events, 1, 1000).size() == 120);
    CHECK_FALSE(std::filesystem::exists(disk.path().string() + ".ballast"));
    std::uint64_t next = 1;
    for (const Report& report : outbox.read(Stream::meters, 1, 100'000)) {
        REQUIRE(report.first == next);
        next = report.last + 1;
    }
    CHECK(next == 120 * 143 + 1);
    held.reset();
    held.emplace(settings);
    CHECK(held->counters().files_set_aside == 0);
    CHECK(held->state(Stream::meters).newest == 120 * 143);
    REQUIRE_NOTHROW(held->append(day_of_reports(120)));
}

TEST_CASE("on a disk that cannot be written to the outbox lives in memory", "[outbox]") {
    const SmallDisk disk("size=512k");
    if (!disk.is_mounted() || !disk.write_protect()) {
        WARN("not tested: mounting a small disk needs root");
        return;
    }
    uplink::Outbox outbox({.path = disk.path()});
    CHECK_FALSE(outbox.memory_reason().empty());
    outbox.append(day_of_reports(0));
    CHECK(outbox.state(Stream::meters).newest == 143);
}
