#pragma once
// /api/v1/due/load, /api/v1/due/parts, /api/v1/due/compliance: the due list in sums.

#include <optional>
#include <string_view>
#include <vector>

#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due/due_counts.hpp"

namespace roadworthy::http {

Json load_json(const std::vector<views::LoadRow>& rows);
Json parts_json(const std::vector<views::PartsRow>& rows);
Json compliance_json(const std::vector<views::ComplianceRow>& rows);
std::optional<views::ComplianceGrouping> compliance_grouping_named(std::string_view text);

// The last ninety whole days.
views::DayRange usual_compliance_period(Day today);

Answer<Response> get_due_load(const Call& call);
Answer<Response> get_due_parts(const Call& call);
Answer<Response> get_due_compliance(const Call& call);

}  // namespace roadworthy::http
