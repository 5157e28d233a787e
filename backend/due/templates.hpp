#pragma once
// By which plan a truck goes: the one that its people have named, or else the template that fits it
// best.
//
// A template fits if each of its lists has the truck's own word (capitals of A to Z aside); a truck
// without a word is in no list. Of several that fit, the one that names most of model, engine, duty
// and segment; of as many, the one that names the model, or else the engine, or else the duty; and
// of those, the one whose id comes first.

#include <map>
#include <optional>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"

namespace roadworthy::due {

enum class PlanSource : std::uint8_t { named = 0, by_template = 1 };

struct PlanChoice {
    PlanId plan;
    PlanSource source = PlanSource::named;
    friend bool operator==(const PlanChoice&, const PlanChoice&) = default;
};

using PlanById = std::map<PlanId, Plan>;  // in force

// The named one, also while nobody has entered that plan.
std::optional<PlanChoice> plan_for(const truck::TruckRecord& record, const PlanById& plans);

bool fits(const Selector& selector, const truck::TruckRecord& record);

// Some truck may fit both, and neither names more than the other.
bool may_tie(const Selector& one, const Selector& other);

// The templates that may tie with this one, in the order of their ids.
std::vector<PlanId> rivals(const PlanById& plans, const PlanId& plan);

// Takes it if it is the highest version so far. True: it is in force now, or was so already, word
// for word.
bool take(PlanById& plans, const Plan& plan);

}  // namespace roadworthy::due
