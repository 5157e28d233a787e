#pragma once
// /api/v1/faults/pareto: which faults occur most, by what the trucks have in common.

#include "backend/http/message.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/faults/pareto.hpp"

namespace roadworthy::http {

Json pareto_json(const views::ParetoRow& row, views::FaultWords& words);

Answer<Response> get_pareto(const Call& call);

}  // namespace roadworthy::http
