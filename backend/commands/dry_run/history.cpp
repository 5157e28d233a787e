#include "backend/commands/dry_run/history.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/targets.hpp"
#include "backend/due/templates.hpp"
#include "backend/ingest/apply/rebuild.hpp"
#include "backend/store/derived/fleet_rows.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/meters/scorecard.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

constexpr std::size_t trucks_at_once = 512;

std::vector<views::ScoreRow> scores(sql::Connection& copy) {
    return views::scorecard(copy, store::Scope::everything(), {}).value().rows;
}

const due::PlanItem* item_of(const due::PlanById& plans, const std::optional<PlanId>& plan,
                             const std::string& key) {
    const auto found = plan ? plans.find(*plan) : plans.end();
    if (found == plans.end()) {
        return nullptr;
    }
    for (const due::PlanItem& item : found->second.items) {
        if (item.key == key) {
            return &item;
        }
    }
    return nullptr;
}

// A truck's completions as one book of plans sees them; none where it has no such item, or where
// the truck's papers set the date.
class Timings {
public:
    Timings(const customers::Dossier& dossier, const due::PlanById& plans)
        : dossier_(dossier), plans_(plans) {
        if (const auto choice = due::plan_for(*dossier.record, plans)) {
            plan_ = choice->plan;
        }
    }

    std::vector<due::Timing> of(const std::string& key, const due::ItemHistory& history) const {
        const due::PlanItem* rule = item_of(plans_, plan_, key);
        const auto change = dossier_.overrides.find(key);
        const bool has_change = change != dossier_.overrides.end();
        if (rule == nullptr ||
            (has_change && (change->second.is_excluded || change->second.due_on))) {
            return std::vector(history.counted().size(), due::Timing::unknown);
        }
        const due::PlanItem item = has_change ? due::changed_by(*rule, change->second) : *rule;
        return due::timings({.item = item,
                             .history = history,
                             .delivered = dossier_.record->delivered,
                             .region = dossier_.record->workshop});
    }

private:
    const customers::Dossier& dossier_;
    const due::PlanById& plans_;
    std::optional<PlanId> plan_;
};

struct Books {
    const due::PlanById& before;
    const due::PlanById& after;
};

void count(const customers::Dossier& dossier, Books books,
           std::map<std::string, TimingTable>& tables) {
    if (!dossier.record) {
        return;
    }
    const Timings before(dossier, books.before);
    const Timings after(dossier, books.after);
    for (const auto& [key, history] : dossier.done) {
        const auto old_rule = before.of(key, history);
        const auto new_rule = after.of(key, history);
        for (std::size_t i = 0; i < old_rule.size(); ++i) {
            ++tables[key]
                  .at(static_cast<std::size_t>(old_rule[i]))
                  .at(static_cast<std::size_t>(new_rule[i]));
        }
    }
}

std::map<std::string, TimingTable> all_timings(sql::Connection& copy, Books books) {
    std::map<std::string, TimingTable> all;
    store::Tables tables(copy, store::Version::live);
    std::optional<TruckId> after;
    for (auto trucks = store::trucks_after(tables, after, trucks_at_once); !trucks.empty();
         trucks = store::trucks_after(tables, after, trucks_at_once)) {
        after = trucks.back();
        for (const TruckId& truck : trucks) {
            if (const auto stored = store::find_dossier(tables, truck)) {
                count(stored->dossier, books, all);
            }
        }
    }
    return all;
}

}  // namespace

BackTest back_test(sql::Connection& copy, const BackTestQuestion& question) {
    BackTest found;
    if (const auto kept = store::partitions(copy); !kept.empty()) {
        found.from = day_of(kept.front().first_received);
    }
    ingest::rebuild_assuming(copy, {}, question.until);
    found.before = scores(copy);
    ingest::rebuild_assuming(copy, question.candidates, question.until);
    found.after = scores(copy);
    due::PlanById plans = question.plans;
    for (const due::Plan& plan : question.candidates) {
        due::take(plans, plan);
    }
    found.timings = all_timings(copy, {question.plans, plans});
    return found;
}

}  // namespace roadworthy::backend
