#pragma once
// The due list as a CSV file for a spreadsheet: the columns are words for programs, the names of the
// items and what to say are in the customer's language.

#include <string>
#include <string_view>

#include "backend/store/views/due/due_list.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

std::string due_csv_head();  // with its line's end
std::string due_csv_row(const views::DueEntry& entry, Day today);

// A field that a spreadsheet shows and does not calculate: what begins like a formula gets an
// apostrophe, unless it is a telephone number.
std::string spreadsheet_field(std::string_view value);

}  // namespace roadworthy::exchange
