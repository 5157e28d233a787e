#include "backend/exchange/import/sheet.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "backend/exchange/csv.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

constexpr std::size_t most_text_bytes = 1000;
constexpr std::size_t most_decimals = 9;
// Beyond every meter: a million hours, a thousand million metres are a typing error.
constexpr std::int64_t most_whole = 100'000'000;

bool is_control(char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r') || c == 0x7F;
}

std::optional<std::int64_t> digits_of(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number = error == std::errc{} && end == text.data() + text.size() && value >= 0 &&
                           !text.starts_with('-');
    return is_number && value <= most_whole ? std::optional{value} : std::nullopt;
}

// The parts of a decimal fraction, rounded half up: 0.5 of 3,600 are 1,800. Digit by digit, for a
// double would make 0.1 km of some numbers 99 m.
std::optional<std::int64_t> parts_of(std::string_view decimals, std::int64_t parts) {
    std::int64_t of_it = 0;
    std::int64_t unit = 1;
    for (const char c : decimals) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        of_it = of_it * 10 + (c - '0');
        unit *= 10;
    }
    return (of_it * parts + unit / 2) / unit;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(' ');
    const std::size_t end = text.find_last_not_of(' ');
    return begin == std::string_view::npos ? std::string_view{}
                                           : text.substr(begin, end - begin + 1);
}

std::optional<std::int64_t> amount_of(std::string_view text, std::int64_t parts) {
    const std::string_view whole = text.substr(0, text.find('.'));
    const std::string_view decimals =
        whole.size() == text.size() ? std::string_view{} : text.substr(whole.size() + 1);
    const auto units = digits_of(whole);
    const auto rest = parts_of(decimals.substr(0, most_decimals), parts);
    return units && rest ? std::optional{*units * parts + *rest} : std::nullopt;
}

void Fields::refuse(std::string_view column, std::string reason) {
    if (!error_) {
        error_ = RowError{row_.line, std::string(column), std::move(reason)};
    }
}

const std::string& Fields::raw(std::string_view column) const {
    static const std::string absent;
    const auto found = std::ranges::find(names_, column);
    return found == names_.end() ? absent
                                 : row_.fields[static_cast<std::size_t>(found - names_.begin())];
}

std::string Fields::text(std::string_view column) {
    const std::string& value = raw(column);
    if (value.size() > most_text_bytes) {
        refuse(column, "expected at most " + std::to_string(most_text_bytes) + " bytes, got " +
                           std::to_string(value.size()));
    }
    if (std::ranges::any_of(value, is_control)) {
        refuse(column, "a control character");
    }
    return value;
}

std::optional<Day> Fields::day(std::string_view column) {
    return is_empty(column) ? std::nullopt : take(column, parse_day(raw(column)));
}

std::optional<Time> Fields::time(std::string_view column) {
    return is_empty(column) ? std::nullopt : take(column, parse_time(raw(column)));
}

std::optional<int> Fields::whole(std::string_view column) {
    if (is_empty(column)) {
        return std::nullopt;
    }
    const auto value = digits_of(raw(column));
    if (!value) {
        refuse(column, "expected a whole number that is not negative, got \"" + raw(column) + '"');
        return std::nullopt;
    }
    return static_cast<int>(*value);
}

std::optional<std::int64_t> Fields::amount(std::string_view column, std::int64_t parts) {
    if (is_empty(column)) {
        return std::nullopt;
    }
    const auto value = amount_of(raw(column), parts);
    if (!value) {
        refuse(column, "expected a number like 12345.6, got \"" + raw(column) + '"');
    }
    return value;
}

std::optional<std::size_t> Fields::word(std::string_view column,
                                        std::span<const std::string_view> words) {
    if (is_empty(column)) {
        return std::nullopt;
    }
    const auto found = std::ranges::find(words, raw(column));
    if (found == words.end()) {
        std::string known;
        for (const std::string_view word : words) {
            known += (known.empty() ? "" : ", ") + std::string(word);
        }
        refuse(column, "expected one of " + known + ", got \"" + raw(column) + '"');
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - words.begin());
}

Sheet::Sheet(std::string_view text, std::span<const Column> columns) : reader_(text) {
    const auto header = reader_.next();
    is_good_ = header && *header;
    if (!is_good_) {
        errors_.push_back(header ? header->error() : RowError{1, "", "the file is empty"});
        return;
    }
    for (const std::string& name : (*header)->fields) {
        names_.emplace_back(trimmed(name));
    }
    read_header(columns);
    is_good_ = errors_.empty();
}

void Sheet::read_header(std::span<const Column> columns) {
    std::string known;
    for (const Column& column : columns) {
        known += (known.empty() ? "" : ",") + std::string(column.name);
        if (column.presence == Presence::required &&
            std::ranges::find(names_, column.name) == names_.end()) {
            refuse({1, std::string(column.name), "this column is missing from the header"});
        }
    }
    for (const std::string& name : names_) {
        if (std::ranges::find(columns, name, &Column::name) == columns.end()) {
            refuse({1, name, "an unknown column; known are " + known});
        }
        if (std::ranges::count(names_, name) > 1) {
            refuse({1, name, "this column stands there twice"});
        }
    }
}

std::optional<Fields> Sheet::next() {
    while (is_good_) {
        auto row = reader_.next();
        if (!row) {
            break;
        }
        if (*row) {
            for (std::string& field : (*row)->fields) {
                field = trimmed(field);
            }
            return Fields(names_, std::move(**row));
        }
        refuse(std::move(row->error()));
    }
    return std::nullopt;
}

}  // namespace roadworthy::exchange
