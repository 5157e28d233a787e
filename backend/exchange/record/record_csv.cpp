#include "backend/exchange/record/record_csv.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "backend/exchange/import/import.hpp"
#include "backend/exchange/import/rows.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/exchange/zones.hpp"
#include "backend/store/care/contact_plan.hpp"
#include "backend/store/care/task_rows.hpp"
#include "backend/store/record/record_tables.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

using store::Record;
using store::RecordColumn;
using store::RecordForm;
using store::RecordRole;
using store::RecordTable;
using store::RecordValue;

constexpr std::array<std::string_view, 2> no_or_yes = {"no", "yes"};
constexpr std::int64_t minutes_in_hour = 60;

RecordValue number_or_none(std::optional<std::int64_t> value) {
    return value ? RecordValue(*value) : RecordValue();
}

RecordValue clock(Fields& row, std::string_view column) {
    const std::string text = row.text(column);
    const auto digit = [&text](std::size_t at) { return text[at] - '0'; };
    const bool is_form =
        text.size() == 5 && text[2] == ':' &&
        std::ranges::all_of(std::array<std::size_t, 4>{0, 1, 3, 4},
                            [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; });
    if (!is_form || digit(0) * 10 + digit(1) > 23 || digit(3) > 5) {
        row.refuse(column, "expected a time like 22:00, got \"" + text + '"');
        return {};
    }
    return std::int64_t{(digit(0) * 10 + digit(1)) * minutes_in_hour + digit(3) * 10 + digit(4)};
}

