#include "backend/exchange/csv.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "common/result.hpp"
#include "common/wire/text.hpp"

namespace roadworthy::exchange {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t most_field_bytes = 64 * 1024;

}  // namespace

std::string csv_field(std::string_view value) {
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
        return std::string(value);
    }
    std::string quoted = "\"";
    for (const char c : value) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    return quoted + '"';
}

CsvReader::CsvReader(std::string_view text) : rest_(text) {
    if (rest_.starts_with(byte_order_mark)) {
        rest_.remove_prefix(byte_order_mark.size());
    }
}

bool CsvReader::at_line_end() const {
    return rest_.empty() || rest_.starts_with('\n') || rest_.starts_with("\r\n");
}

void CsvReader::take_line_end() {
    if (!rest_.empty()) {
        rest_.remove_prefix(rest_.starts_with('\n') ? 1 : 2);
        ++line_;
    }
}

// What stands between quotes. A field that ends in a comma or the end of the line was closed; the
// bound keeps a file of stray quotes from being searched to its end for each of them.
Result<std::string> CsvReader::take_quoted() {
    std::string value;
    std::string_view after = rest_.substr(1);
    for (;;) {
        const std::size_t quote = after.find('"');
        if (quote > most_field_bytes - value.size()) {
            return fail("a quoted field that is not closed, or longer than 64 KiB");
        }
        value += after.substr(0, quote);
        after.remove_prefix(quote + 1);
        if (!after.starts_with('"')) {
            break;
        }
        value += '"';
        after.remove_prefix(1);
        if (value.size() > most_field_bytes) {
            return fail("a quoted field longer than 64 KiB");
        }
    }
    line_ += static_cast<std::size_t>(std::ranges::count(value, '\n'));
    rest_ = after;
    if (!at_line_end() && !rest_.starts_with(',')) {
        return fail("text after the closing quote of a field");
    }
    return value;
}

Result<std::string> CsvReader::take_plain() {
    std::size_t end = std::min(rest_.find_first_of(",\n"), rest_.size());
    if (end > 0 && end < rest_.size() && rest_[end] == '\n' && rest_[end - 1] == '\r') {
        --end;
    }
    std::string value(rest_.substr(0, end));
    rest_.remove_prefix(end);
    if (value.find('"') != std::string::npos) {
        return fail("a quote inside a field that does not begin with one");
    }
    return value;
}

Result<std::string> CsvReader::take_field() {
    Result<std::string> value = rest_.starts_with('"') ? take_quoted() : take_plain();
    if (value && !wire::is_text(*value)) {
        return fail("text that is not UTF-8, or holds a NUL");
    }
    return value;
}

Result<std::vector<std::string>> CsvReader::take_fields() {
    std::vector<std::string> fields;
    for (;;) {
        Result<std::string> value = take_field();
        if (!value) {
            return tl::unexpected(value.error());
        }
        fields.push_back(std::move(*value));
        if (at_line_end()) {
            break;
        }
        rest_.remove_prefix(1);  // the comma
    }
    if (width_ != 0 && fields.size() != width_) {
        return fail("expected " + std::to_string(width_) + " fields, got " +
                    std::to_string(fields.size()));
    }
    width_ = fields.size();
    return fields;
}

std::optional<tl::expected<CsvRow, RowError>> CsvReader::next() {
    while (!rest_.empty() && at_line_end()) {
        take_line_end();
    }
    if (rest_.empty()) {
        return std::nullopt;
    }
    const std::string_view row_and_rest = rest_;
    const std::size_t line = line_;
    Result<std::vector<std::string>> fields = take_fields();
    if (fields) {
        take_line_end();
        return CsvRow{line, std::move(*fields)};
    }
    const std::size_t end = std::min(row_and_rest.find('\n'), row_and_rest.size() - 1);
    rest_ = row_and_rest.substr(end + 1);
    line_ = line + 1;
    return tl::unexpected(RowError{line, "", std::move(fields.error().message)});
}

}  // namespace roadworthy::exchange
