#pragma once
// What a request for a link brings, and how it is answered: the same for cases and for visits.

#include <cstdint>
#include <string_view>

#include "backend/access/links.hpp"
#include "backend/http/message.hpp"
#include "backend/http/router.hpp"

namespace roadworthy::http {

// {"days": 1 to 90}, or {}
Answer<std::int64_t> link_days(std::string_view body);
// Its path and, where the configuration says under which address people reach us, the whole.
Response link_response(const access::MadeLink& made, const Call& call);

}  // namespace roadworthy::http
