#include "backend/notify/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "common/wire/text.hpp"

namespace roadworthy::notify {
namespace {

constexpr std::string_view ellipsis = "…";

bool continues_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

std::string_view beginning(std::string_view text, std::size_t most_bytes) {
    if (text.size() <= most_bytes) {
        return text;
    }
    std::size_t end = most_bytes;
    while (end > 0 && continues_character(text[end])) {
        --end;
    }
    return text.substr(0, end);
}

std::string shortened(std::string_view text, std::size_t most_bytes) {
    if (text.size() <= most_bytes) {
        return std::string(text);
    }
    std::string shorter(beginning(text, most_bytes - ellipsis.size()));
    return shorter.append(ellipsis);
}

std::string one_line(std::string_view text) {
    std::string line = wire::text_of(text, std::string::npos);
    std::replace_if(line.begin(), line.end(), is_control, ' ');
    return line;
}

std::string in_lines(std::string_view text) {
    std::string lines = wire::text_of(text, std::string::npos);
    std::replace_if(
        lines.begin(), lines.end(), [](char c) { return c != '\n' && is_control(c); }, ' ');
    return lines;
}

}  // namespace roadworthy::notify
