#include "backend/due/list/compliance.hpp"

#include "backend/due/due.hpp"
#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/sources.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace roadworthy::due {
namespace {

constexpr std::int64_t whole = 1000;

// On one axis: how far beyond the target, and what was allowed.
struct Beyond {
    Criterion criterion = Criterion::none;
    std::int64_t off = 0;
    std::int64_t early = 0;
    std::int64_t tolerance = 0;
    std::int64_t every = 0;  // zero: there is no interval to compare with

    std::int64_t permille() const { return every > 0 ? off * whole / every : 0; }
};

// The entries of one item in the order of time, of which those from `count` on are taken back.
ItemHistory only_first(const ItemHistory& history, std::size_t count) {
    ItemHistory before = history;
    for (std::size_t i = 0; i < before.earlier.size(); ++i) {
        before.earlier[i].is_void = before.earlier[i].is_void || i >= count;
    }
    before.newest.is_void = true;
    return before;
}

// The item's own rule and row, as they were before one of its completions.
class Judge {
public:
    Judge(const DueQuestion& question, const std::string& item)
        : question_(question), item_(item), plan_{.id = question.plan.id} {
        const auto change = question.overrides.find(item);
        const ItemOverride* own = change == question.overrides.end() ? nullptr : &change->second;
        const auto planned = std::ranges::find(question.plan.items, item, &PlanItem::key);
        if (planned != question.plan.items.end()) {
            plan_.items.push_back(*planned);
        }
        if (own != nullptr) {
            overrides_.emplace(item, *own);
        }
        const PlanItem bare{.key = item};
        const PlanItem& rule = plan_.items.empty() ? bare : plan_.items.front();
        rule_ = own == nullptr ? rule : changed_by(rule, *own);
    }

    JudgedCompletion judge(const Done& done, const ItemHistory& before) const {
        JudgedCompletion judged{.item = item_,
                                .at = done.completion.at,
                                .workshop = done.completion.workshop,
                                .is_void = done.is_void};
        if (done.is_void) {
            return judged;
        }
        const HistoryByItem history{{item_, before}};
        const auto rows = due_rows({.plan = plan_,
                                    .delivered = question_.delivered,
                                    .done = history,
                                    .state = question_.state,
                                    .tick = question_.tick,
                                    .overrides = overrides_,
                                    .region = question_.region});
        if (!rows.empty()) {
            decide(judged, beyond(rows.front(), done));
        }
        return judged;
    }

private:
    std::vector<Beyond> beyond(const DueRow& row, const Done& done) const {
        std::vector<Beyond> all;
        const auto usage = [&](Criterion criterion, MeterKind kind,
                               const std::optional<UsageCriterion>& target, const auto amount,
                               const std::optional<truck::LifeAt>& place) {
            if (target && target->target && place) {
                const truck::SourceTrack* track = question_.state.of(kind).followed();
                const std::int64_t life =
                    *target->target + (track == nullptr ? 0 : track->offset());
                all.push_back({.criterion = criterion,
                               .off = place->life - life,
                               .early = (rule_.early_tolerance().*amount).value_or(0),
                               .tolerance = (rule_.tolerance.*amount).value_or(0),
                               .every = (row.interval.*amount).value_or(0)});
            }
        };
        usage(Criterion::distance, MeterKind::odometer, row.distance, &Interval::distance_m,
              done.distance);
        usage(Criterion::engine_time, MeterKind::engine_time, row.engine_time,
              &Interval::engine_time_s, done.engine_time);
        usage(Criterion::fuel_used, MeterKind::fuel_used, row.fuel_used, &Interval::fuel_used_ml,
              done.fuel_used);
        if (row.calendar) {
            constexpr int days_of_a_season = 365;
            all.push_back({.criterion = Criterion::calendar,
                           .off = (day_of(done.completion.at) - *row.calendar).count(),
                           .early = rule_.early_tolerance().days.value_or(0),
                           .tolerance = rule_.tolerance.days.value_or(0),
                           .every = row.interval.days.value_or(days_of_a_season)});
        }
        return all;
    }

    static void decide(JudgedCompletion& judged, const std::vector<Beyond>& all) {
        if (all.empty()) {
            return;
        }
        const Beyond& furthest = *std::ranges::max_element(all, {}, &Beyond::permille);
        judged.criterion = furthest.criterion;
        judged.off_permille = furthest.permille();
        judged.verdict = Verdict::early;
        for (const Beyond& one : all) {
            if (one.criterion == Criterion::calendar) {
                judged.off_days = one.off;
            }
            if (one.off > one.tolerance) {
                judged.verdict = Verdict::late;
            } else if (one.off >= -one.early && judged.verdict != Verdict::late) {
                judged.verdict = Verdict::on_time;
            }
        }
    }

    const DueQuestion& question_;
    const std::string& item_;
    Plan plan_;
    OverrideByItem overrides_;
    PlanItem rule_;
};

}  // namespace

std::vector<JudgedCompletion> judged(const DueQuestion& question, const std::string& item) {
    std::vector<JudgedCompletion> all;
    const auto known = question.done.find(item);
    if (known == question.done.end()) {
        return all;
    }
    const ItemHistory& history = known->second;
    const Judge judge(question, item);
    for (std::size_t i = history.is_full() ? 1 : 0; i <= history.earlier.size(); ++i) {
        const Done& done = i < history.earlier.size() ? history.earlier[i] : history.newest;
        if (done.is_entered) {
            all.push_back(judge.judge(done, only_first(history, i)));
        }
    }
    return all;
}

}  // namespace roadworthy::due
