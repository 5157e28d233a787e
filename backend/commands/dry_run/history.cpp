#include "backend/commands/dry_run/history.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/due/list/compliance.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/templates.hpp"
#include "backend/ingest/apply/rebuild.hpp"
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

// A truck's completions as one book of plans sees them.
class Verdicts {
public:
    Verdicts(const customers::Dossier& dossier, const due::PlanById& plans) : dossier_(dossier) {
        const auto choice = due::plan_for(*dossier.record, plans);
        if (const auto found = choice ? plans.find(choice->plan) : plans.end();
            found != plans.end()) {
            plan_ = found->second;
        }
    }

    // In the order of time; what was taken back is unknown under any rule.
    std::vector<due::JudgedCompletion> of(const std::string& item) const {
        return due::judged({.plan = plan_,
                            .delivered = dossier_.record->delivered,
                            .done = dossier_.done,
                            .state = dossier_.state,
                            .tick = {},
                            .overrides = dossier_.overrides,
                            .region = dossier_.record->workshop},
                           item);
    }

private:
    const customers::Dossier& dossier_;
    due::Plan plan_{.id = PlanId::from("-").value()};  // of a truck without one
};

struct Books {
    const due::PlanById& before;
    const due::PlanById& after;
};

void count(const customers::Dossier& dossier, Books books,
           std::map<std::string, VerdictTable>& tables) {
    if (!dossier.record) {
        return;
    }
    const Verdicts before(dossier, books.before);
    const Verdicts after(dossier, books.after);
    for (const auto& [item, history] : dossier.done) {
        const auto old_rule = before.of(item);
        const auto new_rule = after.of(item);
        for (std::size_t i = 0; i < old_rule.size(); ++i) {
            if (!old_rule[i].is_void) {
                ++tables[item]
                      .at(static_cast<std::size_t>(old_rule[i].verdict))
                      .at(static_cast<std::size_t>(new_rule[i].verdict));
            }
        }
    }
}

std::map<std::string, VerdictTable> all_verdicts(sql::Connection& copy, Books books) {
    std::map<std::string, VerdictTable> all;
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
    found.verdicts = all_verdicts(copy, {question.plans, plans});
    return found;
}

}  // namespace roadworthy::backend