RecordValue roles(Fields& row, const RecordColumn& column) {
    const std::string text = row.text(column.csv);
    for (std::string_view rest = text; !rest.empty();) {
        const auto end = std::min(rest.find(';'), rest.size());
        if (std::ranges::find(column.words, trimmed(rest.substr(0, end))) == column.words.end()) {
            row.refuse(column.csv, "not known is \"" + std::string(rest.substr(0, end)) + '"');
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return text;
}

RecordValue zone(Fields& row, std::string_view column) {
    const std::string name = row.text(column);
    constexpr std::chrono::year any{2026};
    if (const auto table = zone_table(name, any, any); !table) {
        row.refuse(column, table.error().message);
    }
    return name;
}

RecordValue whole(Fields& row, const RecordColumn& column) {
    const auto value = row.whole(column.csv);
    if (value && column.most > 0 && (*value < 1 || *value > column.most)) {
        row.refuse(column.csv, "expected 1 to " + std::to_string(column.most) + ", got " +
                                   std::to_string(*value));
    }
    return value ? RecordValue(std::int64_t{*value}) : RecordValue();
}

template <class Id>
RecordValue id_text(Fields& row, std::string_view column) {
    const auto id = row.id<Id>(column);
    return id ? RecordValue(std::string(id->text())) : RecordValue();
}

RecordValue value_of(Fields& row, const RecordColumn& column) {
    if (row.is_empty(column.csv)) {
        if (column.role != RecordRole::optional) {
            row.refuse(column.csv, "a value is required");
        }
        return {};
    }
    switch (column.form) {
        case RecordForm::text:
            return row.text(column.csv);
        case RecordForm::key:
        case RecordForm::contact:
            return id_text<Key<struct RecordKind>>(row, column.csv);
        case RecordForm::customer:
            return id_text<CustomerId>(row, column.csv);
        case RecordForm::truck:
            return id_text<TruckId>(row, column.csv);
        case RecordForm::day: {
            const auto day = row.day(column.csv);
            return day ? RecordValue(days_of(*day)) : RecordValue();
        }
        case RecordForm::moment: {
            const auto time = row.time(column.csv);
            return time ? RecordValue(milliseconds_of(*time)) : RecordValue();
        }
        case RecordForm::whole:
            return whole(row, column);
        case RecordForm::word: {
            const auto word = row.word(column.csv, column.words);
            return word ? RecordValue(static_cast<std::int64_t>(*word)) : RecordValue();
        }
        case RecordForm::roles:
            return roles(row, column);
        case RecordForm::clock:
            return clock(row, column.csv);
        case RecordForm::hours:
            return number_or_none(row.amount(column.csv, minutes_in_hour));
        case RecordForm::money:
            return number_or_none(row.amount(column.csv, cents));
        case RecordForm::zone:
            return zone(row, column.csv);
    }
    return {};
}

// ---- What a row speaks of must be there

class Known {
public:
    explicit Known(sql::Connection& connection) : connection_(connection) {}

    void check(Fields& row, const RecordTable& table, const Record& record) {
        for (std::size_t i = 0; i < record.size(); ++i) {
            const auto* id = std::get_if<std::string>(&record[i]);
            const RecordColumn& column = table.columns[i];
            if (id != nullptr && !is_known(column.form, *id)) {
                row.refuse(column.csv, "no " + std::string(column.csv) + ' ' + *id + " is known");
            }
        }
    }

private:
    bool is_known(RecordForm form, const std::string& id) {
        switch (form) {
            case RecordForm::customer:
                return has("SELECT 1 FROM customers WHERE customer = ?", id);
            case RecordForm::truck:
                return has("SELECT 1 FROM trucks WHERE truck = ?", id);
            case RecordForm::contact:
                return has("SELECT 1 FROM contacts WHERE contact = ?", id);
            default:
                return true;
        }
    }
    bool has(std::string_view text, const std::string& id) {
        sql::Statement& row = connection_.prepared(text).with(id);
        const bool found = row.step();
        row.reset();
        return found;
    }

    sql::Connection& connection_;
};

std::string key_of(const RecordTable& table, const Record& record) {
    std::string key;
    for (std::size_t i = 0; i < record.size(); ++i) {
        if (table.columns[i].role == RecordRole::key) {
            const auto* text = std::get_if<std::string>(&record[i]);
            const auto* number = std::get_if<std::int64_t>(&record[i]);
            key += (key.empty() ? "" : " ") + (text != nullptr     ? *text
                                               : number != nullptr ? std::to_string(*number)
                                                                   : std::string());
        }
    }
    return key;
}

// The columns in which they differ, by their names in files.
std::string changes_between(const RecordTable& table, const Record& one, const Record& other) {
    std::string all;
    for (std::size_t i = 0; i < one.size(); ++i) {
        if (one[i] != other[i]) {
            all += (all.empty() ? "" : ", ") + std::string(table.columns[i].csv);
        }
    }
    return all;
}

// ---- Taking

class Taking {
public:
    Taking(sql::Connection& connection, const RecordTable& table, ImportReport& report)
        : connection_(connection), table_(table), report_(report) {}

    void put(std::size_t line, const Record& record) {
        const auto present = store::find_record(connection_, table_, record);
        if (present == record) {
            ++report_.unchanged;
            return;
        }
        note(line, (present ? "changes " : "adds ") + key_of(table_, record) +
                       (present ? ": " + changes_between(table_, *present, record) : ""));
        store::put_record(connection_, table_, record);
        note_contact(record);
    }
    void remove(std::size_t line, const Record& record) {
        if (!store::find_record(connection_, table_, record)) {
            ++report_.unchanged;
            return;
        }
        note(line, "removes " + key_of(table_, record));
        store::remove_record(connection_, table_, record);
    }

private:
    void note(std::size_t line, std::string what) {
        ++report_.taken;
        report_.news.push_back({.line = line, .what = std::move(what)});
    }
    // That we were in touch with a customer counts towards his cap, whatever it was about.
    void note_contact(const Record& record) const {
        if (&table_ != &store::interactions_table()) {
            return;
        }
        constexpr std::size_t customer_column = 1;
        constexpr std::size_t at_column = 4;
        constexpr std::size_t direction_column = 6;
        const auto* direction = std::get_if<std::int64_t>(&record[direction_column]);
        const auto* at = std::get_if<std::int64_t>(&record[at_column]);
        const auto customer = CustomerId::from(std::get<std::string>(record[customer_column]));
        if (customer && at != nullptr && (direction == nullptr || *direction == 0)) {
            store::note_contact(connection_, *customer, day_of(time_of_milliseconds(*at)));
        }
    }

    sql::Connection& connection_;
    const RecordTable& table_;
    ImportReport& report_;
};

std::vector<Column> columns_of(const RecordTable& table, std::span<const std::string_view> others) {
    std::vector<Column> all;
    for (const RecordColumn& column : table.columns) {
        all.push_back({column.csv, column.role == RecordRole::optional ? Presence::optional
                                                                       : Presence::required});
    }
    all.push_back({"withdrawn"});
    for (const std::string_view name : others) {
        all.push_back({name});
    }
    return all;
}

bool is_bare(const RecordTable& table, const Record& record) {
    for (std::size_t i = 0; i < record.size(); ++i) {
        if (table.columns[i].role == RecordRole::optional &&
            !std::holds_alternative<std::monostate>(record[i])) {
            return false;
        }
    }
    return true;
}

struct Reading {
    std::span<const std::string_view> others;  // columns that somebody else reads
    bool skips_bare = false;                   // rows that say nothing beside their key
};

ImportReport import_rows(sql::Connection& connection, const RecordTable& table,
                         std::string_view text, const Reading& reading) {
    ImportReport report;
    Known known(connection);
    Taking taking(connection, table, report);
    std::map<std::string, std::size_t> seen;
    const std::vector<Column> columns = columns_of(table, reading.others);
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        const bool is_withdrawn = row->word("withdrawn", no_or_yes).value_or(0) == 1;
        Record record;
        for (const RecordColumn& column : table.columns) {
            const bool is_read = !is_withdrawn || column.role == RecordRole::key;
            record.push_back(is_read ? value_of(*row, column) : RecordValue());
        }
        known.check(*row, table, record);
        const auto [place, is_new] = seen.try_emplace(key_of(table, record), row->line());
        if (!is_new) {
            row->refuse(table.columns.front().csv,
                        "the same stands already in line " + std::to_string(place->second));
        }
        if (row->error()) {
            sheet.refuse(*row->error());
        } else if (is_withdrawn) {
            taking.remove(row->line(), record);
        } else if (!reading.skips_bare || !is_bare(table, record)) {
            taking.put(row->line(), record);
        }
    }
    report.errors = std::move(sheet.errors());
    return report;
}

ImportReport import_with(sql::Connection& connection, const RecordTable& table,
                         std::string_view text, ImportMode mode, const Reading& reading) {
    sql::Transaction transaction(connection);
    ImportReport report = import_rows(connection, table, text, reading);
    if (mode == ImportMode::take) {
        transaction.commit();
    }
    return report;
}

}  // namespace

ImportReport import_records(sql::Connection& connection, const RecordTable& table,
                            std::string_view text, ImportMode mode) {
    return import_with(connection, table, text, mode, {});
}

ImportReport import_service_details(sql::Connection& connection, std::string_view text,
                                    ImportMode mode) {
    static constexpr std::array<std::string_view, 8> others = {
        "odometer_km", "engine_h", "workshop", "cost", "note", "void", "arrived", "left"};
    return import_with(connection, store::service_details_table(), text, mode,
                       {.others = others, .skips_bare = true});
}

}  // namespace roadworthy::exchange
