#pragma once
// Lists come in pages by key: a page says where the next one begins, in an opaque text that the
// asker gives back. Rows that come or go meanwhile cost nobody a row or a repetition.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace roadworthy::views {

constexpr std::size_t most_rows = 500;

struct PageQuery {
    std::size_t limit = 100;           // 1 to most_rows
    std::optional<std::string> after;  // `next` of the page before
};

// A page may be short, or empty, and still have a next one: a search ends after so many rows.
template <class Row>
struct Page {
    std::vector<Row> rows;
    std::optional<std::string> next;  // nothing: this was the last
};

// The key of the last row of a page, as text. Keys hold no control characters (common/ids.hpp).
std::string to_cursor(const std::vector<std::string>& key);
// Refuses what to_cursor never gave for a key of so many parts.
Result<std::vector<std::string>> from_cursor(std::string_view cursor, std::size_t parts);

Result<std::int64_t> integer_of(std::string_view text);

}  // namespace roadworthy::views
