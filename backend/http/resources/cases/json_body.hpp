#pragma once
// The JSON that a request brings. What nests deep is refused before it is parsed: it would cost the
// stack.

#include <string_view>

#include "backend/http/message.hpp"
#include "backend/http/resources/json.hpp"

namespace roadworthy::http {

constexpr int most_nesting = 8;

Answer<Json> json_body(std::string_view text);

}  // namespace roadworthy::http
