#include "backend/http/resources/operation.hpp"

#include <string>
#include <string_view>

#include "backend/http/message.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"

namespace roadworthy::http {
namespace {

constexpr std::string_view page_head =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>Roadworthy</title>\n</head>\n<body>\n<h1>Roadworthy</h1>\n"
    "<p>What is due, what is wrong, and how much of the time each truck was able to work.</p>\n"
    "<p lang=\"zh\">保养到期、故障关怀、车辆完好率。</p>\n";
constexpr std::string_view page_tail =
    "<p>The interface for programs, with a token: <a href=\"/api/v1/due\">/api/v1/due</a>,"
    " described in <a href=\"/api/v1/openapi.yaml\">/api/v1/openapi.yaml</a>.<br>\n"
    "<span lang=\"zh\">程序接口(需令牌)见上。</span></p>\n"
    "<p><a href=\"/healthz\">/healthz</a></p>\n</body>\n</html>\n";
constexpr std::string_view healthy = "<p>All is working. <span lang=\"zh\">运行正常。</span></p>\n";
constexpr std::string_view failing =
    "<p><strong>Something is not working. <span lang=\"zh\">运行异常。</span></strong></p>\n";

}  // namespace

Answer<Response> get_front_page(const Call& call) {
    const bool is_healthy = call.services.failures().empty();
    Response response{200, "text/html; charset=utf-8", std::string(page_head), {}};
    response.body += is_healthy ? healthy : failing;
    response.body += page_tail;
    response.fields.emplace_back(
        "Content-Security-Policy",
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    return response;
}

Answer<Response> get_health(const Call& call) {
    const auto failures = call.services.failures();
    Response response =
        json_response({{"status", failures.empty() ? "ok" : "failing"}, {"failures", failures}});
    response.status = failures.empty() ? 200 : 503;
    return response;
}

Answer<Response> get_metrics(const Call& call) {
    return Response{
        200, "text/plain; version=0.0.4; charset=utf-8", call.services.metrics.text(), {}};
}

Answer<Response> get_description(const Call&) {
    return Response{200, "application/yaml", std::string(description), {}};
}

}  // namespace roadworthy::http
