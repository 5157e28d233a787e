#pragma once
// A file of recalls into the journal: what is known already, word for word, adds nothing to it.

#include <string_view>

#include "backend/exchange/import/import.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

// Notes of each recall how many of its VINs belong to no truck: they wait for theirs to be entered.
ImportReport import_recalls(sql::Connection& connection, std::string_view text, Time now);

}  // namespace roadworthy::exchange
