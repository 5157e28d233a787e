#pragma once
// Bytes as hexadecimal digits and back, for tables of encoded values and golden files.

#include <cctype>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::hex {

inline std::string of(std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : bytes) {
        text += digits[std::to_integer<std::size_t>(byte >> 4)];
        text += digits[std::to_integer<std::size_t>(byte & std::byte{0xF})];
    }
    return text;
}

// Spaces and line ends may stand between bytes.
inline std::vector<std::byte> to_bytes(std::string_view text) {
    std::vector<std::byte> bytes;
    while (!text.empty()) {
        if (std::isspace(static_cast<unsigned char>(text.front())) != 0) {
            text.remove_prefix(1);
            continue;
        }
        std::uint8_t byte = 0;
        const auto pair = text.substr(0, 2);
        const auto [end, error] = std::from_chars(pair.data(), pair.data() + pair.size(), byte, 16);
        if (error != std::errc{} || end != text.data() + 2) {
            throw std::invalid_argument("expected pairs of hexadecimal digits");
        }
        bytes.push_back(std::byte{byte});
        text.remove_prefix(2);
    }
    return bytes;
}

}  // namespace roadworthy::hex
