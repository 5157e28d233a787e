#include "backend/due/forecast.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "backend/truck/meters.hpp"
#include "backend/truck/quiet_days.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using due::Outcome;
using make::steady_meter;

namespace {

double today(double day) {
    return truck::meter_days(make::after(0)) + day;
}

// A truck of a random temper, read at random times.
truck::Meter random_meter(make::Random& random) {
    truck::Meter meter;
    double t = today(0);
    double x = 1'000;
    const auto readings = 2 + make::below(random, 60);
    for (std::uint64_t i = 0; i < readings; ++i) {
        t += 0.1 + static_cast<double>(make::below(random, 600)) / 100;
        x += static_cast<double>(make::below(random, 1'200));
        meter.add({t, x});
    }
    return meter;
}

}  // namespace

TEST_CASE("a steady truck is due when its rate says so, a little later as a median", "[forecast]") {
    const auto meter = steady_meter(60, 300);
    const auto outlook = due::predict(meter, today(60), meter.last.x + 3'000, {});
    REQUIRE(outlook);
    const double spread = std::sqrt(0.25 * 0.25 + 0.5 * 0.5 * 10 / 70.0);
    CHECK(outlook->p50.count() == Approx(10.5));
    CHECK(outlook->p10.count() == Approx(10.5 * std::exp(-1.15 * spread)));
    CHECK(outlook->p90.count() == Approx(10.5 * std::exp(1.25 * spread)));
}

TEST_CASE("a target that a reading has reached is due now", "[forecast]") {
    const auto meter = steady_meter(60, 300);
    CHECK(due::predict(meter, today(60), meter.last.x, {}) == due::Outlook{});
    CHECK(due::predict(meter, today(60), meter.last.x - 1, {}) == due::Outlook{});
    CHECK(due::predict(meter, today(60), meter.last.x + 0.001, {})->p50.count() > 0);
}

TEST_CASE("without a reading, or a rate, nothing is predicted", "[forecast]") {
    CHECK_FALSE(due::predict({}, today(1), 100, {}));
    CHECK_FALSE(due::predict(steady_meter(0, 300), today(1), 5'000, {}));
    CHECK_FALSE(due::predict(steady_meter(50, 0), today(50), 5'000, {}));
    CHECK(due::predict(steady_meter(0, 300), today(0), 5'000, {.rate = 200})->p50.count() ==
          Approx(4'000 / 200.0 * 1.05));
}

TEST_CASE("silence: p10 assumes that it drove on, p90 that it was parked", "[forecast]") {
    const auto meter = steady_meter(60, 300);
    const auto heard = due::predict(meter, today(60), meter.last.x + 9'000, {});
    const auto silent = due::predict(meter, today(80), meter.last.x + 9'000, {});
    const double usual = 1.5 * 1 + 2;
    CHECK((heard->p10 - silent->p10).count() == Approx(20));
    CHECK((heard->p50 - silent->p50).count() == Approx(usual + (20 - usual) / 2));
    CHECK((heard->p90 - silent->p90).count() == Approx(usual));
}

TEST_CASE("what is kept as due assumes in silence what the fleet did in its silences",
          "[forecast]") {
    const auto meter = steady_meter(60, 300);
    const double target = meter.last.x + 9'000;
    const auto reached = [&](int day, double share) {
        return due::reach(meter, today(day), target, {.driven_in_silence = share}).value();
    };
    const double unusual = 20 - meter.usual_silence_days();
    CHECK((reached(80, 1).p50 - reached(60, 1).p50).count() == Approx(0).margin(1e-9));
    CHECK((reached(80, 0).p50 - reached(60, 0).p50).count() == Approx(unusual));
    CHECK((reached(80, 0.25).p50 - reached(60, 0).p50).count() == Approx(unusual * 0.75));
    CHECK(reached(80, 0).p10 == reached(60, 0).p10);
    CHECK(reached(80, 0).p90 == reached(80, 1).p90);
}

TEST_CASE("half of a silence is driven until the fleet's silences have said otherwise",
          "[forecast]") {
    due::Silences silences;
    CHECK(silences.driven_share() == 0.5);
    truck::Meter parked;
    parked.silent_minutes = 30 * 1440;
    silences.add(parked);
    CHECK(silences.driven_share() == Approx(0.25));
    auto drove = parked;
    drove.silent_minutes = drove.driven_minutes = 60 * 1440;
    silences.add(drove);
    CHECK(silences.driven_share() == Approx((15 + 60) / 120.0));
}

TEST_CASE("days of driving walk over those on which hardly anybody drives", "[forecast]") {
    const auto meter = steady_meter(60, 300);
    const auto quiet =
        truck::QuietDays::from({{.from = make::after(65), .until = make::after(75)}});
    const auto reached = [&](double now, double km) {
        return due::reach(meter, {.now = now, .target = meter.last.x + km, .quiet = *quiet}, {})
            .value();
    };
    const auto usual = due::reach(meter, today(60), meter.last.x + 3'000, {}).value();
    const auto shut = reached(today(60), 3'000);
    CHECK(usual.p50.count() == Approx(today(60) + 10.5));
    CHECK(shut.p50.count() == Approx(usual.p50.count() + 9));
    CHECK(shut.p90.count() == Approx(usual.p90.count() + 9));
    CHECK(reached(today(60), 1'200).p50.count() == Approx(today(64.2)).epsilon(1e-12));
    // Silent over the break: a day of it, and what the fleet drives of the rest.
    const double silent = 10 + 1 - meter.usual_silence_days();
    CHECK(reached(today(80), 9'000).p50.count() == Approx(today(60) + 31.5 + 9 + silent / 2));
}

TEST_CASE("a reading from after the question counts as of its moment", "[forecast]") {
    const auto meter = steady_meter(60, 300);
    const double target = meter.last.x + 9'000;
    CHECK(due::predict(meter, today(55), target, {}) == due::predict(meter, today(60), target, {}));
}

TEST_CASE("a prediction lies within a year", "[forecast]") {
    const auto meter = steady_meter(60, 1);
    const auto outlook = due::predict(meter, today(60), meter.last.x + 1e6, {});
    CHECK(outlook->p10.count() == 365);
    CHECK(outlook->p90.count() == 365);
    CHECK(due::reach(meter, today(60), meter.last.x + 1e6, {})->p50.count() ==
          Approx(today(60) + 3650));
}

TEST_CASE("a passed target is dated back at the own rate", "[forecast]") {
    const auto meter = steady_meter(60, 300);
    const auto passed = due::reach(meter, today(70), meter.last.x - 900, {});
    CHECK(passed->p10.count() == Approx(today(57)));
    CHECK(passed->p10 == passed->p90);
}

TEST_CASE("a target further on is never reached earlier", "[forecast]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const auto meter = random_meter(random);
    const due::FleetNumbers fleet{
        .rate = 250, .widths = {.z10 = 0.6, .z90 = 0.6 + static_cast<double>(seed % 25) / 10}};
    const double now = meter.last.t + static_cast<double>(make::below(random, 60));
    due::Outlook before{truck::Days{-1e9}, truck::Days{-1e9}, truck::Days{-1e9}};
    bool is_monotone = true;
    for (double target = meter.last.x - 2'000; target < meter.last.x + 40'000; target += 97) {
        const auto at = due::reach(meter, now, target, fleet).value();
        is_monotone = is_monotone && at.p10 >= before.p10 && at.p50 >= before.p50 &&
                      at.p90.count() >= before.p90.count() - 1e-6 && at.p10 <= at.p50 &&
                      at.p50 <= at.p90;
        before = at;
    }
    CHECK(is_monotone);
}

TEST_CASE("more use never makes it later", "[forecast]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const auto meter = random_meter(random);
    const double target = meter.last.x + 10'000;
    const double t = meter.last.t + 1;
    double before = std::numeric_limits<double>::infinity();
    for (double used = 0; used < 1'400; used += 50) {
        auto further = meter;
        if (further.add({t, meter.last.x + used}).verdict == truck::Verdict::accepted) {
            const auto at = due::reach(further, t, target, {.rate = 250});
            CHECK(at->p50.count() <= before);
            before = at->p50.count();
        }
    }
}

TEST_CASE("the fleet's rate is the geometric mean", "[forecast]") {
    due::Prior prior;
    CHECK_FALSE(prior.rate());
    prior.add(100);
    prior.add(400);
    prior.add(0);
    CHECK(*prior.rate() == Approx(200));
}

TEST_CASE("a meter speaks for the fleet from 28 days on", "[forecast]") {
    CHECK_FALSE(due::is_seasoned({}));
    CHECK_FALSE(due::is_seasoned(steady_meter(27, 300)));
    CHECK(due::is_seasoned(steady_meter(28, 300)));
    CHECK_FALSE(due::is_seasoned(steady_meter(28, 0)));
}

TEST_CASE("an asked prediction settles when its target or its p90 has passed", "[forecast]") {
    const due::AskedPrediction asked{.target = 500, .p10 = 10, .p90 = 20};
    CHECK(due::outcome(asked, {.t = 9, .x = 400}) == Outcome::open);
    CHECK(due::outcome(asked, {.t = 9, .x = 500}) == Outcome::early);
    CHECK(due::outcome(asked, {.t = 10, .x = 500}) == Outcome::within);
    CHECK(due::outcome(asked, {.t = 20, .x = 600}) == Outcome::within);
    CHECK(due::outcome(asked, {.t = 21, .x = 600}) == Outcome::late);
    CHECK(due::outcome(asked, {.t = 21, .x = 400}) == Outcome::late);
}

TEST_CASE("calibration moves each width by what went wrong, within its bounds", "[forecast]") {
    due::Widths widths;
    due::settle(widths, Outcome::open);
    CHECK(widths == due::Widths{});
    due::settle(widths, Outcome::early);
    CHECK(widths.z10 == Approx(1.15 + 0.005 * 0.9));
    CHECK(widths.z90 == Approx(1.25 - 0.005 * 0.1));
    due::settle(widths, Outcome::late);
    CHECK(widths.z90 == Approx(1.25 + 0.005 * 0.8));
    for (int i = 0; i < 10'000; ++i) {
        due::settle(widths, Outcome::within);
    }
    CHECK(widths == due::Widths{.z10 = 0.6, .z90 = 0.6});
}

TEST_CASE("what a reading settles is asked no longer", "[forecast]") {
    due::Widths widths;
    std::vector<due::AskedPrediction> asked{{500, 10, 20}, {900, 10, 30}};
    due::settle(widths, asked, {.t = 15, .x = 600});
    CHECK(asked == std::vector<due::AskedPrediction>{{900, 10, 30}});
    CHECK(widths.z10 == Approx(1.15 - 0.0005));
}
