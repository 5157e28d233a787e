#pragma once
// roadworthy-backend care campaign, care try.

#include "backend/commands/commands.hpp"

namespace roadworthy::backend {

void add_campaign(CLI::App& care, const CommonOptions& common);
void add_care_trial(CLI::App& care, const CommonOptions& common);

}  // namespace roadworthy::backend
