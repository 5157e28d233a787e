#include "common/wire/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace roadworthy::wire {
namespace {

bool continues(std::string_view text, std::size_t index) {
    return index < text.size() && (static_cast<std::uint8_t>(text[index]) & 0xC0U) == 0x80U;
}

// What may follow a first byte: the table of RFC 3629, 4, which leaves out overlong forms,
// surrogates and what lies above U+10FFFF.
struct Sequence {
    std::uint8_t least_first;
    std::uint8_t most_first;
    std::size_t bytes;
    std::uint8_t least_second;
    std::uint8_t most_second;
};
constexpr std::array<Sequence, 8> sequences{{{0xC2, 0xDF, 2, 0x80, 0xBF},
                                             {0xE0, 0xE0, 3, 0xA0, 0xBF},
                                             {0xE1, 0xEC, 3, 0x80, 0xBF},
                                             {0xED, 0xED, 3, 0x80, 0x9F},
                                             {0xEE, 0xEF, 3, 0x80, 0xBF},
                                             {0xF0, 0xF0, 4, 0x90, 0xBF},
                                             {0xF1, 0xF3, 4, 0x80, 0xBF},
                                             {0xF4, 0xF4, 4, 0x80, 0x8F}}};

// How many bytes the character at the front takes; 0 where it is none.
std::size_t character_length(std::string_view text) {
    const auto first = static_cast<std::uint8_t>(text[0]);
    if (first < 0x80) {
        return 1;
    }
    const auto begins = [&](const Sequence& sequence) {
        return first >= sequence.least_first && first <= sequence.most_first;
    };
    const auto* const found = std::ranges::find_if(sequences, begins);
    if (found == sequences.end() || text.size() < found->bytes) {
        return 0;
    }
    const auto second = static_cast<std::uint8_t>(text[1]);
    bool is_whole = second >= found->least_second && second <= found->most_second;
    for (std::size_t index = 2; index < found->bytes; ++index) {
        is_whole = is_whole && continues(text, index);
    }
    return is_whole ? found->bytes : 0;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = character_length(text);
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
    std::erase(text, '\0');  // NOLINT(misc-include-cleaner): std::erase of a string is in <string>
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
