#pragma once
// roadworthy-backend case link, case unlink, visit link, visit unlink.

#include <CLI/App.hpp>

#include "backend/config.hpp"

namespace roadworthy::backend {

void add_link_commands(CLI::App& of_case, const CommonOptions& common);
void add_visit_link_commands(CLI::App& app, const CommonOptions& common);

}  // namespace roadworthy::backend
