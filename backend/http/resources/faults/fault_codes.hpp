#pragma once
// /api/v1/fault-codes: what a fault code means, whether any truck has it or not.

#include "backend/faults/catalog/description.hpp"
#include "backend/http/message.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"

namespace roadworthy::http {

Json description_json(const faults::Description& description, faults::Tongue tongue);
// The same with the code itself.
Json fault_code_json(const faults::Code& code, const faults::Description& description,
                     faults::Tongue tongue);

// The id is SPN-FMI: 100-1.
Answer<Response> get_fault_code(const Call& call);

}  // namespace roadworthy::http
