#pragma once
// A dry run for programs, and for people in the words of one language.

#include <nlohmann/json.hpp>
#include <string>

#include "backend/commands/dry_run/dry_run.hpp"
#include "backend/exchange/words.hpp"

namespace roadworthy::backend {

nlohmann::ordered_json dry_run_json(const DryRun& run);
std::string dry_run_text(const DryRun& run, exchange::Language language);

}  // namespace roadworthy::backend
