#pragma once
// Figures of uptime and their intervals for a spreadsheet, with what they were reckoned from.

#include <string>
#include <string_view>

#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "backend/uptime/intervals.hpp"

namespace roadworthy::exchange {

// Of the figures, in one line.
constexpr std::string_view uptime_formula =
    "availability = up / (up + planned + unplanned); unknown time is in neither; MTBF = up / stops "
    "that began; MTTR = unplanned / stops; first-time fix = 1 - comebacks / repairs";

std::string_view name(uptime::Condition condition);  // up, planned, unplanned, unknown
std::string_view name(uptime::Source source);

std::string uptime_csv_head();
std::string uptime_csv_row(const views::UptimeRow& row);
std::string interval_csv_head();
std::string interval_csv_row(const views::IntervalRow& row);

}  // namespace roadworthy::exchange
