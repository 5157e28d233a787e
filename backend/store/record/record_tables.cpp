#include "backend/store/record/record_tables.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/io/sql.hpp"

namespace roadworthy::store {
namespace {

using Form = RecordForm;
using Role = RecordRole;
using Words = std::string_view;

constexpr std::array<Words, 2> languages = {"zh", "en"};
constexpr std::array<Words, 2> no_or_yes = {"no", "yes"};
constexpr std::array<Words, 3> consents = {"unknown", "yes", "no"};
constexpr std::array<Words, 5> kinds = {"call", "message", "visit", "complaint", "other"};
constexpr std::array<Words, 2> directions = {"out", "in"};
constexpr std::array<Words, 4> lifecycles = {"new", "existing", "drifting_away", "lost"};
constexpr std::array<Words, 2> subjects = {"customer", "truck"};
constexpr std::array<Words, 5> reasons = {"planned", "repair", "breakdown", "recall", "complaint"};
constexpr std::array<Words, 5> roles = {"decision_maker", "dispatcher", "driver", "workshop",
                                        "other"};

constexpr std::array<RecordColumn, 13> contacts = {{
    {"contact", "contact", Form::key, Role::key},
    {"customer", "customer", Form::customer, Role::required},
    {"name", "name", Form::text, Role::required},
    {"roles", "roles", Form::roles, Role::optional, roles},
    {"phones", "phones"},
    {"email", "email"},
    {"robots", "robots"},
    {"language", "language", Form::word, Role::optional, languages},
    {"time_zone", "time_zone", Form::zone},
    {"quiet_from", "quiet_from_min", Form::clock},
    {"quiet_until", "quiet_until_min", Form::clock},
    {"consent", "consent", Form::word, Role::optional, consents},
    {"note", "note"},
}};
constexpr std::array<RecordColumn, 12> interactions = {{
    {"interaction", "interaction", Form::key, Role::key},
    {"customer", "customer", Form::customer, Role::required},
    {"truck", "truck", Form::truck},
    {"contact", "contact", Form::contact},
    {"at", "at_ms", Form::moment, Role::required},
    {"kind", "kind", Form::word, Role::required, kinds},
    {"direction", "direction", Form::word, Role::optional, directions},
    {"content", "content"},
    {"outcome", "outcome"},
    {"satisfaction", "satisfaction", Form::whole, Role::optional, {}, 5},
    {"next_on", "next_day", Form::day},
    {"by", "by_whom"},
}};
constexpr std::array<RecordColumn, 6> profiles = {{
    {"customer", "customer", Form::customer, Role::key},
    {"lifecycle", "lifecycle", Form::word, Role::optional, lifecycles},
    {"lifecycle_reason", "lifecycle_reason"},
    {"advisor", "advisor"},
    {"segment", "segment"},
    {"note", "note"},
}};
constexpr std::array<RecordColumn, 4> sales = {{
    {"truck", "truck", Form::truck, Role::key},
    {"sold_on", "sold_day", Form::day},
    {"salesperson", "salesperson"},
    {"price_band", "price_band"},
}};
constexpr std::array<RecordColumn, 6> tags = {{
    {"about", "about", Form::word, Role::key, subjects},
    {"subject", "subject", Form::key, Role::key},
    {"tag", "tag", Form::text, Role::key},
    {"reason", "reason"},
    {"by", "by_whom"},
    {"since_on", "since_day", Form::day},
}};
constexpr std::array<RecordColumn, 16> service_details = {{
    {"truck", "truck", Form::truck, Role::key},
    {"item", "item", Form::key, Role::key},
    {"done_at", "done_ms", Form::moment, Role::key},
    {"visit", "visit"},
    {"reason", "reason", Form::word, Role::optional, reasons},
    {"parts", "parts"},
    {"labour_h", "labour_min", Form::hours},
    {"parts_cost", "parts_cost_cents", Form::money},
    {"labour_cost", "labour_cost_cents", Form::money},
    {"warranty", "warranty", Form::word, Role::optional, no_or_yes},
    {"by", "by_whom"},
    {"vmrs_system", "vmrs_system"},
    {"vmrs_assembly", "vmrs_assembly"},
    {"vmrs_component", "vmrs_component"},
    {"vmrs_failure", "vmrs_failure"},
    {"vmrs_work", "vmrs_work"},
}};

// `between` after each but the last.
std::string listed(const RecordTable& table, std::string_view between, auto text_of) {
    std::string all;
    for (const RecordColumn& column : table.columns) {
        if (const std::string text = text_of(column); !text.empty()) {
            all += (all.empty() ? "" : std::string(between)) + text;
        }
    }
    return all;
}

std::string names(const RecordTable& table) {
    return listed(table, ", ", [](const RecordColumn& column) { return std::string(column.sql); });
}

std::string keys(const RecordTable& table, std::string_view between, std::string_view after) {
    return listed(table, between, [after](const RecordColumn& column) {
        return column.role == Role::key ? std::string(column.sql) + std::string(after) : "";
    });
}

void bind(sql::Statement& statement, int parameter, const RecordValue& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        statement.bind_integer(parameter, *number);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        statement.bind_text(parameter, *text);
    } else {
        statement.bind_null(parameter);
    }
}

void bind_key(sql::Statement& statement, const RecordTable& table, const Record& record) {
    int parameter = 0;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].role == Role::key) {
            bind(statement, ++parameter, record[i]);
        }
    }
}

