#pragma once
// /api/v1/uptime: how much of a period trucks were able to work, and how much of it nobody knows; the
// intervals of which that consists, what cost the most of it, and corrections.

#include <optional>
#include <string_view>

#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"

namespace roadworthy::http {

std::optional<views::Grouping> grouping_named(std::string_view text);
std::optional<uptime::Condition> condition_named(std::string_view text);

// The last thirty whole days.
views::DayRange usual_period(Day today);

Json uptime_json(const views::UptimeRow& row);
Json interval_json(const views::IntervalRow& row);
Json cause_json(const views::CauseRow& row, views::FaultWords& words);
// The same by the system of the fault, what cost most first.
Json systems_json(const std::vector<views::CauseRow>& rows, views::FaultWords& words);
// The period, and how the percentage came about.
void put_period(Json& json, views::DayRange period);

Answer<Response> get_uptime(const Call& call);
Answer<Response> get_intervals(const Call& call);
Answer<Response> get_causes(const Call& call);
Answer<Response> post_correction(const Call& call);

}  // namespace roadworthy::http
