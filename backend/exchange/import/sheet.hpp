#pragma once
// A CSV file with a header, read row by row into values. What is wrong with a row is said with its
// line and column, and costs that row alone.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/exchange/csv.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

enum class Presence : std::uint8_t { required, optional };

// Spaces around a value are the spreadsheet's, not the value's.
std::string_view trimmed(std::string_view text);

// A decimal number that is not negative, in the unit of which `parts` make one of the text's.
std::optional<std::int64_t> amount_of(std::string_view text, std::int64_t parts);

struct Column {
    std::string_view name;
    Presence presence = Presence::optional;
};

// One row by the names of its columns. The first thing that is wrong is kept; what is read then is
// a value of no meaning, and the caller looks at `error` once, at the end.
class Fields {
public:
    Fields(const std::vector<std::string>& names, CsvRow row)
        : names_(names), row_(std::move(row)) {}

    std::size_t line() const { return row_.line; }
    const std::optional<RowError>& error() const { return error_; }
    void refuse(std::string_view column, std::string reason);

    bool is_empty(std::string_view column) const { return raw(column).empty(); }
    // At most 1,000 bytes without control characters, but for the line breaks of a quoted field.
    std::string text(std::string_view column);
    template <class Id>
    std::optional<Id> id(std::string_view column) {  // nothing if empty
        return is_empty(column) ? std::nullopt : take(column, Id::from(raw(column)));
    }
    std::optional<Day> day(std::string_view column);
    std::optional<Time> time(std::string_view column);  // UTC
    std::optional<int> whole(std::string_view column);
    // A decimal number that is not negative, in the unit of which `parts` make one of the column's:
    // 12.5 km are 12,500 m, 1.5 h are 5,400 s.
    std::optional<std::int64_t> amount(std::string_view column, std::int64_t parts);
    // One of the words; nothing if empty. The index of it.
    std::optional<std::size_t> word(std::string_view column,
                                    std::span<const std::string_view> words);

private:
    const std::string& raw(std::string_view column) const;
    template <class T>
    std::optional<T> take(std::string_view column, Result<T> value) {
        if (!value) {
            refuse(column, std::move(value.error().message));
            return std::nullopt;
        }
        return std::move(*value);
    }

    const std::vector<std::string>& names_;
    CsvRow row_;
    std::optional<RowError> error_;
};

class Sheet {
public:
    // Reads the header: every required column once, and no unknown one.
    Sheet(std::string_view text, std::span<const Column> columns);

    // The next row that is one, nothing at the end (or at once after a wrong header). Bad ones are
    // noted in `errors`.
    std::optional<Fields> next();
    void refuse(RowError error) { errors_.push_back(std::move(error)); }
    std::vector<RowError>& errors() { return errors_; }

private:
    void read_header(std::span<const Column> columns);

    CsvReader reader_;
    std::vector<std::string> names_;
    std::vector<RowError> errors_;
    bool is_good_ = true;
};

}  // namespace roadworthy::exchange
