#pragma once
// A maker's list of the VINs that a recall concerns (facts_from_csv.hpp lists the columns): one line
// a VIN, a hundred thousand of them. So they become facts of a thousand VINs each, and what every
// line says is held against what is known before it becomes part of one.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "backend/due/recalls.hpp"
#include "backend/exchange/csv.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

struct RecallLine {
    std::size_t line = 0;
    std::size_t recall = 0;  // its place in `recalls`
    std::string vin;
    due::Listing listing = due::Listing::listed;
};

struct RecallFile {
    std::vector<due::Recall> recalls;  // as the first line of each says
    std::vector<RecallLine> lines;
    std::vector<RowError> errors;
};

// Without as_of it is said now.
RecallFile recalls_from_csv(std::string_view text, Time now);

}  // namespace roadworthy::exchange
