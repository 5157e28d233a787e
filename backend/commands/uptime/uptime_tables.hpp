#pragma once
// Uptime for a terminal.

#include <string>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/troublesome_list.hpp"
#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"

namespace roadworthy::backend {

std::string uptime_table(const std::vector<views::UptimeRow>& rows, Reader reader);
std::string interval_table(const std::vector<views::IntervalRow>& rows, Reader reader);
std::string cause_table(const std::vector<views::CauseRow>& rows, views::FaultWords& words,
                        Reader reader);
std::string trouble_table(const std::vector<views::TroubleRow>& rows, Reader reader);

}  // namespace roadworthy::backend
