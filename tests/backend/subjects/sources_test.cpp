#include "backend/truck/sources.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <vector>

#include "backend/truck/meters.hpp"
#include "common/report.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using make::after;
using make::cluster_245;
using make::engine_917;
using make::reading;
using truck::HeldReason;
using truck::KindMeters;
using truck::Verdict;

namespace {

constexpr std::int64_t daily = 300'000;  // m

KindMeters with_917(int days) {
    KindMeters meters;
    for (int day = 0; day <= days; ++day) {
        meters.add(reading(engine_917, after(day), day * daily));
    }
    return meters;
}

}  // namespace

TEST_CASE("the first believed source is followed, and life to date begins as it shows",
          "[sources]") {
    KindMeters meters;
    CHECK(meters.followed() == nullptr);
    CHECK_FALSE(meters.life);
    meters.add(reading(cluster_245, after(0), 98'000'000));
    CHECK(meters.followed()->source == cluster_245);
    CHECK(meters.life->value == 98'000'000);
}

TEST_CASE("readings minutes apart lose no distance", "[sources]") {
    KindMeters meters;
    std::int64_t shown = 0;
    for (int minute = 0; minute <= 60 * 24 * 20; minute += 10) {
        const bool is_driving = minute % (60 * 24) < 60 * 10;
        shown += is_driving ? 10'000 : 0;
        meters.add(reading(engine_917, after(0, minute / 60.0), shown));
    }
    CHECK(meters.life->value == shown);
    CHECK(*meters.followed()->meter.own_rate() == Approx(600).epsilon(0.05));
}

TEST_CASE("two odometers 98,000 km apart run side by side", "[sources]") {
    KindMeters meters;
    for (int day = 0; day <= 20; ++day) {
        meters.add(reading(cluster_245, after(day), 98'000'000 + day * daily));
        meters.add(reading(engine_917, after(day), day * daily));
    }
    CHECK(meters.followed()->source == engine_917);
    CHECK(meters.life->value == 98'000'000 + 20 * daily);
    CHECK(meters.life_of({.at = after(20), .value = 98'000'000 + 20 * daily}, meters.life->value) ==
          meters.life->value);
    CHECK(meters.life_of({.at = after(20), .value = 20 * daily}, meters.life->value) ==
          meters.life->value);
}

TEST_CASE("when the followed source is lost, another takes over without a step", "[sources]") {
    KindMeters meters;
    for (int day = 0; day <= 40; ++day) {
        if (day <= 20) {
            meters.add(reading(engine_917, after(day), 7'000'000 + day * daily));
        }
        meters.add(reading(cluster_245, after(day), 98'000'000 + day * daily));
    }
    CHECK(meters.followed()->source == cluster_245);
    CHECK(meters.life->value == 7'000'000 + 40 * daily);
}

TEST_CASE("the offset of a source beside the followed one is kept up to date", "[sources]") {
    KindMeters meters;
    const auto cluster_shows = [](int day) { return 98'000'000 + day * daily * 102 / 100; };
    for (int day = 0; day <= 40; ++day) {
        if (day <= 20) {
            meters.add(reading(engine_917, after(day), day * daily));
        }
        meters.add(reading(cluster_245, after(day), cluster_shows(day)));
    }
    CHECK(meters.life->value == 20 * daily + cluster_shows(40) - cluster_shows(20));
}

