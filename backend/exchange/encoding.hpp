#pragma once
// Files come as the spreadsheet wrote them: in UTF-8, or in GB18030 as Chinese offices do. What is read
// on is UTF-8.

#include <optional>
#include <string>
#include <string_view>

namespace roadworthy::exchange {

// A file is GB18030 where most of its lines that are not plain ASCII are no good UTF-8, and all of it
// reads as GB18030. Everything else is left as it is, and its bad lines are named when it is read.
std::string as_utf8(std::string text);

// Nothing where it is not GB18030.
std::optional<std::string> from_gb18030(std::string_view text);

}  // namespace roadworthy::exchange
