#pragma once
// The rows of a statement, and their columns as the values that they hold.

#include <optional>
#include <string>

#include "backend/truck/sources.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

// A bound statement while its rows are read. Left half read it would hold its snapshot of the
// database, and the connection would see nothing newer.
class Rows {
public:
    explicit Rows(sql::Statement& bound) : statement_(bound) {}
    ~Rows() { statement_.reset(); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    sql::Statement& operator*() const { return statement_; }
    sql::Statement* operator->() const { return &statement_; }

private:
    sql::Statement& statement_;
};

// What we wrote ourselves; anything else is damage.
template <class Id>
Id id_at(const sql::Statement& row, int column) {
    auto id = Id::from(row.text(column));
    if (!id) {
        throw sql::Failure(sql::Fault::corrupt, "a stored id: " + id.error().message);
    }
    return std::move(*id);
}

template <class Id>
std::optional<Id> id_if(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional<Id>(id_at<Id>(row, column));
}

inline std::string text_at(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::string() : std::string(row.text(column));
}

inline std::optional<std::int64_t> integer_if(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional{row.integer(column)};
}

inline std::optional<Time> time_if(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::nullopt
                               : std::optional{time_of_milliseconds(row.integer(column))};
}

// A value and, in the column after it, when it was read.
inline std::optional<truck::ValueAt> reading_if(const sql::Statement& row, int column) {
    if (row.is_null(column) || row.is_null(column + 1)) {
        return std::nullopt;
    }
    return truck::ValueAt{.at = time_of_milliseconds(row.integer(column + 1)),
                          .value = row.integer(column)};
}

template <class Enum>
Enum enum_at(const sql::Statement& row, int column) {
    return static_cast<Enum>(row.integer(column));
}

}  // namespace roadworthy::views
