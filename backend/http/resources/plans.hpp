#pragma once
// The maintenance plans: those in force, and every version of one. They are no customer's data: any
// token may read them.

#include <optional>

#include "backend/due/plans.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"

namespace roadworthy::http {

Json interval_json(const due::Interval& interval);
// What to have ready, by the plan: bring and parts.
void put_preparation(Json& json, const std::optional<due::PlanItem>& rule);

Answer<Response> get_plans(const Call& call);
Answer<Response> get_plan(const Call& call);

}  // namespace roadworthy::http
