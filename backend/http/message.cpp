#include "backend/http/message.hpp"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "common/wire/text.hpp"

namespace roadworthy::http {
namespace {

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return static_cast<unsigned>(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return static_cast<unsigned>(c - 'a' + 10);
    }
    if (c >= 'A' && c <= 'F') {
        return static_cast<unsigned>(c - 'A' + 10);
    }
    return std::nullopt;
}

// Of the two digits behind a percent sign.
std::optional<char> escaped(std::string_view text) {
    const auto high = text.size() > 2 ? hex_digit(text[1]) : std::nullopt;
    const auto low = text.size() > 2 ? hex_digit(text[2]) : std::nullopt;
    return high && low ? std::optional(static_cast<char>(*high * 16 + *low)) : std::nullopt;
}

// Percent-decoded. Control characters are in no path, parameter or value of ours.
std::optional<std::string> decoded(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        const bool is_escaped = text[0] == '%';
        const auto c = is_escaped ? escaped(text) : std::optional(text[0]);
        if (!c) {
            return std::nullopt;
        }
        plain += *c;
        text.remove_prefix(is_escaped ? 3 : 1);
    }
    const bool has_control = std::ranges::any_of(
        plain, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    return has_control || !wire::is_text(plain) ? std::nullopt : std::optional{plain};
}

// In a query a plus is a space (application/x-www-form-urlencoded).
std::optional<std::string> decoded_value(std::string_view text) {
    std::string spaced(text);
    std::ranges::replace(spaced, '+', ' ');
    return decoded(spaced);
}

// The text before the separator; what follows it stays in `rest`.
std::string_view take_until(std::string_view& rest, char separator) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return taken;
}

}  // namespace

Answer<Target> parse_target(std::string_view target) {
    std::string_view query = target;
    std::string_view path = take_until(query, '?');
    if (!path.starts_with('/')) {
        return bad_request("expected a path that begins with /");
    }
    path.remove_prefix(1);
    Target parsed;
    while (!path.empty()) {
        const auto segment = decoded(take_until(path, '/'));
        if (!segment) {
            return bad_request("the path is not percent-encoded UTF-8");
        }
        parsed.path.push_back(*segment);
    }
    while (!query.empty()) {
        std::string_view value = take_until(query, '&');
        const auto name = decoded_value(take_until(value, '='));
        const auto plain = decoded_value(value);
        if (!name || !plain) {
            return bad_request("the query is not percent-encoded UTF-8");
        }
        if (std::ranges::find(parsed.query, *name, &Parameters::value_type::first) !=
            parsed.query.end()) {
            return bad_request("the parameter \"" + *name + "\" stands there twice");
        }
        parsed.query.emplace_back(*name, *plain);
    }
    return parsed;
}

Response error_response(const Refusal& refusal) {
    const nlohmann::json body = {{"error", {{"code", refusal.code}, {"message", refusal.message}}}};
    Response response{refusal.status, "application/json", body.dump() + '\n', {}};
    if (refusal.status == 401) {
        response.fields.emplace_back("WWW-Authenticate", "Bearer realm=\"roadworthy\"");
    }
    return response;
}

}  // namespace roadworthy::http
