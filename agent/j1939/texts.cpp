#include "agent/j1939/texts.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace roadworthy::j1939 {
namespace {

constexpr std::size_t vin_characters = 17;
constexpr char delimiter = '*';

constexpr bool is_text(char c) {
    return c >= 0x20 && c < 0x7F;
}

std::string_view as_text(std::span<const std::uint8_t> data) {
    // Bytes as characters: the one conversion that the language gives for it.
    return {reinterpret_cast<const char*>(data.data()), data.size()};
}

// Without the blanks, NUL and 0xFF with which ECUs fill their fields.
std::string_view trimmed(std::string_view text) {
    const auto is_ink = [](char c) { return is_text(c) && c != ' '; };
    const auto* const first = std::find_if(text.begin(), text.end(), is_ink);
    text.remove_prefix(static_cast<std::size_t>(first - text.begin()));
    const auto last = std::find_if(text.rbegin(), text.rend(), is_ink);
    text.remove_suffix(static_cast<std::size_t>(last - text.rbegin()));
    return text;
}

std::optional<std::string> fields(std::string_view text) {
    std::string joined;
    while (true) {
        const std::size_t end = text.find(delimiter);
        for (const char c : trimmed(text.substr(0, end))) {
            joined += is_text(c) ? c : '?';
        }
        if (end == std::string_view::npos) {
            break;
        }
        joined += delimiter;
        text.remove_prefix(end + 1);
    }
    while (!joined.empty() && joined.back() == delimiter) {
        joined.pop_back();
    }
    return joined.empty() ? std::nullopt : std::optional{joined};
}

}  // namespace

std::optional<std::string> vin(std::span<const std::uint8_t> data) {
    std::string_view text = as_text(data);
    text = trimmed(text.substr(0, text.find(delimiter)));
    const auto* const junk = std::find_if_not(text.begin(), text.end(), is_text);
    text = text.substr(0, static_cast<std::size_t>(junk - text.begin()));
    text = trimmed(text.substr(0, vin_characters));
    return text.empty() ? std::nullopt : std::optional<std::string>{text};
}

std::optional<std::string> component_id(std::span<const std::uint8_t> data) {
    return fields(as_text(data));
}

std::optional<std::string> software_id(std::span<const std::uint8_t> data) {
    return data.empty() ? std::nullopt : fields(as_text(data.subspan(1)));
}

}  // namespace roadworthy::j1939
