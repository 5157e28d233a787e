#pragma once
// Whether a repair is paid for, in a sentence, in Chinese and in English.

#include <string>
#include <string_view>

#include "backend/customers/coverage.hpp"
#include "backend/exchange/words.hpp"

namespace roadworthy::exchange {

// In a column: warranty, agreement, no, unknown.
std::string_view word(customers::Covered covered, Language language);

// "by the warranty until 2027-03-01 or 200,000 km", "not known: no warranty has been entered"
std::string sentence(const customers::PaperVerdict& verdict, Language language);

}  // namespace roadworthy::exchange
