#pragma once
// /api/v1/trucks: the trucks that the asker owns or looks after now.

#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"

namespace roadworthy::http {

Json truck_json(const views::TruckRow& truck, Time now);

Answer<Response> get_trucks(const Call& call);
Answer<Response> get_truck(const Call& call);  // with what is due and what is wrong

}  // namespace roadworthy::http