TEST_CASE("a wrong first reading is given up, and life begins with what follows", "[sources]") {
    KindMeters meters;
    const auto wrong = GENERATE(std::int64_t{9'999'999'000}, 12'000);
    meters.add(reading(engine_917, after(0), wrong));
    CHECK(meters.add(reading(engine_917, after(1), 500'000'000)).verdict == Verdict::held);
    CHECK(meters.life->value == wrong);
    CHECK(meters.add(reading(engine_917, after(2), 500'300'000)).verdict == Verdict::rebased);
    CHECK(meters.life->value == 500'300'000);
    CHECK(meters.followed()->offset() == 0);
}

TEST_CASE("a wrong first reading beside a confirmed source leaves life alone", "[sources]") {
    auto meters = with_917(10);
    meters.add(reading(cluster_245, after(10), 9'999'999'000));
    meters.add(reading(cluster_245, after(11), 98'000'000));
    meters.add(reading(engine_917, after(12), 12 * daily));
    meters.add(reading(cluster_245, after(12), 98'300'000));
    CHECK(meters.life->value == 12 * daily);
    CHECK(meters.life_of({.at = after(12), .value = 98'300'000}, 12 * daily) == 12 * daily);
}

TEST_CASE("a wrong first reading by hand does not shift those that follow", "[sources]") {
    auto meters = with_917(20);
    meters.add(reading(truck::by_hand, after(20, 5), 9'999'999'000));
    meters.add(reading(truck::by_hand, after(21, 5), 21 * daily));
    CHECK(meters.add(reading(truck::by_hand, after(22, 5), 22 * daily)).verdict ==
          Verdict::rebased);
    CHECK(meters.tracks.back().offset() == 0);
}

TEST_CASE("a source that takes over from below goes on from life to date", "[sources]") {
    auto meters = with_917(20);
    meters.add(reading(truck::by_hand, after(30), 20 * daily - 90'000));
    CHECK(meters.followed()->source == truck::by_hand);
    CHECK(meters.life->value == 20 * daily);
    meters.add(reading(truck::by_hand, after(31), 20 * daily + 110'000));
    CHECK(meters.life->value == 20 * daily + 200'000);
}

TEST_CASE("a reading that is taken back within the hour does not take life back", "[sources]") {
    KindMeters meters;
    meters.add(reading(engine_917, after(0), 100'000));
    meters.add(reading(engine_917, after(0, 0.3), 150'000));
    meters.add(reading(engine_917, after(0, 0.6), 120'000));
    CHECK(meters.followed()->latest->value == 120'000);
    CHECK(meters.life->value == 150'000);
}

TEST_CASE("a source that stands still beside one that runs is not followed", "[sources]") {
    KindMeters meters;
    for (int day = 0; day <= 30; ++day) {
        meters.add(reading(engine_917, after(day), 5'000'000 + day));
        meters.add(reading(cluster_245, after(day), 98'000'000 + day * daily));
    }
    CHECK(meters.followed()->source == cluster_245);
    CHECK(meters.life->value >= 5'000'000 + 15 * daily);
}

TEST_CASE("a better source that appears later leads once it has a history", "[sources]") {
    KindMeters meters;
    const auto day_of_both = [&](int day) {
        meters.add(reading(cluster_245, after(day), 98'000'000 + day * daily));
        meters.add(reading(engine_917, after(day), day * daily));
    };
    for (int day = 0; day < 20; ++day) {
        meters.add(reading(cluster_245, after(day), 98'000'000 + day * daily));
    }
    for (int day = 20; day < 30; ++day) {
        day_of_both(day);
    }
    CHECK(meters.followed()->source == cluster_245);
    for (int day = 30; day <= 40; ++day) {
        day_of_both(day);
    }
    CHECK(meters.followed()->source == engine_917);
    CHECK(meters.life->value == 98'000'000 + 40 * daily);
}

TEST_CASE("a replaced cluster opens an epoch, and life to date goes on", "[sources]") {
    auto meters = with_917(30);
    const std::int64_t before = meters.life->value;
    for (int day = 31; day <= 40; ++day) {
        meters.add(reading(engine_917, after(day), 7'000'000 + (day - 31) * daily));
        CHECK(meters.life->value >= before);
    }
    CHECK(meters.life->value == before + 9 * daily);
    CHECK(meters.followed()->epochs.size() == 2);
    SECTION("and what an instrument showed before and after means the same truck") {
        CHECK(meters.life_of({.at = after(10), .value = 10 * daily}, 11 * daily) == 10 * daily);
        CHECK(meters.life_of({.at = after(40), .value = 7'000'000 + 9 * daily}, before) ==
              before + 9 * daily);
    }
}

TEST_CASE("what a person reads off counts where no bus speaks", "[sources]") {
    auto meters = with_917(20);
    SECTION("not beside a source that does") {
        meters.add(reading(truck::by_hand, after(20, 1), 20 * daily + 1'000));
        CHECK(meters.followed()->source == engine_917);
        CHECK(meters.life->value == 20 * daily);
    }
    SECTION("on the same scale once the bus has been silent for a week") {
        meters.add(reading(truck::by_hand, after(30), 30 * daily));
        CHECK(meters.followed()->source == truck::by_hand);
        CHECK(meters.life->value == 30 * daily);
    }
}

TEST_CASE("at most eight sources are kept, never without the followed one", "[sources]") {
    auto meters = with_917(1);
    for (std::uint8_t address = 1; address < 40; ++address) {
        meters.add(reading({.spn = 245, .source_address = address}, after(2, address / 60.0),
                           address * 1'000'000L));
        CHECK(meters.followed()->source == engine_917);
    }
    CHECK(meters.tracks.size() == 8);
    CHECK(meters.evicted == 32);
}

TEST_CASE("life to date never decreases once it is confirmed, whatever is sent", "[sources]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const std::vector<MeterSource> sources{engine_917, cluster_245, {245, 23}, truck::by_hand};
    KindMeters meters;
    std::int64_t truth = 0;
    double hours = 0;
    std::vector<std::int64_t> offsets{0, 98'000'000, 5'000'000, 0};
    std::int64_t life = 0;
    bool never_decreased = true;
    for (int i = 0; i < 300; ++i) {
        hours += static_cast<double>(make::below(random, 4'000)) / 100;
        truth += static_cast<std::int64_t>(make::below(random, 900'000));
        const auto which = make::below(random, sources.size());
        if (make::below(random, 60) == 0) {
            offsets[which] = -truth;  // replaced: begins at zero
        }
        const bool is_wrong = make::below(random, 6) == 0;
        const auto wrong = static_cast<std::int64_t>(make::below(random, 900'000'000));
        const bool is_confirmed = std::ranges::any_of(
            meters.tracks, [](const auto& track) { return track.meter.believed >= 4; });
        meters.add(
            reading(sources[which], after(0, hours), is_wrong ? wrong : truth + offsets[which]));
        const std::int64_t now = meters.life ? meters.life->value : 0;
        never_decreased = never_decreased && (!is_confirmed || now >= life);
        life = now;
    }
    CHECK(never_decreased);
    CHECK(meters.tracks.size() <= 4);
}

TEST_CASE("every meter swap is recovered within four readings, and none is invented", "[sources]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    KindMeters meters;
    std::int64_t shown = 100'000'000;
    double days = 0;
    const auto drive = [&] {
        const double step = 0.2 + static_cast<double>(make::below(random, 200)) / 100;
        const auto m_per_day = static_cast<double>(100'000 + make::below(random, 600'000));
        days += step;
        shown += static_cast<std::int64_t>(step * m_per_day);
        return meters.add(reading(engine_917, after(days), shown)).verdict;
    };
    for (int i = 0; i < 40; ++i) {
        CHECK(drive() == Verdict::accepted);
    }
    shown = static_cast<std::int64_t>(make::below(random, 90'000'000));
    int needed = 1;
    while (drive() != Verdict::rebased) {
        ++needed;
        REQUIRE(needed <= 4);
    }
    CHECK(drive() == Verdict::accepted);
}
