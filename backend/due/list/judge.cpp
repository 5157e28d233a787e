#include "backend/due/list/judge.hpp"

#include "backend/due/due.hpp"
#include "backend/due/history.hpp"
#include "backend/due/list/compliance.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/rules/item_targets.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace roadworthy::due {
namespace {

constexpr std::int64_t whole = 1000;
constexpr int days_of_a_season = 365;

// On one axis: how far beyond the target, and what was allowed.
struct Beyond {
    Criterion criterion = Criterion::none;
    std::int64_t off = 0;
    std::int64_t early = 0;
    std::int64_t tolerance = 0;
    std::int64_t every = 0;  // zero: there is no interval to compare with

    std::int64_t permille() const { return every > 0 ? off * whole / every : 0; }
};

// Each completion beside what the ones before it had left to do.
class Judge {
public:
    Judge(const ItemRule& rule, const ItemHistory& history)
        : rule_(rule), is_cut_(history.is_full()), done_(history.counted()) {
        rule_.is_cut = is_cut_;
    }

    JudgedCompletion judge(const Done& done) const {
        JudgedCompletion judged{.item = rule_.item.key,
                                .at = done.completion.at,
                                .workshop = done.completion.workshop,
                                .is_void = done.is_void};
        const auto place = std::ranges::find(done_, &done);
        const auto number = static_cast<std::size_t>(place - done_.begin());
        if (place != done_.end() && !(number == 0 && is_cut_)) {
            decide(judged, beyond(number));
        }
        return judged;
    }

private:
    std::vector<Beyond> beyond(std::size_t number) const {
        const DoneBefore before(done_.data(), number);
        const Done& done = *done_[number];
        const Interval& interval = interval_of(rule_.item, before);
        const auto made = [&](Criterion criterion, std::int64_t off, const auto amount) {
            return Beyond{.criterion = criterion,
                          .off = off,
                          .early = (rule_.item.early_tolerance().*amount).value_or(0),
                          .tolerance = (rule_.item.tolerance.*amount).value_or(0),
                          .every = (interval.*amount).value_or(0)};
        };
        std::vector<Beyond> all;
        const auto usage = [&](Criterion criterion, const auto amount, const auto place) {
            const auto target = usage_target(rule_, amount, place, before);
            if (target && done.*place) {
                all.push_back(made(criterion, (done.*place)->life - *target, amount));
            }
        };
        usage(Criterion::distance, &Interval::distance_m, &Done::distance);
        usage(Criterion::engine_time, &Interval::engine_time_s, &Done::engine_time);
        usage(Criterion::fuel_used, &Interval::fuel_used_ml, &Done::fuel_used);
        if (const auto day = calendar_target(rule_, before)) {
            const std::int64_t off = (day_of(done.completion.at) - *day).count();
            all.push_back(made(Criterion::calendar, off, &Interval::days));
            if (all.back().every == 0) {
                all.back().every = days_of_a_season;
            }
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

    ItemRule rule_;
    bool is_cut_;
    std::vector<const Done*> done_;  // in the order of time
};

}  // namespace

std::vector<JudgedCompletion> judged(const ItemRule& rule, const ItemHistory& history) {
    const Judge judge(rule, history);
    std::vector<JudgedCompletion> all;
    const auto add = [&](const Done& done) {
        if (done.is_entered) {
            all.push_back(judge.judge(done));
        }
    };
    std::ranges::for_each(history.earlier, add);
    add(history.newest);
    return all;
}

}  // namespace roadworthy::due
