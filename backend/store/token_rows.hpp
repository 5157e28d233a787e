#pragma once
// The tokens with which programs and people come to the HTTP interface. Only hashes are kept: who
// reads the database cannot come in with what he finds.

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "backend/store/scope.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

using TokenHash = std::array<std::byte, 32>;

struct TokenRow {
    TokenHash hash{};
    std::string name;
    Scope scope = Scope::everything();
    Time created;
    std::optional<Time> expires;
    std::optional<Time> last_used;
    friend bool operator==(const TokenRow&, const TokenRow&) = default;
};

void insert_token(sql::Connection& connection, const TokenRow& token);
std::optional<TokenRow> token_of(sql::Connection& connection, const TokenHash& hash);
void note_token_use(sql::Connection& connection, const TokenHash& hash, Time now);

}  // namespace roadworthy::store
