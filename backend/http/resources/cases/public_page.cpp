#include "backend/http/resources/cases/public_page.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "backend/exchange/escaped.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/router.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

using exchange::escaped;

constexpr std::string_view head =
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"robots\" content=\"noindex\">\n"
    "<style>body{font:16px/1.5 sans-serif;margin:0 auto;max-width:34em;padding:1em}"
    "li.done{font-weight:bold}li{padding:.2em 0}button{font:inherit;padding:.6em 1em}"
    "input,textarea{font:inherit;width:100%;box-sizing:border-box}"
    "fieldset{margin:1em 0}</style>\n";

}  // namespace

bool wants_json(const Call& call) {
    const auto json = call.accept.find("application/json");
    return json != std::string::npos && json < call.accept.find("text/html");
}

Response page_response(unsigned status, std::string html) {
    Response response{status, "text/html; charset=utf-8", std::move(html), {}};
    response.fields.emplace_back("Content-Security-Policy",
                                 "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
                                 " form-action 'self'; frame-ancestors 'none'");
    return response;
}

Response nothing_there(const Call& call) {
    return wants_json(call)
               ? error_response(not_found().value())
               : page_response(404, whole_page("Roadworthy",
                                               "<p>此链接已失效，请联系服务站。</p>\n"
                                               "<p lang=\"en\">This link is not valid any more. "
                                               "Please ask the workshop.</p>\n",
                                               exchange::Language::zh));
}

std::string whole_page(std::string_view title, std::string_view body, exchange::Language language) {
    const std::string tag = language == exchange::Language::zh ? "zh" : "en";
    return "<!doctype html>\n<html lang=\"" + tag + "\">\n<head>\n" + std::string(head) +
           "<title>" + escaped(title) + "</title>\n</head>\n<body>\n" + std::string(body) +
           "</body>\n</html>\n";
}

Answer<Parameters> form_of(const Call& call) {
    // Nothing else of ours has control characters.
    std::string body = call.body;
    for (const std::string_view line_break : {"%0D%0A", "%0A"}) {
        for (auto at = body.find(line_break); at != std::string::npos; at = body.find(line_break)) {
            body.replace(at, line_break.size(), "+");
        }
    }
    auto form = parse_target("/?" + body);
    if (!form) {
        return bad_request("the body is not the form of this page");
    }
    return std::move(form->query);
}

std::string form_value(const Parameters& form, std::string_view name) {
    for (const auto& [key, value] : form) {
        if (key == name) {
            return value;
        }
    }
    return "";
}

Answer<std::string> words_of(const Parameters& form) {
    std::string words = form_value(form, "words");
    if (words.size() > longest_answer) {
        return bad_request("words: expected at most " + std::to_string(longest_answer) + " bytes");
    }
    return words;
}

Answer<std::optional<Time>> wish_of(const Parameters& form, std::chrono::minutes utc_offset) {
    constexpr std::size_t to_the_minute = 16;  // 2026-11-23T21:30, as a browser sends it
    const std::string wish = form_value(form, "wish");
    if (wish.empty()) {
        return std::nullopt;
    }
    const auto local = parse_time(wish.size() == to_the_minute ? wish + ":00Z" : wish);
    if (!local) {
        return bad_request("wish: " + local.error().message);
    }
    return *local - utc_offset;
}

}  // namespace roadworthy::http
