#pragma once
// Warranties, and what is in agreements, by CSV: facts_from_csv.hpp has the columns.

#include <string_view>

#include "backend/exchange/import/facts_from_csv.hpp"

namespace roadworthy::exchange {

FileFacts warranties_from_csv(std::string_view text);

}  // namespace roadworthy::exchange
