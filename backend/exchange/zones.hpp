#pragma once
// A place's clocks from the name by which the world knows them: Asia/Shanghai, America/St_Johns.
// Read from the machine's own tzdata, so that its security updates bring new laws.

#include <chrono>
#include <string_view>

#include "backend/cases/calendar/zone.hpp"
#include "common/result.hpp"

namespace roadworthy::exchange {

// The tables of Debian's tzdata end with this year; what comes after is a rule, which the library
// does not read. Asked for more, it would answer with the last offset, and be wrong each summer.
constexpr std::chrono::year last_year_of_zones{2037};

// Right from the first day of `first` to the last of `last`, wherever that day is. Errors: a name
// that is not in the IANA data base, years that are out of order or beyond its tables. Throws where
// the machine has no tzdata.
Result<cases::Zone> zone_table(std::string_view name, std::chrono::year first,
                               std::chrono::year last = last_year_of_zones);

}  // namespace roadworthy::exchange
