#pragma once
// Text as the wire, JSON and every database take it: UTF-8 without NUL.

#include <cstddef>
#include <string>
#include <string_view>

namespace roadworthy::wire {

bool is_text(std::string_view bytes);

// What a bus or a file gave, made into such a text: what is not UTF-8 is read as ISO 8859-1 (the
// character set of J1939 texts), NUL is left out, and after `most_bytes` it is cut between two
// characters.
std::string text_of(std::string_view bytes, std::size_t most_bytes);

}  // namespace roadworthy::wire
