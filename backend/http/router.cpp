#include "backend/http/router.hpp"

#include <spdlog/spdlog.h>
#include <algorithm>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/access/tokens.hpp"
#include "backend/http/message.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/token_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

// What stood in the place of each {..}; nothing if the path is not of this pattern.
std::optional<std::vector<std::string>> ids_in(std::string_view pattern,
                                               const std::vector<std::string>& path) {
    std::vector<std::string> ids;
    std::string_view rest = pattern.substr(1);
    for (const std::string& segment : path) {
        const std::string_view wanted = rest.substr(0, rest.find('/'));
        if (wanted.starts_with('{') && !segment.empty()) {
            ids.push_back(segment);
        } else if (wanted != segment || wanted.empty()) {
            return std::nullopt;
        }
        rest.remove_prefix(std::min(wanted.size() + 1, rest.size()));
    }
    return rest.empty() ? std::optional{ids} : std::nullopt;
}

std::string_view effective_method(const Request& request) {
    return request.method == "HEAD" ? std::string_view{"GET"} : std::string_view{request.method};
}

tl::unexpected<Refusal> unauthorized() {
    return tl::unexpected(
        Refusal{401, "unauthorized", "expected a valid token: Authorization: Bearer ..."});
}

std::optional<Refusal> unknown_parameter(const Route& route, const Parameters& query) {
    for (const auto& [name, value] : query) {
        if (std::ranges::find(route.parameters, name) == route.parameters.end()) {
            std::string known;
            for (const std::string_view parameter : route.parameters) {
                known += (known.empty() ? "" : ", ") + std::string(parameter);
            }
            return Refusal{400, "unknown_parameter",
                           "unknown parameter \"" + name +
                               "\"; known are: " + (known.empty() ? "none" : known)};
        }
    }
    return std::nullopt;
}

Response method_not_allowed(const std::string& allowed) {
    Response response = error_response(
        {405, "method_not_allowed", "this resource understands " + allowed + " only"});
    response.fields.emplace_back("Allow", allowed);
    return response;
}

}  // namespace

Router::Router(std::span<const Route> routes, Services services)
    : routes_(routes),
      services_(std::move(services)),
      requests_(services_.metrics.counter("roadworthy_http_requests_total",
                                          "HTTP requests that reached the router")),
      refused_(services_.metrics.counter("roadworthy_http_refused_total",
                                         "HTTP requests answered with a 4xx status")),
      failed_(services_.metrics.counter("roadworthy_http_failed_total",
                                        "HTTP requests answered with a 5xx status")),
      uses_not_noted_(services_.metrics.counter("roadworthy_token_uses_not_noted_total",
                                                "Last uses of tokens that could not be stored")) {}

Response Router::answer(const Request& request) {
    requests_.add();
    Response response;
    try {
        auto answered = route(request);
        response = answered ? std::move(*answered) : error_response(answered.error());
    } catch (const sql::Failure& failure) {
        spdlog::error("answer http target=\"{}\" error=\"{}\"", request.target, failure.what());
        response = error_response({503, "unavailable", "the store cannot be read just now"});
    } catch (const std::exception& failure) {
        spdlog::error("answer http target=\"{}\" error=\"{}\"", request.target, failure.what());
        response = error_response({500, "internal", "this request could not be answered"});
    }
    if (response.status >= 500) {
        failed_.add();
    } else if (response.status >= 400) {
        refused_.add();
    }
    return response;
}

Answer<Response> Router::route(const Request& request) {
    const auto target = parse_target(request.target);
    if (!target) {
        return tl::unexpected(target.error());
    }
    std::string allowed;
    for (const Route& route : routes_) {
        if (!ids_in(route.pattern, target->path)) {
            continue;
        }
        if (route.method == effective_method(request)) {
            return call(route, request, *target);
        }
        allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    }
    if (allowed.empty()) {
        return not_found();
    }
    return method_not_allowed(allowed);
}

Answer<Response> Router::call(const Route& route, const Request& request, const Target& target) {
    const Time now = services_.now();
    auto scope = scope_for(route, request, now);
    if (!scope) {
        return tl::unexpected(scope.error());
    }
    if (auto refusal = unknown_parameter(route, target.query)) {
        return tl::unexpected(std::move(*refusal));
    }
    return route.handle({.services = services_,
                         .scope = std::move(*scope),
                         .ids = *ids_in(route.pattern, target.path),
                         .query = target.query,
                         .now = now,
                         .accept_language = request.accept_language});
}

Answer<store::Scope> Router::scope_for(const Route& route, const Request& request, Time now) {
    if (route.need == Need::nothing) {
        return store::Scope::everything();  // such a resource reads no rows
    }
    const auto text = access::bearer_token(request.authorization);
    const auto token = text ? access::check_token(services_.database, *text, now) : std::nullopt;
    if (!token) {
        return unauthorized();
    }
    if (access::is_use_news(*token, now)) {
        note_use(token->hash, now);
    }
    if (route.need == Need::administrator && token->scope != store::Scope::everything()) {
        return tl::unexpected(Refusal{403, "forbidden", "this is for administrators"});
    }
    return token->scope;
}

// A full disk must not keep anybody from reading.
void Router::note_use(const store::TokenHash& hash, Time now) {
    try {
        store::note_token_use(services_.database, hash, now);
    } catch (const sql::Failure&) {
        uses_not_noted_.add();
    }
}

}  // namespace roadworthy::http
