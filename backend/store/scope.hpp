#pragma once
// The one row filter. Every statement that serves a person is run by `Scope::select`, with one mark
// in its text that says to whom the rows belong:
//
//   {owner d}               current rows: the alias d has the column `customer`, the present owner
//   {overlap e e.from_ms e.to_ms}  history that lasts: the row belongs to all who owned the truck at
//                           some time from the first up to the second; what of it is shown is cut by
//                           the reader to his own time
//   {period e e.opened_ms}  history: the alias e has `bucket` and `truck`; the row belongs to who
//                           owned the truck at that time (milliseconds since 1970)
//
// The mark stands where a condition may stand and before the first ? of the text, so that its own
// parameter comes first:
//
//   scope.select(connection, "SELECT item FROM due d WHERE {owner d} AND d.p50_day < ?", day)
//
// A text without its mark, or with two, throws: a filter cannot be forgotten, only written down.
// Trucks that nobody owns are seen by `everything` alone.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/ids.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::store {

class Scope {
public:
    struct Everything {
        friend bool operator==(Everything, Everything) = default;
    };
    using Subject = std::variant<Everything, DealerId, CustomerId>;

    static Scope everything() { return Scope(Everything{}); }
    static Scope of(DealerId dealer) { return Scope(std::move(dealer)); }
    static Scope of(CustomerId customer) { return Scope(std::move(customer)); }

    const Subject& subject() const { return subject_; }

    // The statement, bound and before its first row. It is the connection's own: one use at a time.
    template <class... Values>
    sql::Statement& select(sql::Connection& connection, std::string_view text,
                           const Values&... values) const {
        sql::Statement& statement = connection.prepared(filtered(text));
        if (const std::string* id = subject_id()) {
            return statement.with(*id, values...);
        }
        return statement.with(values...);
    }

    // For a text that is made for one question: the connection does not keep the statement, and
    // `bind` gives it its values, in their order.
    using Value = std::variant<std::int64_t, std::string>;
    std::unique_ptr<sql::Statement> prepare(sql::Connection& connection,
                                            std::string_view text) const;
    sql::Statement& bind(sql::Statement& prepared, const std::vector<Value>& values) const;

    // The text with its mark replaced by the condition.
    std::string filtered(std::string_view text) const;

    friend bool operator==(const Scope&, const Scope&) = default;

private:
    explicit Scope(Subject subject) : subject_(std::move(subject)) {}
    const std::string* subject_id() const;

    Subject subject_;
};

}  // namespace roadworthy::store
