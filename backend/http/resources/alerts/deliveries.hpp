#pragma once
// /api/v1/deliveries: what went out to whom, and what became of it.

#include "backend/http/message.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/alerts/delivery_list.hpp"

namespace roadworthy::http {

Json delivery_json(const views::DeliveryEntry& entry);

Answer<Response> get_deliveries(const Call& call);

}  // namespace roadworthy::http
