#pragma once
// /api/v1/trucks/{id}/meters: what is believed of a truck's meters, and what is not.
// /api/v1/forecast/scorecard: how good we were with it.

#include "backend/http/router.hpp"

namespace roadworthy::http {

Answer<Response> get_truck_meters(const Call& call);
Answer<Response> get_scorecard(const Call& call);

}  // namespace roadworthy::http
