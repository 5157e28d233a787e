#pragma once
// What the truck itself counts down (SPN 914 to 916), set beside what our plan says is left.

#include <optional>

#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/truck/truck_state.hpp"

namespace roadworthy::due {

// Of the item's component; of several, one that disagrees. `row`: what our plan says of the item.
std::optional<OwnCounter> own_counter(const truck::TruckState& state, const PlanItem& item,
                                      const DueRow& row);

}  // namespace roadworthy::due
