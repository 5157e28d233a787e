#pragma once
// The keys of the rules that led to something, as one column: joined by commas, which no key has (the
// import of rules refuses them).

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::store {

std::string text_of_keys(std::span<const std::string> keys);
std::vector<std::string> keys_of_text(std::string_view text);

}  // namespace roadworthy::store
