#pragma once
// Everything that is served. A route that is not in openapi.yaml fails a test, and the other way
// round; so does one through which a token sees a row that is not its own.

#include <span>

#include "backend/http/router.hpp"

namespace roadworthy::http {

std::span<const Route> routes();

}  // namespace roadworthy::http
