#pragma once
// Text for places that allow so many bytes, or one line.

#include <cstddef>
#include <string>
#include <string_view>

namespace roadworthy::notify {

// The longest beginning of at most `most_bytes` that ends between two characters.
std::string_view beginning(std::string_view text, std::size_t most_bytes);

// The text, or as much of it as fits with "…" behind it. most_bytes: at least 3.
std::string shortened(std::string_view text, std::size_t most_bytes);

// Good UTF-8 (wire::text_of), with a space for each control character. In lines: but for the line
// ends.
std::string one_line(std::string_view text);
std::string in_lines(std::string_view text);

}  // namespace roadworthy::notify
