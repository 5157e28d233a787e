#include "backend/http/resources/web.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "backend/http/assets/pack.hpp"
#include "backend/http/message.hpp"
#include "backend/http/router.hpp"

namespace roadworthy::http {
namespace {

constexpr std::string_view page_head =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>Roadworthy</title>\n</head>\n<body>\n<h1>Roadworthy</h1>\n"
    "<p>What is due, what is wrong, and how much of the time each truck was able to work.</p>\n"
    "<p lang=\"zh\">保养到期、故障关怀、车辆完好率。</p>\n"
    "<p>This program was built without its pages, which takes Node.js 18 or newer with npm; all "
    "else "
    "works.<br>\n<span lang=\"zh\">本程序编译时未包含网页（需要 Node.js 18 及以上版本和 "
    "npm），其他功能正常。</span></p>\n";
constexpr std::string_view page_tail =
    "<p>The interface for programs, with a token: <a href=\"/api/v1/due\">/api/v1/due</a>,"
    " described in <a href=\"/api/v1/openapi.yaml\">/api/v1/openapi.yaml</a>.<br>\n"
    "<span lang=\"zh\">程序接口（需令牌）见上。</span></p>\n"
    "<p><a href=\"/healthz\">/healthz</a></p>\n</body>\n</html>\n";
constexpr std::string_view healthy = "<p>All is working. <span lang=\"zh\">运行正常。</span></p>\n";
constexpr std::string_view failing =
    "<p><strong>Something is not working. <span lang=\"zh\">运行异常。</span></strong></p>\n";

// Scripts, styles and pictures are files of ours; nothing is asked of anybody else.
constexpr std::string_view pages_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
constexpr std::string_view words_policy =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string_view without_spaces(std::string_view text) {
    const std::size_t from = std::min(text.find_first_not_of(" \t"), text.size());
    return text.substr(from, text.find_last_not_of(" \t") + 1 - from);
}

// Is the encoding in the list and not with q=0? Whoever takes any (*) gets the plain bytes.
bool takes(std::string_view list, std::string_view encoding) {
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(','), list.size());
        const std::string_view entry = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        const std::size_t name_end = std::min(entry.find(';'), entry.size());
        if (without_spaces(entry.substr(0, name_end)) == encoding) {
            const std::string_view weight = without_spaces(entry.substr(name_end));
            return weight.find("q=0") == std::string_view::npos ||
                   weight.find_first_of("123456789") != std::string_view::npos;
        }
    }
    return false;
}

Response words(const Call& call) {
    const bool is_healthy = call.services.failures().empty();
    Response response{200, "text/html; charset=utf-8", std::string(page_head), {}};
    response.body += is_healthy ? healthy : failing;
    response.body += page_tail;
    response.fields.emplace_back("Content-Security-Policy", words_policy);
    return response;
}

}  // namespace

Response asset_response(const Asset& asset, const Call& call) {
    Response response{200, std::string(asset.content_type), {}, {}};
    const std::string tag = '"' + std::string(asset.hash) + '"';
    response.fields = {
        {"Cache-Control", is_immutable(asset) ? "public, max-age=31536000, immutable" : "no-cache"},
        {"ETag", tag},
        {"Vary", "Accept-Encoding"}};
    if (call.if_none_match.find(tag) != std::string::npos) {
        response.status = 304;
        return response;
    }
    if (!asset.brotli.empty() && takes(call.accept_encoding, "br")) {
        response.fields.emplace_back("Content-Encoding", "br");
        response.body = asset.brotli;
    } else if (!asset.gzip.empty() && takes(call.accept_encoding, "gzip")) {
        response.fields.emplace_back("Content-Encoding", "gzip");
        response.body = asset.gzip;
    } else {
        response.body = asset.plain;
    }
    return response;
}

Answer<Response> get_front_page(const Call& call) {
    const Asset* page = embedded_pack().find("/");
    if (page == nullptr) {
        return words(call);
    }
    Response response = asset_response(*page, call);
    response.fields.emplace_back("Content-Security-Policy", pages_policy);
    return response;
}

Answer<Response> get_asset(const Call& call) {
    const Asset* asset = embedded_pack().find("/assets/" + call.ids.front());
    if (asset == nullptr) {
        return not_found();
    }
    return asset_response(*asset, call);
}

}  // namespace roadworthy::http
