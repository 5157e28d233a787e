#pragma once
// Plans, and what differs from them for one truck (facts_from_csv.hpp lists the columns).

#include <string>
#include <string_view>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/sheet.hpp"

namespace roadworthy::exchange {

FileFacts plans_from_csv(std::string_view text);
FileFacts overrides_from_csv(std::string_view text);

// licence;keys
std::vector<std::string> words_of(Fields& row, std::string_view column);
// The column `parts`: LF9080;CI-4 x 42.5
std::vector<due::Part> parts_of(Fields& row);

}  // namespace roadworthy::exchange
