#pragma once
// Bearer tokens: 256 random bits as text, shown once when they are made. They are looked up by
// their SHA-256, so that neither the database nor the time of a comparison tells anything about
// one. A fast hash is enough: there is nothing to guess in 256 random bits.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backend/store/scope.hpp"
#include "backend/store/token_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::access {

struct NewToken {
    std::string name;  // whose it is, for the list of tokens
    store::Scope scope = store::Scope::everything();
    std::optional<Time> expires;
};

// Stores it and returns its text, which nobody can get again.
std::string add_token(sql::Connection& connection, const NewToken& token, Time now);

// 256 random bits, 64 hexadecimal digits.
std::string random_text();

store::TokenHash hash_of(std::string_view token);

// What a token opens now; nothing if it is unknown or has expired (from its last moment on).
std::optional<store::TokenRow> check_token(sql::Connection& connection, std::string_view token,
                                           Time now);

// The token in an Authorization field ("Bearer ..."), nothing if there is none.
std::optional<std::string_view> bearer_token(std::string_view authorization);

// Whether a use at `now` is worth a write: once a minute is often enough to see who is idle.
bool is_use_news(const store::TokenRow& token, Time now);

}  // namespace roadworthy::access
