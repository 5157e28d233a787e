#pragma once
// The judgement of one item's completions by one rule: see list/compliance for a truck's own.

#include <vector>

#include "backend/due/history.hpp"
#include "backend/due/list/compliance.hpp"
#include "backend/due/rules/item_targets.hpp"

namespace roadworthy::due {

// All that are known, in the order of time. Of a history that is full the first that counts is
// unknown: by what it was to be done is forgotten.
std::vector<JudgedCompletion> judged(const ItemRule& rule, const ItemHistory& history);

}  // namespace roadworthy::due
