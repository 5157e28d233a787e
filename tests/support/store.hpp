#pragma once
// A database in memory with all tables, and short names for what goes into it.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backend/store/schema.hpp"
#include "common/ids.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"

namespace roadworthy::support {

inline std::unique_ptr<sql::Connection> empty_store() {
    auto connection = sql::open_sqlite(":memory:", {});
    store::migrate(*connection);
    return connection;
}

inline TruckId truck(std::string_view text) {
    return TruckId::from(text).value();
}

// Seconds after 2026-01-01T00:00:00Z.
inline Time at(std::int64_t seconds) {
    return Time{std::chrono::seconds{1'767'225'600 + seconds}};
}

inline std::vector<std::byte> bytes(std::string_view text) {
    const auto* data = reinterpret_cast<const std::byte*>(text.data());
    return {data, data + text.size()};
}

// The first column of all rows, as text.
inline std::vector<std::string> column(sql::Connection& connection, std::string_view sql) {
    std::vector<std::string> values;
    const auto row = connection.prepare(sql);
    while (row->step()) {
        values.emplace_back(row->text(0));
    }
    return values;
}

inline std::int64_t number(sql::Connection& connection, std::string_view sql) {
    const auto row = connection.prepare(sql);
    return row->step() ? row->integer(0) : 0;
}

}  // namespace roadworthy::support
