#pragma once
// The operator's own words for fault codes, by CSV: facts_from_csv.hpp has the columns.

#include <string_view>

#include "backend/exchange/import/facts_from_csv.hpp"

namespace roadworthy::exchange {

FileFacts catalog_from_csv(std::string_view text);

}  // namespace roadworthy::exchange
