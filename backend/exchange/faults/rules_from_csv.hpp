#pragma once
// A set of rules for fault severity, as import/facts_from_csv.hpp describes its file, and the same
// the other way round: the built-in rules as a file to start from.

#include <span>
#include <string>
#include <string_view>

#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/faults/rules.hpp"

namespace roadworthy::exchange {

// The set is taken as a whole or not at all.
FileFacts rules_from_csv(std::string_view text);

std::string rules_csv(std::uint32_t version, std::span<const faults::Rule> rules);

}  // namespace roadworthy::exchange
