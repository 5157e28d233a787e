#include "backend/store/rule_keys.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::store {

std::string text_of_keys(std::span<const std::string> keys) {
    std::string text;
    for (const std::string& key : keys) {
        text += (text.empty() ? "" : ",") + key;
    }
    return text;
}

std::vector<std::string> keys_of_text(std::string_view text) {
    std::vector<std::string> keys;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        keys.emplace_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return keys;
}

}  // namespace roadworthy::store