bool is_text(Form form) {
    switch (form) {
        case Form::day:
        case Form::moment:
        case Form::whole:
        case Form::word:
        case Form::clock:
        case Form::hours:
        case Form::money:
            return false;
        default:
            return true;
    }
}

Record record_at(const sql::Statement& row, const RecordTable& table) {
    Record record(table.columns.size());
    for (std::size_t i = 0; i < record.size(); ++i) {
        const int column = static_cast<int>(i);
        if (row.is_null(column)) {
            continue;
        }
        if (is_text(table.columns[i].form)) {
            record[i] = std::string(row.text(column));
        } else {
            record[i] = row.integer(column);
        }
    }
    return record;
}

}  // namespace

const RecordTable& contacts_table() {
    static constexpr RecordTable table{"contacts", "contacts", contacts};
    return table;
}
const RecordTable& interactions_table() {
    static constexpr RecordTable table{"interactions", "interactions", interactions};
    return table;
}
const RecordTable& profiles_table() {
    static constexpr RecordTable table{"profiles", "profiles", profiles};
    return table;
}
const RecordTable& sales_table() {
    static constexpr RecordTable table{"sales", "sales", sales};
    return table;
}
const RecordTable& tags_table() {
    static constexpr RecordTable table{"tags", "tags", tags};
    return table;
}
const RecordTable& service_details_table() {
    static constexpr RecordTable table{"service-details", "service_details", service_details};
    return table;
}

std::span<const RecordTable* const> record_tables() {
    static const std::array<const RecordTable*, 6> all = {
        &contacts_table(), &interactions_table(), &profiles_table(),
        &sales_table(),    &tags_table(),         &service_details_table()};
    return all;
}

std::optional<Record> find_record(sql::Connection& connection, const RecordTable& table,
                                  const Record& record) {
    sql::Statement& row =
        connection.prepared("SELECT " + names(table) + " FROM " + std::string(table.sql) +
                            " WHERE " + keys(table, " AND ", " = ?"));
    bind_key(row, table, record);
    std::optional<Record> found;
    if (row.step()) {
        found = record_at(row, table);
    }
    row.reset();
    return found;
}

void put_record(sql::Connection& connection, const RecordTable& table, const Record& record) {
    const std::string marks =
        listed(table, ", ", [](const RecordColumn&) { return std::string("?"); });
    const std::string changes = listed(table, ", ", [](const RecordColumn& column) {
        const std::string name(column.sql);
        return column.role == Role::key ? std::string() : name + " = excluded." + name;
    });
    sql::Statement& statement = connection.prepared(
        "INSERT INTO " + std::string(table.sql) + " (" + names(table) + ") VALUES (" + marks +
        ") ON CONFLICT (" + keys(table, ", ", "") + ") DO UPDATE SET " + changes);
    for (std::size_t i = 0; i < record.size(); ++i) {
        bind(statement, static_cast<int>(i) + 1, record[i]);
    }
    statement.run();
}

void remove_record(sql::Connection& connection, const RecordTable& table, const Record& record) {
    sql::Statement& statement = connection.prepared("DELETE FROM " + std::string(table.sql) +
                                                    " WHERE " + keys(table, " AND ", " = ?"));
    bind_key(statement, table, record);
    statement.run();
}

std::vector<Record> records(sql::Connection& connection, const RecordTable& table,
                            std::string_view where, std::string_view value) {
    const std::string condition = where.empty() ? "" : " WHERE " + std::string(where);
    const auto row =
        connection.prepare("SELECT " + names(table) + " FROM " + std::string(table.sql) +
                           condition + " ORDER BY " + keys(table, ", ", ""));
    if (!where.empty()) {
        row->bind_text(1, value);
    }
    std::vector<Record> all;
    while (row->step()) {
        all.push_back(record_at(*row, table));
    }
    return all;
}

}  // namespace roadworthy::store
