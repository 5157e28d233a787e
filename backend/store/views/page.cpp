#include "backend/store/views/page.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "common/result.hpp"

namespace roadworthy::views {
namespace {

constexpr char separator = '\x1F';
constexpr std::string_view digits = "0123456789abcdef";

tl::unexpected<Error> no_cursor() {
    return fail("expected a cursor as the page before gave it");
}

}  // namespace

std::string to_cursor(const std::vector<std::string>& key) {
    std::string joined;
    for (const std::string& part : key) {
        joined += part + separator;
    }
    std::string cursor;
    for (const char c : joined) {
        const auto byte = static_cast<unsigned char>(c);
        cursor += digits[byte >> 4];
        cursor += digits[byte & 0xF];
    }
    return cursor;
}

Result<std::optional<std::string>> key_before(const PageQuery& query) {
    if (!query.after) {
        return std::nullopt;
    }
    return from_cursor(*query.after, 1).map([](auto parts) {
        return std::optional(std::move(parts.front()));
    });
}

Result<std::vector<std::string>> from_cursor(std::string_view cursor, std::size_t parts) {
    std::vector<std::string> key;
    std::string part;
    for (std::size_t i = 0; i + 1 < cursor.size(); i += 2) {
        const std::size_t high = digits.find(cursor[i]);
        const std::size_t low = digits.find(cursor[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) {
            return no_cursor();
        }
        const char c = static_cast<char>(high * 16 + low);
        if (c == separator) {
            key.push_back(std::exchange(part, {}));
        } else {
            part += c;
        }
    }
    if (cursor.size() % 2 != 0 || !part.empty() || key.size() != parts) {
        return no_cursor();
    }
    return key;
}

Result<std::int64_t> integer_of(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return fail("expected a whole number, got \"" + std::string(text) + '"');
    }
    return value;
}

}  // namespace roadworthy::views
