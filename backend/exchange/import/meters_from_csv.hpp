#pragma once
// What people say about meters: readings of any past day, levels, and the days on which trucks hardly
// drive (facts_from_csv.hpp lists the columns).

#include <string_view>

#include "backend/exchange/import/facts_from_csv.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

FileFacts readings_from_csv(std::string_view text, Time now);
FileFacts levels_from_csv(std::string_view text, Time now);
FileFacts quiet_days_from_csv(std::string_view text);

}  // namespace roadworthy::exchange
