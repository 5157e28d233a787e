#include "agent/uplink/data_plan.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "agent/uplink/ledger.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using uplink::DataPlan;
using uplink::Usage;

namespace {

constexpr std::uint64_t mib = std::uint64_t{1} << 20U;
constexpr std::uint64_t kib = 1024;

}  // namespace

TEST_CASE("without a plan nothing is slowed, but all is counted", "[data_plan]") {
    DataPlan plan(0, {});
    plan.count(1000 * mib, make::day("2026-11-23"));
    CHECK(plan.meters_slower() == 1);
    CHECK(plan.usage().month_bytes == 1000 * mib);
    CHECK(plan.usage().day_bytes == 1000 * mib);
}

TEST_CASE("a day has its share of what the month has left", "[data_plan]") {
    const Day first = make::day("2026-11-01");  // thirty days
    DataPlan plan(30 * mib, {});
    const auto [spent_kib, slower] = GENERATE(table<std::uint64_t, unsigned>(
        {{0, 1}, {511, 1}, {512, 2}, {767, 2}, {768, 4}, {1023, 4}, {1024, 16}, {20'000, 16}}));
    plan.count(spent_kib * kib, first);
    CHECK(plan.meters_slower() == slower);
}

TEST_CASE("what one day took too much is spread over those that are left", "[data_plan]") {
    DataPlan plan(30 * mib, {});
    plan.count(16 * mib, make::day("2026-11-01"));
    CHECK(plan.meters_slower() == 16);
    plan.count(0, make::day("2026-11-02"));
    CHECK(plan.meters_slower() == 1);
    plan.count(14 * mib / 29 / 2, make::day("2026-11-02"));
    CHECK(plan.meters_slower() == 1);
    plan.count(kib, make::day("2026-11-02"));
    CHECK(plan.meters_slower() == 2);
}

TEST_CASE("a plan that is spent leaves a message a day, until the month ends", "[data_plan]") {
    DataPlan plan(mib, {});
    plan.count(mib, make::day("2026-11-29"));
    CHECK(plan.meters_slower() == 72);
    plan.count(0, make::day("2026-11-30"));
    CHECK(plan.meters_slower() == 72);
    plan.count(10, make::day("2026-12-01"));
    CHECK(plan.meters_slower() == 1);
    CHECK(plan.usage() == Usage{make::day("2026-12-01"), 10, 10});
}

TEST_CASE("a day that is not known neither ends a month nor loses a byte", "[data_plan]") {
    DataPlan plan(30 * mib, {});
    plan.count(1000, make::day("2026-11-10"));
    plan.count(1000, std::nullopt);
    CHECK(plan.usage() == Usage{make::day("2026-11-10"), 2000, 2000});
    SECTION("nor does one that steps back within the month") {
        plan.count(1000, make::day("2026-11-09"));
        CHECK(plan.usage() == Usage{make::day("2026-11-09"), 1000, 3000});
    }
}

TEST_CASE("a unit that never knows the day is held to a day's share of a month", "[data_plan]") {
    DataPlan plan(31 * mib, {});
    plan.count(mib, std::nullopt);
    CHECK(plan.meters_slower() == 16);
    CHECK_FALSE(plan.usage().day);
}

TEST_CASE("within a day more bytes never make the meters faster", "[data_plan]") {
    const auto monthly_mib = GENERATE(1U, 3U, 30U, 500U);
    const auto day = GENERATE(1, 15, 28, 30);
    DataPlan plan(monthly_mib * mib, {make::day("2026-11-01"), 0, mib / 2});
    const Day today = make::day("2026-11-01") + std::chrono::days{day - 1};
    unsigned last = 1;
    for (int i = 0; i < 300; ++i) {
        plan.count(std::uint64_t{monthly_mib} * 8 * kib, today);
        CHECK(plan.meters_slower() >= last);
        last = plan.meters_slower();
    }
    CHECK(last == 72);
}

TEST_CASE("the ledger comes back as it was saved", "[data_plan]") {
    const support::TempFolder folder;
    const uplink::Ledger ledger{.usage = {make::day("2026-11-23"), 1234, 567'890},
                                .last_known = make::time("2026-11-23T05:00:00Z")};
    REQUIRE(uplink::save_ledger(folder / "l", ledger));
    CHECK(uplink::load_ledger(folder / "l") == ledger);
    const uplink::Ledger empty;
    REQUIRE(uplink::save_ledger(folder / "l", empty));
    CHECK(uplink::load_ledger(folder / "l") == empty);
}

TEST_CASE("a ledger that is missing, torn or another's counts as none", "[data_plan]") {
    const support::TempFolder folder;
    CHECK(uplink::load_ledger(folder / "none") == uplink::Ledger{});
    CHECK_FALSE(uplink::save_ledger(folder / "no" / "l", {}));
    REQUIRE(uplink::save_ledger(
        folder / "l", {.usage = {make::day("2026-11-23"), 1234, 567'890}, .last_known = {}}));
    std::ifstream in(folder / "l");
    std::string text(std::istreambuf_iterator<char>(in), {});
    SECTION("torn") {
        text.resize(GENERATE(0U, 1U, 20U, 30U));
    }
    SECTION("a digit changed") {
        text.replace(text.find("567890"), 6, "567891");
    }
    SECTION("something else") {
        text = "{\"version\": 1}";
    }
    std::ofstream(folder / "l") << text;
    CHECK(uplink::load_ledger(folder / "l") == uplink::Ledger{});
}
