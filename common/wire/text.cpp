#include "common/wire/text.hpp"

#include <cstdint>

namespace roadworthy::wire {
namespace {

bool continues(std::string_view text, std::size_t index) {
    return index < text.size() && (static_cast<std::uint8_t>(text[index]) & 0xC0U) == 0x80U;
}

// How many bytes the UTF-8 sequence at the front takes; 0 where it is none (RFC 3629, 4).
std::size_t sequence_length(std::string_view text) {
    const auto lead = static_cast<std::uint8_t>(text[0]);
    if (lead < 0x80) {
        return 1;
    }
    if (!continues(text, 1)) {
        return 0;
    }
    const auto second = static_cast<std::uint8_t>(text[1]);
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if ((lead & 0xF0U) == 0xE0U) {
        const bool is_overlong = lead == 0xE0 && second < 0xA0;
        const bool is_surrogate = lead == 0xED && second > 0x9F;
        return !is_overlong && !is_surrogate && continues(text, 2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool is_overlong = lead == 0xF0 && second < 0x90;
        const bool is_above_unicode = lead == 0xF4 && second > 0x8F;
        const bool is_whole = continues(text, 2) && continues(text, 3);
        return !is_overlong && !is_above_unicode && is_whole ? 4 : 0;
    }
    return 0;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

std::string from_latin1(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        const auto code = static_cast<std::uint8_t>(byte);
        if (code < 0x80) {
            text += byte;
        } else {
            text += static_cast<char>(0xC0U | (code >> 6U));
            text += static_cast<char>(0x80U | (code & 0x3FU));
        }
    }
    return text;
}

}  // namespace

bool is_text(std::string_view bytes) {
    return bytes.find('\0') == std::string_view::npos && is_utf8(bytes);
}

std::string text_of(std::string_view bytes, std::size_t most_bytes) {
    std::string text = is_utf8(bytes) ? std::string(bytes) : from_latin1(bytes);
    std::erase(text, '\0');
    if (text.size() > most_bytes) {
        std::size_t end = most_bytes;
        while (end > 0 && continues(text, end)) {
            --end;
        }
        text.resize(end);
    }
    return text;
}

}  // namespace roadworthy::wire
