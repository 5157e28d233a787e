#include "backend/due/scorecard.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <optional>
#include <vector>

#include "backend/due/forecast.hpp"
#include "backend/truck/meters.hpp"
#include "common/ids.hpp"

using namespace roadworthy;
using due::KeptPrediction;
using due::Notice;
using due::Scorecard;
using due::Settlement;
using due::Settling;
using truck::Days;

namespace {

constexpr double asked = 20'000;  // days since 1970

// Asked when the meter stood at 0, for 1,000 on day 10, within days 7 to 15.
KeptPrediction kept(double p50 = 10) {
    return {
        .truck = TruckId::from("TRUCK001").value(),
        .asked = asked,
        .target = 1'000,
        .reached = {
            .p10 = Days{asked + p50 - 3}, .p50 = Days{asked + p50}, .p90 = Days{asked + p50 + 5}}};
}

truck::MeterPoint read_on(double day, double value) {
    return {.t = asked + day, .x = value};
}

double error_days(const Settlement& settlement) {
    return static_cast<double>(settlement.error_minutes) / 1440;
}

Settlement reached_on(double day, double p50 = 10) {
    return due::settle(kept(p50), read_on(day - 1, 900), read_on(day, 1'000));
}

}  // namespace

TEST_CASE("a target is reached on the line between two readings", "[scorecard]") {
    const auto settlement = due::settle(kept(), read_on(7, 800), read_on(11, 1'200));
    CHECK(settlement.how == Settling::reached);
    CHECK(error_days(settlement) == Approx(1));
    CHECK(settlement.notice_minutes == 10 * 1440);
    CHECK(settlement.width_minutes == 8 * 1440);
}

TEST_CASE("what was reached before it was asked was due at once", "[scorecard]") {
    CHECK(error_days(due::settle(kept(), read_on(-1, 1'100), read_on(5, 1'200))) == Approx(10));
    CHECK(error_days(due::settle(kept(), read_on(-3, 900), read_on(1, 1'300))) == Approx(10));
}

TEST_CASE("a prediction is open until its p50 has gone by, then wrong by what has", "[scorecard]") {
    const auto before = read_on(9, 500);
    CHECK(due::settle(kept(), before, read_on(10, 600)).how == Settling::open);
    const auto contradicted = due::settle(kept(), before, read_on(12, 600));
    CHECK(contradicted.how == Settling::contradicted);
    CHECK(error_days(contradicted) == Approx(-2));
    CHECK_FALSE(contradicted.is_late);
    CHECK(due::settle(kept(), before, read_on(15.5, 600)).is_late);
}

TEST_CASE("a crossing in a gap of more than two weeks is nobody's error", "[scorecard]") {
    CHECK(due::settle(kept(), read_on(2, 0), read_on(16, 2'000)).how == Settling::reached);
    CHECK(due::settle(kept(), read_on(2, 0), read_on(16.1, 2'000)).how == Settling::vague);
}

TEST_CASE("before p10 is early, after p90 late, and the rest covered", "[scorecard]") {
    due::Score score;
    score.add(reached_on(6.9));
    score.add(reached_on(7));
    score.add(reached_on(15));
    score.add(reached_on(15.1));
    CHECK(score.early == 1);
    CHECK(score.late == 1);
    CHECK(*score.coverage() == 0.5);
    CHECK(score.within_3_days == 1);
    CHECK(score.within_7_days == 4);
    CHECK(*score.mean_error_days() == Approx((3.1 + 3 + 5 + 5.1) / 4));
    CHECK(*score.bias_days() == Approx((3.1 + 3 - 5 - 5.1) / 4));
}

TEST_CASE("nothing settled has no share and no error", "[scorecard]") {
    CHECK_FALSE(due::Score{}.coverage());
    CHECK_FALSE(due::Score{}.mean_error_days());
}

TEST_CASE("each notice is counted by itself, from its first day to its last", "[scorecard]") {
    const auto [p50, notice] =
        GENERATE(table<double, std::optional<Notice>>({{3.9, std::nullopt},
                                                       {4, Notice::days_4_to_7},
                                                       {7.9, Notice::days_4_to_7},
                                                       {8, Notice::days_8_to_14},
                                                       {14.9, Notice::days_8_to_14},
                                                       {15, Notice::days_15_to_28},
                                                       {29, Notice::days_29_to_56},
                                                       {56.9, Notice::days_29_to_56},
                                                       {57, std::nullopt}}));
    INFO(p50);
    CHECK(due::notice_of(reached_on(5, p50)) == notice);
    Scorecard scorecard;
    scorecard.add(reached_on(5, p50));
    CHECK(scorecard.all.count == 1);
    for (const auto one : {Notice::days_4_to_7, Notice::days_8_to_14, Notice::days_15_to_28,
                           Notice::days_29_to_56}) {
        CHECK(scorecard.at(one).count == (one == notice ? 1 : 0));
    }
}

TEST_CASE("what is reached leaves the list, what is contradicted counts only in what is shown",
          "[scorecard]") {
    Scorecard scorecard;
    auto far = kept(40);
    far.target = 9'000;
    auto wrong = kept(5);
    wrong.target = 2'000;
    std::vector<KeptPrediction> list{kept(), far, wrong};
    due::settle(scorecard, list, read_on(8, 900), read_on(9, 1'000));
    CHECK(list == std::vector{far, wrong});
    CHECK(scorecard.all.count == 1);
    CHECK(scorecard.contradicted == 0);
    const auto shown = due::as_of_now(scorecard, list, read_on(9, 1'000));
    CHECK(shown.all.count == 2);
    CHECK(shown.contradicted == 1);
    CHECK(shown.open == 1);
    due::settle(scorecard, list, read_on(19, 1'000), read_on(21, 3'000));
    CHECK(list == std::vector{far});
    CHECK(scorecard.all.count == 2);
    CHECK(scorecard.contradicted == 0);
}

TEST_CASE("a fleet's scorecard is the sum of its trucks', in any order", "[scorecard]") {
    std::vector<Scorecard> trucks(3);
    Scorecard together;
    for (int i = 0; i < 60; ++i) {
        const auto settlement =
            due::settle(kept(i * 7 % 80), read_on(i * 0.7, 900), read_on(i, 700 + i * 9));
        trucks[static_cast<std::size_t>(i % 3)].add(settlement);
        together.add(settlement);
    }
    CHECK(together.all.count > 10);
    CHECK(together.open > 0);
    CHECK(together.all.early > 0);
    CHECK(together.all.late > 0);
    Scorecard forwards;
    Scorecard backwards;
    for (std::size_t i = 0; i < 3; ++i) {
        forwards += trucks[i];
        backwards += trucks[2 - i];
    }
    CHECK(forwards == together);
    CHECK(backwards == together);
}
