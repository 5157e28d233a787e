#pragma once
// Lists come in pages by key: a page says where the next one begins, in an opaque text that the
// asker gives back. Rows that come or go meanwhile cost nobody a row or a repetition.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "backend/store/views/columns.hpp"
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
// Of a list in the order of one text: the text after which the page begins, if it is not the first.
Result<std::optional<std::string>> key_before(const PageQuery& query);

// One page of rows in the order of one text: `statement` selects what comes after a text.
template <class Row>
Result<Page<Row>> page_of(const PageQuery& query, auto statement, auto row_at, auto key_of) {
    const auto after = key_before(query);
    if (!after) {
        return tl::unexpected(after.error());
    }
    Page<Row> page;
    const Rows row(statement(after->value_or("")));
    while (row->step()) {
        if (page.rows.size() == query.limit) {
            page.next = to_cursor({key_of(page.rows.back())});
            break;
        }
        page.rows.push_back(row_at(*row));
    }
    return page;
}

Result<std::int64_t> integer_of(std::string_view text);

}  // namespace roadworthy::views
