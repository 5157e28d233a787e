#pragma once
// Plans, and what differs from them for one truck (facts_from_csv.hpp lists the columns).

#include <string_view>

#include "backend/exchange/facts_from_csv.hpp"

namespace roadworthy::exchange {

FileFacts plans_from_csv(std::string_view text);
FileFacts overrides_from_csv(std::string_view text);

}  // namespace roadworthy::exchange
