// The record's tables written as files that are read back as the same.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <variant>

#include "backend/exchange/csv.hpp"
#include "backend/exchange/record/record_csv.hpp"
#include "backend/store/record/record_tables.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

using store::Record;
using store::RecordColumn;
using store::RecordForm;
using store::RecordTable;
using store::RecordValue;

constexpr std::int64_t minutes_in_hour = 60;
constexpr std::int64_t cents = 100;

std::string clock_text(std::int64_t minutes) {
    std::array<char, 16> text{};
    const int length = std::snprintf(text.data(), text.size(), "%02d:%02d",
                                     static_cast<int>(minutes / minutes_in_hour),
                                     static_cast<int>(minutes % minutes_in_hour));
    return {text.data(), static_cast<std::size_t>(length)};
}

// The hundredth or sixtieth parts as a decimal number that reads back as the same.
std::string decimal_text(std::int64_t parts, std::int64_t in_one) {
    std::array<char, 48> text{};
    const std::int64_t decimals = (parts % in_one) * 10'000 / in_one;
    const bool is_exact = decimals * in_one == (parts % in_one) * 10'000;
    const int length = std::snprintf(text.data(), text.size(), "%lld.%04lld",
                                     static_cast<long long>(parts / in_one),
                                     static_cast<long long>(decimals + (is_exact ? 0 : 1)));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string text_of(const RecordColumn& column, const RecordValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        return *text;
    }
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number == nullptr) {
        return "";
    }
    switch (column.form) {
        case RecordForm::day:
            return iso(day_of_days(*number));
        case RecordForm::moment:
            return iso(time_of_milliseconds(*number));
        case RecordForm::word:
            return std::string(column.words[static_cast<std::size_t>(*number)]);
        case RecordForm::clock:
            return clock_text(*number);
        case RecordForm::hours:
            return decimal_text(*number, minutes_in_hour);
        case RecordForm::money:
            return decimal_text(*number, cents);
        default:
            return std::to_string(*number);
    }
}

}  // namespace

std::string export_records(sql::Connection& connection, const RecordTable& table) {
    std::string all;
    for (const RecordColumn& column : table.columns) {
        all += (all.empty() ? "" : ",") + std::string(column.csv);
    }
    all += '\n';
    for (const Record& record : store::records(connection, table)) {
        for (std::size_t i = 0; i < record.size(); ++i) {
            all += (i == 0 ? "" : ",") + csv_field(text_of(table.columns[i], record[i]));
        }
        all += '\n';
    }
    return all;
}

}  // namespace roadworthy::exchange
