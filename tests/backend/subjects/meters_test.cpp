#include "backend/truck/meters.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

#include "backend/truck/quiet_days.hpp"
#include "common/report.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using truck::HeldReason;
using truck::Meter;
using truck::Verdict;

namespace {

constexpr double t0 = 20'000;  // days since 1970

Meter after_days(int days, double km_a_day = 300) {
    Meter meter;
    for (int day = 0; day <= days; ++day) {
        meter.add({t0 + day, 100'000 + day * km_a_day});
    }
    return meter;
}

}  // namespace

TEST_CASE("a meter in steady use has exactly its rate", "[meters]") {
    const Meter meter = after_days(60);
    CHECK(*meter.own_rate() == Approx(300).epsilon(1e-9));
    CHECK(meter.dispersion == Approx(0).margin(1e-9));
    CHECK(*meter.usual_gap == Approx(1));
    CHECK(meter.believed == 61);
}

TEST_CASE("without a reading there is no rate but the fleet's", "[meters]") {
    const Meter meter{};
    CHECK_FALSE(meter.own_rate());
    CHECK_FALSE(meter.rate(std::nullopt));
    CHECK(*meter.rate(250) == 250);
}

TEST_CASE("the fleet's rate weighs as ten days of own history and is clipped", "[meters]") {
    const Meter meter = after_days(10, 100);
    CHECK(*meter.rate(200) == Approx((10 * 200 + 10 * 100) / 20.0));
    CHECK(*meter.rate(10'000) == Approx((10 * 500 + 10 * 100) / 20.0));
    CHECK(*meter.rate(1) == Approx((10 * 20 + 10 * 100) / 20.0));
}

TEST_CASE("a second reading of the same hour is a duplicate, and the larger one stays",
          "[meters]") {
    Meter meter = after_days(20);
    CHECK(meter.add({t0 + 20.01, 106'003}).verdict == Verdict::duplicate);
    CHECK(meter.last.x == 106'003);
    CHECK(meter.add({t0 + 20.02, 106'001}).verdict == Verdict::duplicate);
    CHECK(meter.last.x == 106'003);
}

TEST_CASE("a reading that no truck drives is held with its reason", "[meters]") {
    Meter meter = after_days(20);
    const Meter before = meter;
    SECTION("backwards") {
        const auto judgement = meter.add({t0 + 21, 50'000});
        CHECK(judgement == truck::Judgement{Verdict::held, HeldReason::went_back});
    }
    SECTION("faster than physics") {
        const auto judgement = meter.add({t0 + 21, 106'000 + 1'531});
        CHECK(judgement == truck::Judgement{Verdict::held, HeldReason::too_fast});
    }
    SECTION("faster than this truck ever runs") {
        Meter slow = after_days(20, 10);
        CHECK(slow.add({t0 + 21, 100'200 + 601}).reason == HeldReason::too_fast);
        CHECK(slow.add({t0 + 22, 100'200 + 700}).verdict == Verdict::accepted);
        return;
    }
    CHECK(meter.last == before.last);
    CHECK(meter.own_rate() == before.own_rate());
}

TEST_CASE("as much as physics allows is accepted", "[meters]") {
    Meter meter = after_days(20);
    CHECK(meter.add({t0 + 21, 106'000 + 1'530}).verdict == Verdict::accepted);
}

TEST_CASE("a reading on the old line drops what was held", "[meters]") {
    Meter meter = after_days(20);
    meter.add({t0 + 21, 999'999});
    CHECK(meter.pending_count == 1);
    CHECK(meter.add({t0 + 22, 106'600}).verdict == Verdict::accepted);
    CHECK(meter.pending_count == 0);
    CHECK(*meter.own_rate() == Approx(300).epsilon(1e-9));
}

TEST_CASE("a replaced meter is followed from its second reading at the truck's pace", "[meters]") {
    Meter meter = after_days(40);
    const double rate = *meter.own_rate();
    CHECK(meter.add({t0 + 41, 0}).verdict == Verdict::held);
    CHECK(meter.add({t0 + 42, 300}).verdict == Verdict::rebased);
    CHECK(meter.last == truck::MeterPoint{t0 + 42, 300});
    CHECK(*meter.own_rate() == Approx(rate));
    CHECK(meter.rebased == 1);
    CHECK(meter.add({t0 + 43, 600}).verdict == Verdict::accepted);
}

TEST_CASE("a new level at another pace needs four readings", "[meters]") {
    Meter meter = after_days(40, 300);
    CHECK(meter.add({t0 + 41, 0}).verdict == Verdict::held);
    CHECK(meter.add({t0 + 42, 1'400}).verdict == Verdict::held);
    CHECK(meter.add({t0 + 43, 2'800}).verdict == Verdict::held);
    CHECK(meter.add({t0 + 44, 4'200}).verdict == Verdict::rebased);
}

TEST_CASE("held readings that contradict each other are never followed", "[meters]") {
    Meter meter = after_days(40);
    for (int i = 1; i <= 20; ++i) {
        CHECK(meter.add({t0 + 40 + i, 90'000.0 - i * 1'000}).verdict == Verdict::held);
    }
    CHECK(meter.rejected == 19);
    CHECK(meter.last.x == 112'000);
}

TEST_CASE("a first reading that was an error is given up for two that agree", "[meters]") {
    Meter meter;
    meter.add({t0, 9'999'999});
    CHECK(meter.add({t0 + 1, 100'000}).verdict == Verdict::held);
    CHECK(meter.add({t0 + 2, 100'300}).verdict == Verdict::rebased);
    CHECK(meter.first == truck::MeterPoint{t0 + 1, 100'000});
    CHECK(*meter.own_rate() == Approx(300));
}

TEST_CASE("a believed reading never lies below the one before on its level", "[meters]") {
    const auto seed = GENERATE(take(100, random(0, 1 << 30)));
    INFO(seed);
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    Meter meter;
    double t = t0;
    double x = 50'000;
    bool is_sound = true;
    for (int i = 0; i < 200; ++i) {
        t += static_cast<double>(make::below(random, 300)) / 100 - 0.2;
        x += static_cast<double>(make::below(random, 500));
        const bool is_wrong = make::below(random, 8) == 0;
        const double shown = is_wrong ? static_cast<double>(make::below(random, 200'000)) : x;
        const Meter before = meter;
        const auto judgement = meter.add({t, shown});
        const bool is_held = judgement.verdict == Verdict::held;
        is_sound = is_sound && meter.own_rate().value_or(0) >= 0 && meter.pending_count <= 3 &&
                   is_held == (judgement.reason != HeldReason::none) &&
                   (judgement.verdict == Verdict::rebased ||
                    (meter.last.x >= before.last.x && meter.last.t >= before.last.t));
    }
    CHECK(is_sound);
}

TEST_CASE("days on which hardly anybody drives do not slow the rate", "[meters]") {
    const Time begin = make::after(0);
    const auto quiet = truck::QuietDays::from({{.from = begin + std::chrono::days{40},
                                                .until = begin + std::chrono::days{50}}})
                           .value();
    Meter meter;
    Meter without;
    const double start = truck::meter_days(begin);
    const double hours = GENERATE(1.5, 6.0, 24.0, 240.0);
    for (double t = start; t <= start + 60; t += hours / 24) {
        const double km = 100'000 + 300 * quiet.driving_days(start, t);
        meter.add({t, km}, quiet);
        without.add({t, km});
    }
    CHECK(*meter.own_rate() == Approx(300).epsilon(1e-6));
    CHECK(*without.own_rate() < 275);
}

TEST_CASE("what is plausible on a quiet day goes by the clock", "[meters]") {
    const Time begin = make::after(0);
    const auto quiet =
        truck::QuietDays::from({{.from = begin, .until = begin + std::chrono::days{90}}}).value();
    Meter meter;
    meter.add({truck::meter_days(begin), 100'000}, quiet);
    CHECK(meter.add({truck::meter_days(begin) + 1, 101'400}, quiet).verdict == Verdict::accepted);
}

TEST_CASE("how much was driven in an unusual silence is remembered", "[meters]") {
    Meter meter = after_days(60);
    const double usual = meter.usual_silence_days();
    CHECK(usual == Approx(1 + (61 * 1 + 2 * 7) / 63.0));
    const double driven_km = GENERATE(0.0, 3'000.0, 6'300.0, 9'000.0);
    REQUIRE(meter.add({t0 + 81, 118'000 + driven_km}).verdict == Verdict::accepted);
    CHECK(meter.silent_minutes == Approx((21 - usual) * 1440).margin(1));
    CHECK(meter.driven_minutes ==
          Approx(std::clamp(driven_km / 300 - usual, 0.0, 21 - usual) * 1440).margin(1));
}

TEST_CASE("a silence is nothing unusual while the meter is young, or it is as long as others",
          "[meters]") {
    Meter young = after_days(10);
    young.add({t0 + 30, 103'000});
    CHECK(young.silent_minutes == 0);
    Meter meter = after_days(60);
    meter.add({t0 + 60 + meter.usual_silence_days(), 118'600});
    CHECK(meter.silent_minutes == 0);
}

TEST_CASE("a silence counts for 45 days at most", "[meters]") {
    Meter meter = after_days(60);
    meter.add({t0 + 700, 118'300});
    CHECK(meter.silent_minutes == 45 * 1440);
    CHECK(meter.driven_minutes == 0);
}

TEST_CASE("the first gap is a week, and the own ones take over", "[meters]") {
    CHECK(Meter{}.usual_silence_days() == 8);
    CHECK(after_days(2).usual_silence_days() == Approx(1 + (3 * 1 + 2 * 7) / 5.0));
    CHECK(after_days(1'000).usual_silence_days() == Approx(2).margin(0.02));
}

TEST_CASE("a meter takes at most 200 bytes", "[meters]") {
    CHECK(sizeof(Meter) <= 200);
}

TEST_CASE("units and values convert without loss", "[meters]") {
    const auto kind = GENERATE(MeterKind::odometer, MeterKind::engine_time, MeterKind::fuel_used);
    const auto value = GENERATE(std::int64_t{0}, 5, 402'123'455, 9'999'999'999);
    CHECK(truck::meter_value(kind, truck::meter_units(kind, value)) == value);
    CHECK(truck::meter_units(MeterKind::engine_time, 7'200) == 2.0);
    CHECK(truck::meter_units(MeterKind::odometer, 1'500) == 1.5);
    CHECK(truck::meter_days(make::time("1970-01-02T12:00:00Z")) == 1.5);
}
