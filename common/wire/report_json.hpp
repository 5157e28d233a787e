#pragma once
// Reports and answers as JSON lines for people: `roadworthy-agent status`, the backend's command
// line, golden files. Units stand in the names; nothing machine-made depends on this form.

#include <string>

#include "common/report.hpp"

namespace roadworthy::wire {

std::string to_json(const Report& report);  // one line, keys in a fixed order

}  // namespace roadworthy::wire
