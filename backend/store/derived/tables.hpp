#pragma once
// One version of the derived tables on one connection, for the rows that are written to them.

#include <string>
#include <string_view>
#include <unordered_map>

#include "backend/store/schema.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {

class Tables {
public:
    Tables(sql::Connection& connection, Version version)
        : connection_(connection), version_(version) {}

    // A constant of the program, with @ before each derived table. Found again by its address.
    sql::Statement& prepared(std::string_view text);
    std::int64_t changes() const { return connection_.changes(); }
    sql::Connection& connection() { return connection_; }
    Version version() const { return version_; }

private:
    sql::Connection& connection_;
    Version version_;
    std::unordered_map<const char*, sql::Statement*> statements_;
};

// The values of ids and times that may be absent, as columns have them.
template <class Id>
std::optional<std::string_view> text_of(const std::optional<Id>& id) {
    return id ? std::optional<std::string_view>(id->text()) : std::nullopt;
}
inline std::optional<std::int64_t> milliseconds_of(const std::optional<Time>& time) {
    return time ? std::optional(roadworthy::milliseconds_of(*time)) : std::nullopt;
}

}  // namespace roadworthy::store
