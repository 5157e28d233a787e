#pragma once
// Meters, what predictions were worth, and the trucks that make trouble, as tables for a terminal.

#include <string>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/store/views/meters/meters.hpp"
#include "backend/store/views/meters/scorecard.hpp"

namespace roadworthy::backend {

std::string meter_table(const std::vector<views::MeterRow>& rows, Reader reader);
std::string score_table(const std::vector<views::ScoreRow>& rows, Reader reader);

}  // namespace roadworthy::backend
