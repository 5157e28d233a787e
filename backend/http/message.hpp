#pragma once
// A request and its response as the router and the resources see them: what HTTP carries, without
// the library that carries it.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/result.hpp"

namespace roadworthy::http {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string method;         // GET, POST, ... as sent
    std::string target;         // path and query as sent
    std::string authorization;  // the field's value, empty if absent
    std::string body;
    std::string accept_language;  // the field's value, empty if absent
    std::string content_type;     // likewise
    std::string accept;           // likewise
    std::string accept_encoding = {};
    std::string if_none_match = {};
};

struct Response {
    unsigned status = 200;
    std::string content_type;
    std::string body;
    Parameters fields;  // beside those that every response has
    // Something has to happen first: then all but this means nothing, and whoever serves asks again,
    // some ten times a second, until there is a response. What was asked has been done.
    std::function<std::optional<Response>()> later = {};
};

// Why a request got no answer: a word for programs, a sentence for people.
struct Refusal {
    unsigned status = 400;
    std::string code;
    std::string message;
    friend bool operator==(const Refusal&, const Refusal&) = default;
};

template <class T>
using Answer = tl::expected<T, Refusal>;

inline tl::unexpected<Refusal> bad_request(std::string message) {
    return tl::unexpected(Refusal{400, "bad_request", std::move(message)});
}
// Also for what belongs to somebody else: that it exists is none of the asker's business.
inline tl::unexpected<Refusal> not_found() {
    return tl::unexpected(Refusal{404, "not_found", "there is nothing here"});
}

struct Target {
    std::vector<std::string> path;  // its segments, decoded: /a/b%20c -> a, b c
    Parameters query;               // decoded, in the order of sending
};

// Refuses what is not a path of good percent-encoded UTF-8, and a parameter given twice.
Answer<Target> parse_target(std::string_view target);

// {"error": {"code", "message"}}
Response error_response(const Refusal& refusal);

}  // namespace roadworthy::http
