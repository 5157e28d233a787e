#pragma once
// The numbers of J1939 as people write them.

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "backend/exchange/import/sheet.hpp"

namespace roadworthy::exchange {

inline constexpr std::uint32_t last_spn = 0x7FFFF;  // 19 bits
inline constexpr std::uint32_t last_fmi = 31;       // 5 bits
inline constexpr std::uint32_t last_address = 253;  // 254 and 255 are nobody's

inline std::optional<std::uint32_t> whole_up_to(std::string_view text, std::uint32_t last) {
    std::uint32_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return is_whole && value <= last ? std::optional{value} : std::nullopt;
}

// What stands between the marks, without the spaces around it; one part at least.
inline std::vector<std::string_view> parted(std::string_view text, char mark) {
    std::vector<std::string_view> all;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = text.find(mark, from);
        all.push_back(trimmed(text.substr(from, to - from)));
        from = to == std::string_view::npos ? text.size() + 1 : to + 1;
    }
    return all;
}

}  // namespace roadworthy::exchange
