#pragma once
// /api/v1/uptime/troublesome: the trucks that break down most, and why they stand where they do.

#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/troublesome_list.hpp"

namespace roadworthy::http {

Json trouble_json(const views::TroubleRow& row);
Answer<Response> get_troublesome(const Call& call);

}  // namespace roadworthy::http
