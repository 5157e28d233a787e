#include "backend/access/tokens.hpp"

#include <openssl/rand.h>
#include <openssl/sha.h>
#include <array>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "backend/store/token_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::access {
namespace {

// So that a token that was left lying about is known for what it is.
constexpr std::string_view prefix = "rw_";
constexpr std::size_t random_bytes = 32;

std::string hexadecimal(const std::array<unsigned char, random_bytes>& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 0xF];
    }
    return text;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
    if (text.size() != lower.size()) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
        if (c != lower[i]) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::string random_text() {
    std::array<unsigned char, random_bytes> random{};
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
        throw std::runtime_error("no randomness to make a token of");
    }
    return hexadecimal(random);
}

std::string add_token(sql::Connection& connection, const NewToken& token, Time now) {
    std::string text = std::string(prefix) + random_text();
    store::insert_token(connection, {.hash = hash_of(text),
                                     .name = token.name,
                                     .scope = token.scope,
                                     .created = now,
                                     .expires = token.expires,
                                     .last_used = std::nullopt});
    return text;
}

store::TokenHash hash_of(std::string_view token) {
    store::TokenHash hash{};
    SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(),
           reinterpret_cast<unsigned char*>(hash.data()));
    return hash;
}

std::optional<store::TokenRow> check_token(sql::Connection& connection, std::string_view token,
                                           Time now) {
    std::optional<store::TokenRow> row = store::token_of(connection, hash_of(token));
    return row && row->expires && *row->expires <= now ? std::nullopt : row;
}

std::optional<std::string_view> bearer_token(std::string_view authorization) {
    const std::size_t blank = authorization.find(' ');
    if (blank == std::string_view::npos ||
        !equals_ignoring_case(authorization.substr(0, blank), "bearer")) {
        return std::nullopt;
    }
    const std::size_t token = authorization.find_first_not_of(' ', blank);
    return token == std::string_view::npos ? std::nullopt
                                           : std::optional{authorization.substr(token)};
}

bool is_use_news(const store::TokenRow& token, Time now) {
    return !token.last_used || now - *token.last_used >= std::chrono::minutes{1};
}

}  // namespace roadworthy::access
