#include "backend/due/plans.hpp"

namespace roadworthy::due {

PlanItem changed_by(PlanItem item, const ItemOverride& change) {
    item.first = change.first.value_or(item.first);
    item.every = change.every.value_or(item.every);
    item.tolerance = change.tolerance.value_or(item.tolerance);
    item.early = change.early.value_or(item.early);
    item.counting = change.counting.value_or(item.counting);
    return item;
}

}  // namespace roadworthy::due
