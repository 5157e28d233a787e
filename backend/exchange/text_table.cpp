#include "backend/exchange/text_table.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roadworthy::exchange {
namespace {

struct Range {
    char32_t from;
    char32_t to;
};

// Width two: the blocks of Unicode's EastAsianWidth (W, F) that names and plates are written in.
constexpr std::array<Range, 15> wide = {{{0x1100, 0x115F},
                                         {0x2E80, 0x303E},
                                         {0x3041, 0x33FF},
                                         {0x3400, 0x4DBF},
                                         {0x4E00, 0x9FFF},
                                         {0xA000, 0xA4CF},
                                         {0xAC00, 0xD7A3},
                                         {0xF900, 0xFAFF},
                                         {0xFE30, 0xFE6F},
                                         {0xFF01, 0xFF60},
                                         {0xFFE0, 0xFFE6},
                                         {0x1F300, 0x1F64F},
                                         {0x1F680, 0x1F6FF},
                                         {0x1F900, 0x1F9FF},
                                         {0x20000, 0x3FFFD}}};
// Width nothing: combining marks, joiners, variation selectors.
constexpr std::array<Range, 4> no_width = {
    {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

template <class Ranges>
bool is_in(const Ranges& ranges, char32_t code) {
    return std::ranges::any_of(
        ranges, [code](Range range) { return code >= range.from && code <= range.to; });
}

std::size_t width_of(char32_t code) {
    if (is_in(no_width, code)) {
        return 0;
    }
    return is_in(wide, code) ? 2 : 1;
}

// The code point at the front of good UTF-8, which is shortened by it.
char32_t take_code(std::string_view& text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t code = length == 1 ? first : first & (0x7FU >> length);
    const std::size_t there = std::min(length, text.size());
    for (const char c : text.substr(1, there - 1)) {
        code = (code << 6) | (static_cast<unsigned char>(c) & 0x3FU);
    }
    text.remove_prefix(there);
    return code;
}

}  // namespace

std::size_t terminal_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        width += width_of(take_code(text));
    }
    return width;
}

std::string printable(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        const std::string_view before = text;
        const char32_t code = take_code(text);
        const bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0) ||
                                (code >= 0x202A && code <= 0x202E) ||  // turns the line around
                                (code >= 0x2066 && code <= 0x2069);
        if (is_control) {
            shown += '?';
        } else {
            shown += before.substr(0, before.size() - text.size());
        }
    }
    return shown;
}

void TextTable::add(std::vector<std::string> cells) {
    assert(cells.size() == columns_.size());
    for (std::string& cell : cells) {
        cell = printable(cell);
    }
    rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const auto wider = [i](std::size_t width, const std::vector<std::string>& row) {
            return std::max(width, terminal_width(row[i]));
        };
        widths.push_back(
            std::accumulate(rows_.begin(), rows_.end(), terminal_width(columns_[i].title), wider));
    }
    std::string text;
    const auto put = [&](std::size_t column, const std::string& cell) {
        const std::string blanks(widths[column] - terminal_width(cell), ' ');
        text += columns_[column].align == Align::left ? cell + blanks : blanks + cell;
        text += "  ";
    };
    const auto end_line = [&] {
        text.erase(text.find_last_not_of(' ') + 1);
        text += '\n';
    };
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        put(i, columns_[i].title);
    }
    end_line();
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            put(i, row[i]);
        }
        end_line();
    }
    return text;
}

}  // namespace roadworthy::exchange
