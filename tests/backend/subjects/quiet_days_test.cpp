#include "backend/truck/quiet_days.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "backend/truck/meters.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using truck::QuietDays;
using truck::QuietSpan;

namespace {

Time at(const std::string& day) {
    return make::time(day + "T00:00:00Z");
}

double day(const std::string& text) {
    return truck::meter_days(at(text));
}

QuietDays new_year() {
    return QuietDays::from({{.from = at("2026-02-16"), .until = at("2026-02-26")}}).value();
}

}  // namespace

TEST_CASE("without quiet days every day counts", "[quiet_days]") {
    CHECK(truck::no_quiet_days.driving_days(100, 107.5) == 7.5);
    CHECK(truck::no_quiet_days.date(100, 7.5) == 107.5);
    CHECK(truck::no_quiet_days.date(100, -7.5) == 92.5);
}

TEST_CASE("of a quiet day a tenth counts", "[quiet_days]") {
    const auto quiet = new_year();
    CHECK(quiet.driving_days(day("2026-02-01"), day("2026-02-16")) == Approx(15));
    CHECK(quiet.driving_days(day("2026-02-16"), day("2026-02-26")) == Approx(1));
    CHECK(quiet.driving_days(day("2026-02-18"), day("2026-02-20")) == Approx(0.2));
    CHECK(quiet.driving_days(day("2026-02-10"), day("2026-03-01")) == Approx(6 + 1 + 3));
    CHECK(quiet.driving_days(day("2026-03-01"), day("2026-03-05")) == Approx(4));
}

TEST_CASE("days of driving walk over quiet ones to a date, and back", "[quiet_days]") {
    const auto quiet = new_year();
    CHECK(quiet.date(day("2026-02-10"), 5) == Approx(day("2026-02-15")));
    CHECK(quiet.date(day("2026-02-10"), 6.5) == Approx(day("2026-02-21")));
    CHECK(quiet.date(day("2026-02-10"), 10) == Approx(day("2026-03-01")));
    CHECK(quiet.date(day("2026-03-01"), -10) == Approx(day("2026-02-10")));
    CHECK(quiet.date(day("2026-02-21"), -0.5) == Approx(day("2026-02-16")));
}

TEST_CASE("the way to a date and back is always the same, and never leads backwards",
          "[quiet_days]") {
    const auto seed = GENERATE(take(200, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    std::vector<QuietSpan> spans;
    auto from = at("2020-01-01");
    for (std::uint64_t i = make::below(random, 8); i > 0; --i) {
        from += std::chrono::hours{make::below(random, 3'000)};
        const auto until = from + std::chrono::hours{1 + make::below(random, 500)};
        spans.push_back({.from = from,
                         .until = until,
                         .weight = static_cast<double>(1 + make::below(random, 100)) / 100});
        from = until;
    }
    const auto quiet = QuietDays::from(spans).value();
    const double begin = day("2019-12-20") + static_cast<double>(make::below(random, 400));
    double before = -std::numeric_limits<double>::infinity();
    bool is_sound = true;
    for (double days = -60; days < 300; days += 7.3) {
        const double date = quiet.date(begin, days);
        const double back =
            date >= begin ? quiet.driving_days(begin, date) : -quiet.driving_days(date, begin);
        is_sound = is_sound && back == Approx(days).margin(1e-6) && date >= before;
        before = date;
    }
    CHECK(is_sound);
}

TEST_CASE("quiet days that make no sense are refused", "[quiet_days]") {
    const auto refused = [](std::vector<QuietSpan> spans) {
        return !QuietDays::from(std::move(spans)).has_value();
    };
    CHECK(refused({{at("2026-02-16"), at("2026-02-16")}}));
    CHECK(refused({{at("2026-02-16"), at("2026-02-10")}}));
    CHECK(refused({{at("2026-02-16"), at("2026-02-26"), 0}}));
    CHECK(refused({{at("2026-02-16"), at("2026-02-26"), 1.01}}));
    CHECK(
        refused({{at("2026-02-16"), at("2026-02-26"), std::numeric_limits<double>::quiet_NaN()}}));
    CHECK(refused({{at("2026-02-20"), at("2026-02-28")}, {at("2026-02-16"), at("2026-02-21")}}));
    CHECK_FALSE(
        refused({{at("2026-02-20"), at("2026-02-28")}, {at("2026-02-16"), at("2026-02-20")}}));
    std::vector<QuietSpan> many;
    for (int i = 0; i < 65; ++i) {
        many.push_back({make::after(2.0 * i), make::after(2.0 * i + 1)});
    }
    CHECK(refused(many));
    many.pop_back();
    CHECK_FALSE(refused(many));
}

TEST_CASE("two calendars differ from where the first span does", "[quiet_days]") {
    const auto one = new_year();
    CHECK_FALSE(one.first_difference(new_year()));
    CHECK(one.first_difference({}) == at("2026-02-16"));
    CHECK(QuietDays{}.first_difference(one) == at("2026-02-16"));
    const auto longer = QuietDays::from({{at("2026-02-16"), at("2026-02-28")}}).value();
    CHECK(one.first_difference(longer) == at("2026-02-16"));
    const auto more = QuietDays::from({{at("2026-02-16"), at("2026-02-26")},
                                       {at("2026-10-01"), at("2026-10-05")}})
                          .value();
    CHECK(one.first_difference(more) == at("2026-10-01"));
    const auto before = QuietDays::from({{at("2026-01-01"), at("2026-01-02")},
                                         {at("2026-02-16"), at("2026-02-26")}})
                            .value();
    CHECK(one.first_difference(before) == at("2026-01-01"));
}
