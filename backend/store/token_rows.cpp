#include "backend/store/token_rows.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "backend/store/scope.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {
namespace {

struct StoredScope {
    std::string kind;
    std::string subject;
};

StoredScope stored(const Scope& scope) {
    if (const auto* dealer = std::get_if<DealerId>(&scope.subject())) {
        return {"dealer", dealer->text()};
    }
    if (const auto* customer = std::get_if<CustomerId>(&scope.subject())) {
        return {"customer", customer->text()};
    }
    return {"everything", ""};
}

// Throws on what insert_token never wrote: a damaged token opens nothing.
Scope scope_of(std::string_view kind, std::string_view subject) {
    if (kind == "everything") {
        return Scope::everything();
    }
    if (kind == "dealer") {
        return Scope::of(DealerId::from(subject).value());
    }
    if (kind == "customer") {
        return Scope::of(CustomerId::from(subject).value());
    }
    throw sql::Failure(sql::Fault::corrupt, "a token of unknown kind " + std::string(kind));
}

std::optional<std::int64_t> milliseconds_if(std::optional<Time> time) {
    return time ? std::optional{milliseconds_of(*time)} : std::nullopt;
}

std::optional<Time> time_if(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::nullopt
                               : std::optional{time_of_milliseconds(row.integer(column))};
}

}  // namespace

void insert_token(sql::Connection& connection, const TokenRow& token) {
    const StoredScope scope = stored(token.scope);
    connection
        .prepared(
            "INSERT INTO tokens (hash, name, kind, subject, created_ms, expires_ms, last_used_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)")
        .with(sql::Blob(token.hash), token.name, scope.kind, scope.subject,
              milliseconds_of(token.created), milliseconds_if(token.expires),
              milliseconds_if(token.last_used))
        .run();
}

std::optional<TokenRow> token_of(sql::Connection& connection, const TokenHash& hash) {
    sql::Statement& row = connection.prepared(
        "SELECT name, kind, subject, created_ms, expires_ms, last_used_ms FROM tokens"
        " WHERE hash = ?");
    if (!row.with(sql::Blob(hash)).step()) {
        return std::nullopt;
    }
    TokenRow token{.hash = hash,
                   .name = std::string(row.text(0)),
                   .scope = scope_of(row.text(1), row.text(2)),
                   .created = time_of_milliseconds(row.integer(3)),
                   .expires = time_if(row, 4),
                   .last_used = time_if(row, 5)};
    row.reset();
    return token;
}

void note_token_use(sql::Connection& connection, const TokenHash& hash, Time now) {
    connection.prepared("UPDATE tokens SET last_used_ms = ? WHERE hash = ?")
        .with(milliseconds_of(now), sql::Blob(hash))
        .run();
}

}  // namespace roadworthy::store
