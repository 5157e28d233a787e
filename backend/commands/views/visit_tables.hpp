#pragma once
// The proposed visits as tables for a terminal.

#include <string>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/store/views/due/visit_answers.hpp"
#include "backend/store/views/due/visit_list.hpp"

namespace roadworthy::backend {

// A line a visit, with the best time for it; and below, what is not planned and why.
std::string visit_tables(const std::vector<views::TruckVisits>& trucks, Reader reader);
// What customers answered by their links.
std::string answers_table(const std::vector<views::AnsweredVisit>& answers, Reader reader);

}  // namespace roadworthy::backend
