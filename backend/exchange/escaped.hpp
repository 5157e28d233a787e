#pragma once
// A text as HTML has it: whatever stands in it, it stays text.

#include <string>
#include <string_view>

namespace roadworthy::exchange {

// For the content of elements and for attributes in double quotes.
std::string escaped(std::string_view text);

}  // namespace roadworthy::exchange
