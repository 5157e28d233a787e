#include "backend/due/scorecard.hpp"

#include "backend/due/forecast.hpp"
#include "backend/truck/meters.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

namespace roadworthy::due {
namespace {

constexpr std::int64_t day = 24 * 60;  // minutes
constexpr double most_gap_days = 14;

double within_a_year(double days) {
    return std::clamp(days, 0.0, forecast_tunables.most_days);
}

std::int64_t minutes(double days) {
    return std::llround(days * day);
}

// When the line between the two readings reaches it.
double crossing(double target, truck::MeterPoint before, truck::MeterPoint newest) {
    if (before.x >= target) {
        return before.t;
    }
    return before.t + (newest.t - before.t) * (target - before.x) / (newest.x - before.x);
}

}  // namespace

Settlement settle(const KeptPrediction& kept, truck::MeterPoint before, truck::MeterPoint newest) {
    const auto days = [&](Days point) { return within_a_year(point.count() - kept.asked); };
    const double p10 = days(kept.reached.p10);
    const double p50 = days(kept.reached.p50);
    const double p90 = days(kept.reached.p90);
    const bool is_reached = newest.x >= kept.target;
    const double at = is_reached ? crossing(kept.target, before, newest) : newest.t;
    const double actual = std::max(at - kept.asked, 0.0);
    Settlement settlement{.how = Settling::open,
                          .notice_minutes = minutes(p50),
                          .error_minutes = minutes(p50 - actual),
                          .width_minutes = minutes(p90 - p10),
                          .is_early = actual<p10, .is_late = actual> p90};
    if (is_reached) {
        const bool is_vague = before.x < kept.target && newest.t - before.t > most_gap_days;
        settlement.how = is_vague ? Settling::vague : Settling::reached;
    } else if (p50 < actual) {
        settlement.how = Settling::contradicted;
    }
    return settlement;
}

void Score::add(const Settlement& settlement) {
    const std::int64_t off = std::abs(settlement.error_minutes);
    ++count;
    within_3_days += off <= 3 * day ? 1 : 0;
    within_7_days += off <= 7 * day ? 1 : 0;
    early += settlement.is_early ? 1 : 0;
    late += settlement.is_late ? 1 : 0;
    error_minutes += settlement.error_minutes;
    off_minutes += off;
    width_minutes += settlement.width_minutes;
}

Score& Score::operator+=(const Score& other) {
    count += other.count;
    within_3_days += other.within_3_days;
    within_7_days += other.within_7_days;
    early += other.early;
    late += other.late;
    error_minutes += other.error_minutes;
    off_minutes += other.off_minutes;
    width_minutes += other.width_minutes;
    return *this;
}

std::optional<double> Score::mean_days(std::int64_t minutes) const {
    return count == 0
               ? std::nullopt
               : std::optional{static_cast<double>(minutes) / day / static_cast<double>(count)};
}

std::optional<double> Score::share_of(std::uint64_t part) const {
    return count == 0 ? std::nullopt
                      : std::optional{static_cast<double>(part) / static_cast<double>(count)};
}

std::optional<Notice> notice_of(const Settlement& settlement) {
    constexpr std::array<std::int64_t, 5> begins{4, 8, 15, 29, 57};
    const auto after = std::ranges::upper_bound(begins, settlement.notice_minutes / day);
    if (after == begins.begin() || after == begins.end()) {
        return std::nullopt;
    }
    return static_cast<Notice>(after - begins.begin() - 1);
}

void Scorecard::add(const Settlement& settlement) {
    if (settlement.how == Settling::open) {
        ++open;
        return;
    }
    if (settlement.how == Settling::vague) {
        ++vague;
        return;
    }
    contradicted += settlement.how == Settling::contradicted ? 1 : 0;
    all.add(settlement);
    if (const auto notice = notice_of(settlement)) {
        by_notice[static_cast<std::size_t>(*notice)].add(settlement);
    }
}

Scorecard& Scorecard::operator+=(const Scorecard& other) {
    all += other.all;
    for (std::size_t i = 0; i < by_notice.size(); ++i) {
        by_notice[i] += other.by_notice[i];
    }
    open += other.open;
    contradicted += other.contradicted;
    vague += other.vague;
    return *this;
}

void settle(Scorecard& scorecard, std::vector<KeptPrediction>& kept, truck::MeterPoint before,
            truck::MeterPoint newest) {
    std::erase_if(kept, [&](const KeptPrediction& one) {
        const auto settlement = settle(one, before, newest);
        const bool is_final =
            settlement.how == Settling::reached || settlement.how == Settling::vague;
        if (is_final) {
            scorecard.add(settlement);
        }
        return is_final;
    });
}

Scorecard as_of_now(Scorecard scorecard, const std::vector<KeptPrediction>& kept,
                    truck::MeterPoint newest) {
    for (const auto& one : kept) {
        scorecard.add(settle(one, newest, newest));
    }
    return scorecard;
}

}  // namespace roadworthy::due
