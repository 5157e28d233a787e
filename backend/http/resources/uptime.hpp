#pragma once
// /api/v1/uptime: how much of a period trucks were able to work, and how much of it nobody knows.

#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/uptime_report.hpp"

namespace roadworthy::http {

std::optional<views::Grouping> grouping_named(std::string_view text);

// The last thirty whole days.
views::DayRange usual_period(Day today);

Json uptime_json(const views::UptimeRow& row);
// The period, and how the percentage came about.
void put_period(Json& json, views::DayRange period);

Answer<Response> get_uptime(const Call& call);

}  // namespace roadworthy::http
