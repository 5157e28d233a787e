#pragma once
// Repairs of faults, as import/facts_from_csv.hpp describes their file.

#include <string_view>

#include "backend/exchange/import/facts_from_csv.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

FileFacts repairs_from_csv(std::string_view text, Time now);

}  // namespace roadworthy::exchange
