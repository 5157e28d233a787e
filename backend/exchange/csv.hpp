#pragma once
// Comma-separated values after RFC 4180, read from UTF-8 text in memory: quoted fields may hold
// commas, quotes and line breaks; lines end in LF or CRLF; a byte order mark is skipped.
//
// Goals: one bad row costs no other row; an error names the line in which its row began. A quote
// that is never closed would swallow what follows up to the next quote: such a row has too few
// fields, and reading goes on in the line after its first.
// Assumptions: the whole text is in memory, and its size was checked before.
// Invariants: each row has as many fields as the first.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace roadworthy::exchange {

// What is wrong with a file, and where. The column is empty where the whole row is meant.
struct RowError {
    std::size_t line = 0;  // from 1
    std::string column;
    std::string reason;
    friend bool operator==(const RowError&, const RowError&) = default;
};

struct CsvRow {
    std::size_t line = 0;  // in which it began, from 1
    std::vector<std::string> fields;
    friend bool operator==(const CsvRow&, const CsvRow&) = default;
};

class CsvReader {
public:
    explicit CsvReader(std::string_view text);

    // The next row, or what is wrong with it; nothing at the end. Blank lines are no rows.
    std::optional<tl::expected<CsvRow, RowError>> next();

private:
    bool at_line_end() const;
    void take_line_end();
    Result<std::string> take_quoted();
    Result<std::string> take_plain();
    Result<std::string> take_field();
    Result<std::vector<std::string>> take_fields();

    std::string_view rest_;
    std::size_t line_ = 1;
    std::size_t width_ = 0;  // fields of the first row
};

// A field as it stands in a file: quoted where it must be.
std::string csv_field(std::string_view value);

}  // namespace roadworthy::exchange
