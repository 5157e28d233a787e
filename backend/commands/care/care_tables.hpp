#pragma once
// The list of contacts for a terminal.

#include <string>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/store/views/care/care_list.hpp"

namespace roadworthy::backend {

std::string care_text(const std::vector<views::CareContact>& contacts, const Reader& reader);

}  // namespace roadworthy::backend
