#pragma once
// All derived tables of a database as text, rows in a fixed order: equal texts, equal tables.

#include <string>

#include "backend/store/schema.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::support {

inline std::string derived_dump(sql::Connection& connection,
                                store::Version version = store::Version::live) {
    std::string dump;
    for (const std::string_view name : store::derived_tables()) {
        const std::string table = store::tables_of(version, "@" + std::string(name));
        std::string all;
        const auto columns =
            connection.prepare("SELECT name FROM pragma_table_info('" + table + "')");
        while (columns->step()) {
            all += (all.empty() ? "quote(" : " || ',' || quote(") + std::string(columns->text(0)) +
                   ')';
        }
        dump += std::string(name) + '\n';
        const auto row =
            connection.prepare("SELECT " + all + " AS line FROM " + table + " ORDER BY line");
        while (row->step()) {
            dump += std::string(row->text(0)) + '\n';
        }
    }
    return dump;
}

}  // namespace roadworthy::support
