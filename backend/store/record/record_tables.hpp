#pragma once
// The tables of the customer record as data: which columns a table has, what they are called in files,
// and what may stand in them. One description serves reading, writing, import and export.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/io/sql.hpp"

namespace roadworthy::store {

// customer, truck, contact: an id of one that must be there. word: one of `words`, stored as its index.
// clock: 07:30, as minutes of the day. hours: 1.5, as minutes. money: as the hundredth part.
enum class RecordForm : std::uint8_t {
    text,
    key,
    customer,
    truck,
    contact,
    day,
    moment,
    whole,
    word,
    roles,
    clock,
    hours,
    money,
    zone
};
enum class RecordRole : std::uint8_t { optional, required, key };

struct RecordColumn {
    std::string_view csv;  // in files
    std::string_view sql;
    RecordForm form = RecordForm::text;
    RecordRole role = RecordRole::optional;
    std::span<const std::string_view> words = {};
    std::int64_t most = 0;  // of `whole`: from 1 to that
};

struct RecordTable {
    std::string_view name;  // in files: `import NAME`
    std::string_view sql;
    std::span<const RecordColumn> columns;
};

const RecordTable& contacts_table();
const RecordTable& interactions_table();
const RecordTable& profiles_table();
const RecordTable& sales_table();
const RecordTable& tags_table();
const RecordTable& service_details_table();
std::span<const RecordTable* const> record_tables();  // all of them

using RecordValue = std::variant<std::monostate, std::int64_t, std::string>;
using Record = std::vector<RecordValue>;  // in the order of the columns

// The record with the same key.
std::optional<Record> find_record(sql::Connection& connection, const RecordTable& table,
                                  const Record& record);
// In the caller's transaction.
void put_record(sql::Connection& connection, const RecordTable& table, const Record& record);
void remove_record(sql::Connection& connection, const RecordTable& table, const Record& record);

// In the order of the key; `where` is a condition with one parameter, or empty.
std::vector<Record> records(sql::Connection& connection, const RecordTable& table,
                            std::string_view where = {}, std::string_view value = {});

}  // namespace roadworthy::store
