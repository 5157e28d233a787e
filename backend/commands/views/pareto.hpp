#pragma once
// roadworthy-backend faults pareto.

#include "backend/config.hpp"

namespace CLI {
class App;
}

namespace roadworthy::backend {

void add_pareto_command(CLI::App& faults, const CommonOptions& common);

}  // namespace roadworthy::backend
