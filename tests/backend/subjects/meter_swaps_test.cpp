#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include "backend/truck/meters.hpp"
#include "backend/truck/sources.hpp"
#include "common/report.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using make::after;
using make::below;
using make::engine_917;
using make::reading;
using truck::Verdict;

namespace {

enum class Swap { new_cluster, used_cluster, rollback, miles, hours, new_engine };

// A truck that is driven, and what its instrument makes of that.
class Driven {
public:
    explicit Driven(std::uint64_t seed) : random_(seed) {
        truth_ = 50'000'000 + std::int64_t(below(random_, 900'000'000));
        pace_ = 60'000 + std::int64_t(below(random_, 640'000));
    }

    // Some hours or days later.
    Verdict next() {
        const double step = 0.2 + double(below(random_, 200)) / 100;
        const double drawn = 0.3 + double(below(random_, 140)) / 100;
        days_ += step;
        truth_ += std::llround(step * drawn * double(pace_));
        return meters.add(reading(source_, after(days_), shown())).verdict;
    }
    // What stands there on that day, typed wrongly.
    Verdict mistyped() {
        std::string digits = std::to_string(truth_ / 1000);
        const auto at = below(random_, digits.size());
        switch (below(random_, 4)) {
            case 0:
                digits.erase(at, 1);
                break;
            case 1:
                digits.insert(at, 1, char('0' + below(random_, 10)));
                break;
            case 2:
                std::swap(digits[at], digits[below(random_, digits.size())]);
                break;
            default:
                digits[at] = char('0' + (digits[at] - '0' + 1 + int(below(random_, 9))) % 10);
        }
        days_ += 0.5;
        truth_ += std::llround(0.5 * double(pace_));
        was_wrong = digits != std::to_string(truth_ / 1000);
        return meters.add(reading(source_, after(days_), std::stoll("0" + digits) * 1000)).verdict;
    }
    void replace(Swap swap) {
        const double share = 0.05 + double(below(random_, 60)) / 100;
        switch (swap) {
            case Swap::new_cluster:
                offset_ = -truth_;
                break;
            case Swap::used_cluster:
                offset_ = std::int64_t(below(random_, 900'000'000)) - truth_;
                break;
            case Swap::rollback:
                offset_ = -std::llround(share * double(truth_));
                break;
            case Swap::miles:
                scale_ = 0.621371;
                break;
            case Swap::hours:
                scale_ = 1.0 / double(20 + below(random_, 50));
                break;
            case Swap::new_engine:
                source_.source_address = 0;
                offset_ = 1'000'000 - truth_;
                break;
        }
    }
    std::int64_t shown() const { return std::llround(scale_ * double(truth_)) + offset_; }
    std::int64_t life() const { return meters.life ? meters.life->value : 0; }
    std::int64_t driven_as_shown() const { return std::llround(scale_ * double(truth_)); }

    truck::KindMeters meters;
    bool was_wrong = false;

private:
    make::Random random_;
    MeterSource source_ = engine_917;
    std::int64_t truth_ = 0;
    std::int64_t pace_ = 0;
    std::int64_t offset_ = 0;
    double scale_ = 1;
    double days_ = 0;
};

}  // namespace

TEST_CASE("every kind of meter swap is recovered within four readings, and life goes on",
          "[meter_swaps]") {
    const auto swap = GENERATE(Swap::new_cluster, Swap::used_cluster, Swap::rollback, Swap::miles,
                               Swap::hours, Swap::new_engine);
    const auto seed = GENERATE(take(500, random(0, 1 << 30)));
    INFO(int(swap) << ' ' << seed);
    Driven truck{static_cast<std::uint64_t>(seed)};
    for (int i = 0; i < 40; ++i) {
        truck.next();
    }
    const std::int64_t before = truck.life();
    truck.replace(swap);
    for (int i = 0; i < 4; ++i) {
        truck.next();
    }
    const std::int64_t recovered = truck.life();
    const std::int64_t shown = truck.driven_as_shown();
    for (int i = 0; i < 6; ++i) {
        CHECK(truck.next() != Verdict::held);
    }
    CHECK(recovered >= before);
    CHECK(std::abs(truck.life() - recovered - (truck.driven_as_shown() - shown)) <= 2);
    CHECK(truck.meters.tracks.size() == (swap == Swap::new_engine ? 2U : 1U));
}

TEST_CASE("no meter swap is ever invented on a series without errors", "[meter_swaps]") {
    const auto seed = GENERATE(take(500, random(0, 1 << 30)));
    INFO(seed);
    Driven truck{static_cast<std::uint64_t>(seed)};
    for (int i = 0; i < 200; ++i) {
        CHECK(truck.next() != Verdict::rebased);
    }
    CHECK(truck.life() == truck.shown());
    CHECK(truck.meters.followed()->epochs.size() == 1);
}

TEST_CASE("two in three typing errors are held, and hardly a good reading", "[meter_swaps]") {
    int wrong = 0;
    int wrong_held = 0;
    int good = 0;
    int good_held = 0;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        Driven truck(seed);
        make::Random random(seed + 1);
        for (int i = 0; i < 100; ++i) {
            const bool is_typed = i > 10 && below(random, 20) == 0;
            const bool is_held = (is_typed ? truck.mistyped() : truck.next()) == Verdict::held;
            const bool is_wrong = is_typed && truck.was_wrong;
            wrong += is_wrong ? 1 : 0;
            wrong_held += is_wrong && is_held ? 1 : 0;
            good += is_wrong ? 0 : 1;
            good_held += !is_wrong && is_held ? 1 : 0;
        }
    }
    INFO("wrong " << wrong << ", held " << wrong_held << "; good " << good << ", held "
                  << good_held);
    CHECK(wrong_held >= 0.65 * wrong);
    CHECK(good_held <= 0.025 * good);
}
