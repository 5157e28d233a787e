#include "backend/due/list/compliance.hpp"

#include "backend/due/due.hpp"
#include "backend/due/history.hpp"
#include "backend/due/list/judge.hpp"
#include "backend/due/plans.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace roadworthy::due {
namespace {

// The item of the plan, or none; as it is for this truck.
PlanItem item_for(const DueQuestion& question, const std::string& key, const ItemOverride* own) {
    const auto planned = std::ranges::find(question.plan.items, key, &PlanItem::key);
    PlanItem item = planned == question.plan.items.end() ? PlanItem{.key = key} : *planned;
    return own == nullptr ? item : changed_by(std::move(item), *own);
}

}  // namespace

std::vector<JudgedCompletion> judged(const DueQuestion& question, const std::string& item) {
    const auto known = question.done.find(item);
    if (known == question.done.end()) {
        return {};
    }
    const auto change = question.overrides.find(item);
    const ItemOverride* own = change == question.overrides.end() ? nullptr : &change->second;
    // What is not for this truck is judged by nobody: it has no rule.
    const bool has_rule = own == nullptr || !own->is_excluded;
    const PlanItem rule = has_rule ? item_for(question, item, own) : PlanItem{.key = item};
    auto all = judged({.item = rule,
                       .delivered = question.delivered,
                       .region = question.region,
                       .due_on = has_rule && own != nullptr ? own->due_on : std::nullopt},
                      known->second);
    if (known->second.is_full() && known->second.earlier.front().is_entered) {
        all.erase(all.begin());
    }
    return all;
}

}  // namespace roadworthy::due
