#pragma once
// /api/v1/trucks/{id}/meters: what is believed of a truck's meters, and what is not.
// /api/v1/forecast/scorecard: how good we were with it.

#include <optional>
#include <string_view>
#include <vector>

#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/meters/meters.hpp"
#include "backend/store/views/meters/scorecard.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

Json truck_meters_json(const TruckId& truck, const std::vector<views::MeterRow>& rows, Time now);
Json score_json(const views::ScoreRow& row);
// all, truck, customer, model, segment, duty.
std::optional<views::ScoreGrouping> score_grouping_named(std::string_view text);

Answer<Response> get_truck_meters(const Call& call);
Answer<Response> get_scorecard(const Call& call);

}  // namespace roadworthy::http
