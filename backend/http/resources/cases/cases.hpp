#pragma once
// GET /api/v1/cases, GET and POST /api/v1/trucks/{id}/cases/{case}...

#include "backend/http/router.hpp"

namespace roadworthy::http {

Answer<Response> get_cases(const Call& call);
Answer<Response> get_case(const Call& call);
// Appends to the journal and answers when it has been applied. Again with the same id: the case as
// it is.
Answer<Response> post_case_entry(const Call& call);

}  // namespace roadworthy::http
