#pragma once
// When a dealer's workshops are open, and what a stay there takes.

#include <string_view>

#include "backend/exchange/import/facts_from_csv.hpp"

namespace roadworthy::exchange {

FileFacts workshops_from_csv(std::string_view text);

}  // namespace roadworthy::exchange
