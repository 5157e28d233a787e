#pragma once
// What people say about meters: readings of any past day, and levels (facts_from_csv.hpp lists the
// columns).

#include <string_view>

#include "backend/exchange/facts_from_csv.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

FileFacts readings_from_csv(std::string_view text, Time now);
FileFacts levels_from_csv(std::string_view text, Time now);

}  // namespace roadworthy::exchange
