#pragma once
// /api/v1/faults: what is wrong, how bad, what to do, and why.

#include <string>

#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/faults/fault_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"

namespace roadworthy::http {

// In words, for a truck of that model.
Json episode_json(const faults::Episode& episode, const std::string& model,
                  views::FaultWords& words, Time now);
// With the truck, and in words.
Json fault_json(const views::FaultEntry& entry, views::FaultWords& words, Time now);

Answer<Response> get_faults(const Call& call);

}  // namespace roadworthy::http
