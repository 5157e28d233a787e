#pragma once
// /api/v1/visits, /api/v1/trucks/{id}/visits: which visits are proposed, and why then.

#include <chrono>

#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due/visit_list.hpp"

namespace roadworthy::http {

Json visits_json(const views::TruckVisits& visits, std::chrono::days horizon);

Answer<Response> get_visits(const Call& call);
Answer<Response> get_truck_visits(const Call& call);

}  // namespace roadworthy::http
