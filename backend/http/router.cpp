#include "backend/http/router.hpp"

#include <spdlog/spdlog.h>
#include <algorithm>
#include <exception>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "backend/access/tokens.hpp"
#include "backend/http/message.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/token_rows.hpp"
#include "common/ids.hpp"
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

std::optional<Refusal> unfit_body(Body wanted, const Request& request) {
    const std::string_view type = wanted == Body::json
                                      ? std::string_view{"application/json"}
                                      : std::string_view{"application/x-www-form-urlencoded"};
    // With a charset or without.
    const std::string_view sent =
        std::string_view(request.content_type).substr(0, request.content_type.find(';'));
    if (sent.substr(0, sent.find(' ')) != type) {
        return Refusal{415, "unsupported_media_type",
                       "expected a body of the type " + std::string(type)};
    }
    if (request.body.size() > most_body_bytes) {
        return Refusal{413, "too_large",
                       "expected a body of at most " + std::to_string(most_body_bytes) + " bytes"};
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

std::string in_log(std::string_view target) {
    for (const std::string_view links : {"/c/", "/v/"}) {
        if (target.starts_with(links)) {
            return std::string(links) + "...";
        }
    }
    return std::string(target);
}

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
    Response response = guarded(request.target, [&] { return route(request); });
    if (!response.later) {
        count(response);
        return response;
    }
    response.later = [this, target = request.target, wait = std::move(response.later)] {
        std::optional<Response> ready;
        Response outcome = guarded(target, [&]() -> Answer<Response> {
            ready = wait();
            return ready ? std::move(*ready) : Response{};
        });
        if (!ready && outcome.status < 500) {
            return std::optional<Response>{};
        }
        count(outcome);
        return std::optional(std::move(outcome));
    };
    return response;
}

Response Router::guarded(const std::string& target,
                         const std::function<Answer<Response>()>& answer) {
    try {
        auto answered = answer();
        return answered ? std::move(*answered) : error_response(answered.error());
    } catch (const sql::Failure& failure) {
        spdlog::error("answer http target=\"{}\" error=\"{}\"", in_log(target), failure.what());
        return error_response({503, "unavailable", "the store cannot be read just now"});
    } catch (const std::exception& failure) {
        spdlog::error("answer http target=\"{}\" error=\"{}\"", in_log(target), failure.what());
        return error_response({500, "internal", "this request could not be answered"});
    }
}

void Router::count(const Response& response) {
    if (response.status >= 500) {
        failed_.add();
    } else if (response.status >= 400) {
        refused_.add();
    }
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
    auto asker = asker_of(route, request, now);
    if (!asker) {
        return tl::unexpected(asker.error());
    }
    auto refusal = unknown_parameter(route, target.query);
    if (!refusal && route.body != Body::none) {
        refusal = unfit_body(route.body, request);
    }
    if (refusal) {
        return tl::unexpected(std::move(*refusal));
    }
    return route.handle({.services = services_,
                         .scope = std::move(asker->scope),
                         .ids = *ids_in(route.pattern, target.path),
                         .query = target.query,
                         .now = now,
                         .accept_language = request.accept_language,
                         .accept = request.accept,
                         .accept_encoding = request.accept_encoding,
                         .if_none_match = request.if_none_match,
                         .body = request.body,
                         .who = std::move(asker->name)});
}

Answer<Router::Asker> Router::asker_of(const Route& route, const Request& request, Time now) {
    if (route.need == Need::nothing) {
        return Asker{store::Scope::everything(), ""};  // such a resource knows what it may read
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
    if (route.need == Need::staff && std::holds_alternative<CustomerId>(token->scope.subject())) {
        return tl::unexpected(
            Refusal{403, "forbidden", "this is for the people of the dealer or operator"});
    }
    return Asker{token->scope, token->name};
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
