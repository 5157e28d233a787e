#pragma once
// What is due in sums, and what has to be looked at, as tables for a terminal.

#include <string>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/store/views/due/due_counts.hpp"
#include "backend/store/views/due/work_items.hpp"

namespace roadworthy::backend {

std::string work_table(const std::vector<views::WorkItem>& items, Reader reader);
std::string load_table(const std::vector<views::LoadRow>& rows, Reader reader);
std::string parts_table(const std::vector<views::PartsRow>& rows, Reader reader);
std::string compliance_table(const std::vector<views::ComplianceRow>& rows, Reader reader);

}  // namespace roadworthy::backend
