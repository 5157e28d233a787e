#include "backend/due/list/ranking.hpp"

#include "backend/due/due.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

namespace roadworthy::due {
namespace {

using std::chrono::days;

constexpr int one_doubling = 100;

// Whole points towards zero: of two days, the nearer never has fewer.
int points(std::int64_t amount, int per_doubling, int most) {
    const std::int64_t all = std::max<std::int64_t>(amount, 0) * one_doubling / per_doubling;
    return static_cast<int>(std::min<std::int64_t>(all, most));
}

std::optional<Time> limiting_reading(const DueRow& row) {
    const auto of = [](const std::optional<UsageCriterion>& usage) {
        return usage && usage->reading ? std::optional{usage->reading->at} : std::nullopt;
    };
    switch (row.limiting) {
        case Criterion::distance:
            return of(row.distance);
        case Criterion::engine_time:
            return of(row.engine_time);
        case Criterion::fuel_used:
            return of(row.fuel_used);
        case Criterion::calendar:
        case Criterion::none:
            break;
    }
    return std::nullopt;
}

int tolerance_points(const DueRow& row) {
    if (!row.window || !row.latest) {
        return 0;
    }
    return -points((*row.latest - row.window->p50).count(), weights.halved_by_tolerance_days,
                   weights.most_tolerance_points);
}

struct Doubt {
    int width = 0;
    int reading = 0;

    int all() const {
        const int sum = std::min(width + reading, weights.most_doubt_points);
        return sum / weights.doubt_step_points * weights.doubt_step_points;
    }
};

Doubt doubt_of(const DueRow& row) {
    if (!row.window) {
        return {.width = weights.most_doubt_points};
    }
    Doubt doubt{.width = points((row.window->p90 - row.window->p10).count(),
                                weights.halved_by_width_days, weights.most_doubt_points)};
    if (const auto read = limiting_reading(row)) {
        doubt.reading = points((row.window->p50 - day_of(*read)).count(),
                               weights.halved_by_reading_days, weights.most_doubt_points);
    }
    return doubt;
}

int together_points(const DueRow& row) {
    return points(row.together.labour_minutes - row.labour_minutes,
                  weights.doubled_by_labour_minutes, weights.most_together_points);
}

int agreement_points(const DueRow& row, const Agreement& agreement) {
    const bool counts = row.window ? agreement.covers(row.window->p50) : !agreement.name.empty();
    return counts ? weights.agreement_points : 0;
}

bool is_near(const DueRow& one, const DueRow& other) {
    return one.window && other.window &&
           std::chrono::abs(one.window->p50 - other.window->p50) <= days{days_together};
}

std::vector<ScoreReason> reasons_of(const ScoreQuestion& question) {
    const DueRow& row = question.row;
    const RankDay rank = rank_day(row);
    const Doubt doubt = doubt_of(row);
    std::vector<ScoreReason> reasons;
    const auto say = [&](bool holds, ScoreReason reason) {
        if (holds) {
            reasons.push_back(reason);
        }
    };
    say(rank.day && *rank.day <= question.today, ScoreReason::past_its_day);
    say(rank.day && *rank.day > question.today && *rank.day <= question.today + days{days_of_lead},
        ScoreReason::near_its_day);
    say(!rank.day || rank.basis == Basis::stale, ScoreReason::undated);
    say(-tolerance_points(row) >= weights.most_tolerance_points / 2, ScoreReason::may_wait);
    say(row.window && doubt.width >= one_doubling / 2, ScoreReason::vague);
    say(doubt.reading >= one_doubling / 2, ScoreReason::old_reading);
    say(question.tier == truck::Tier::vip, ScoreReason::vip);
    say(question.tier == truck::Tier::prospect, ScoreReason::prospect);
    say(agreement_points(row, question.agreement) > 0, ScoreReason::agreement);
    say(together_points(row) > 0, ScoreReason::more_together);
    return reasons;
}

}  // namespace

void put_together(std::vector<DueRow>& rows) {
    for (DueRow& row : rows) {
        row.together = {.items = 1, .labour_minutes = row.labour_minutes};
        for (const DueRow& other : rows) {
            if (&other != &row && is_near(row, other)) {
                ++row.together.items;
                row.together.labour_minutes += other.labour_minutes;
            }
        }
    }
}

RankDay rank_day(const DueRow& row) {
    const bool is_stale = row.usage_known_until == Day{};
    return {.day = row.window ? std::optional{row.window->p50} : std::nullopt,
            .basis = row.is_reached || row.is_past_tolerance ? Basis::reached
                     : is_stale                              ? Basis::stale
                                                             : Basis::expected};
}

int urgency_points(const RankDay& day, Day today) {
    const int undated =
        -weights.undated_as_days_before * one_doubling / weights.doubled_in_days_before;
    if (!day.day) {
        return undated;
    }
    const std::int64_t past = (today - *day.day).count();
    const std::int64_t dated = past < 0 ? past * one_doubling / weights.doubled_in_days_before
                                        : std::min<std::int64_t>(past, weights.most_days_after) *
                                              one_doubling / weights.doubled_in_days_after;
    return static_cast<int>(day.basis == Basis::stale ? std::max<std::int64_t>(dated, undated)
                                                      : dated);
}

int merit_points(const DueRow& row, const Agreement& agreement) {
    return tolerance_points(row) - doubt_of(row).all() + agreement_points(row, agreement) +
           together_points(row);
}

int tier_points(truck::Tier tier) {
    switch (tier) {
        case truck::Tier::vip:
            return weights.vip_points;
        case truck::Tier::prospect:
            return weights.prospect_points;
        case truck::Tier::ordinary:
            break;
    }
    return 0;
}

RowScore score_of(const ScoreQuestion& question) {
    const DueRow& row = question.row;
    return {.urgency = urgency_points(rank_day(row), question.today) + tolerance_points(row),
            .certainty = -doubt_of(row).all(),
            .value = tier_points(question.tier) + agreement_points(row, question.agreement) +
                     together_points(row),
            .reasons = reasons_of(question)};
}

double factor(int points) {
    return std::exp2(points / static_cast<double>(one_doubling));
}

}  // namespace roadworthy::due
