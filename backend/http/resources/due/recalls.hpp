#pragma once
// /api/v1/recalls: what the makers want done once, and how far that has got.

#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"

namespace roadworthy::http {

Answer<Response> get_recalls(const Call& call);

}  // namespace roadworthy::http
