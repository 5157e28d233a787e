#pragma once
// /api/v1/faults: what is wrong, how bad, what to do, and why.

#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/fault_list.hpp"

namespace roadworthy::http {

Json episode_json(const faults::Episode& episode, Time now);
Json fault_json(const views::FaultEntry& entry, Time now);  // with the truck

Answer<Response> get_faults(const Call& call);

}  // namespace roadworthy::http
