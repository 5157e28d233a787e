#pragma once
// A table for a terminal. Chinese characters take two columns there, so widths are counted in
// columns, not in bytes or characters.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::exchange {

// The columns that a text takes on a terminal (Unicode's East Asian Width; combining marks none).
std::size_t terminal_width(std::string_view text);

// What a terminal would obey instead of show is shown as a question mark.
std::string printable(std::string_view text);

enum class Align : std::uint8_t { left, right };

class TextTable {
public:
    struct Column {
        std::string title;
        Align align = Align::left;
    };
    explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

    void add(std::vector<std::string> cells);  // one a column
    std::string text() const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace roadworthy::exchange
