#pragma once
// /api/v1/customers/{id}/report: the month of a customer as a page.

#include <chrono>
#include <string_view>

#include "backend/http/message.hpp"
#include "backend/http/router.hpp"
#include "common/result.hpp"

namespace roadworthy::http {

Result<std::chrono::year_month> month_named(std::string_view text);  // 2026-03

Answer<Response> get_month_report(const Call& call);

}  // namespace roadworthy::http
