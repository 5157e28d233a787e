#pragma once
// Pieces of HTML. Whatever stands in a text, it stays text.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::exchange {

enum class Cell : std::uint8_t { text, number };

// A table with a head that is repeated on each printed page.
class HtmlTable {
public:
    struct Column {
        std::string title;
        Cell kind = Cell::text;
    };
    explicit HtmlTable(std::vector<Column> columns);

    void add(const std::vector<std::string>& cells);
    bool is_empty() const { return rows_.empty(); }
    std::string html() const;

private:
    std::vector<Column> columns_;
    std::string rows_;
};

}  // namespace roadworthy::exchange
