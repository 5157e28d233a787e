#include "backend/due/templates.hpp"

#include "backend/due/plans.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roadworthy::due {
namespace {

struct Field {
    std::vector<std::string> Selector::* list;
    std::string truck::TruckRecord::* word;
};
// The weightiest first.
constexpr std::array<Field, 4> all_fields = {{{&Selector::models, &truck::TruckRecord::model},
                                              {&Selector::engines, &truck::TruckRecord::engine},
                                              {&Selector::duties, &truck::TruckRecord::duty},
                                              {&Selector::segments, &truck::TruckRecord::segment}}};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_same(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other, {}, lower, lower);
}

bool has(const std::vector<std::string>& list, std::string_view word) {
    return std::ranges::any_of(list, [&](const std::string& one) { return is_same(one, word); });
}

// How many fields it names, and which: the greater one is the more special.
using Rank = std::pair<int, std::array<bool, all_fields.size()>>;

Rank rank_of(const Selector& selector) {
    Rank rank;
    for (std::size_t i = 0; i < all_fields.size(); ++i) {
        rank.second.at(i) = !(selector.*all_fields.at(i).list).empty();
        rank.first += rank.second.at(i) ? 1 : 0;
    }
    return rank;
}

}  // namespace

bool fits(const Selector& selector, const truck::TruckRecord& record) {
    return std::ranges::all_of(all_fields, [&](const Field& field) {
        const auto& list = selector.*field.list;
        return list.empty() || has(list, record.*field.word);
    });
}

bool may_tie(const Selector& one, const Selector& other) {
    return rank_of(one).first == rank_of(other).first &&
           std::ranges::all_of(all_fields, [&](const Field& field) {
               const auto& left = one.*field.list;
               const auto& right = other.*field.list;
               return left.empty() || right.empty() ||
                      std::ranges::any_of(
                          left, [&](const std::string& word) { return has(right, word); });
           });
}

std::optional<PlanChoice> plan_for(const truck::TruckRecord& record, const PlanById& plans) {
    if (record.plan) {
        return PlanChoice{*record.plan, PlanSource::named};
    }
    const Plan* best = nullptr;
    for (const auto& [id, plan] : plans) {
        if (plan.selector && fits(*plan.selector, record) &&
            (best == nullptr || rank_of(*best->selector) < rank_of(*plan.selector))) {
            best = &plan;
        }
    }
    return best == nullptr ? std::nullopt
                           : std::optional{PlanChoice{best->id, PlanSource::by_template}};
}

std::vector<PlanId> rivals(const PlanById& plans, const PlanId& plan) {
    std::vector<PlanId> found;
    const auto own = plans.find(plan);
    for (const auto& [id, other] : plans) {
        if (own != plans.end() && own->second.selector && other.selector && id != plan &&
            may_tie(*own->second.selector, *other.selector)) {
            found.push_back(id);
        }
    }
    return found;
}

bool take(PlanById& plans, const Plan& plan) {
    const auto [known, is_new] = plans.try_emplace(plan.id, plan);
    if (!is_new && known->second.version < plan.version) {
        known->second = plan;
    }
    return known->second == plan;
}

}  // namespace roadworthy::due
