#include "backend/http/router.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "backend/access/tokens.hpp"
#include "backend/http/message.hpp"
#include "backend/http/resources/operation.hpp"
#include "backend/http/resources/routes.hpp"
#include "backend/store/scope.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "tests/backend/http/tenants.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace roadworthy::http;
using nlohmann::json;

namespace {

struct Stand {
    std::unique_ptr<sql::Connection> database = support::empty_store();
    metrics::Registry registry;
    Time now = support::at(0);
    std::vector<std::string> failures;

    Services services() {
        return {*database, registry, [this] { return now; }, [this] { return failures; }};
    }
    Response get(std::span<const Route> table, std::string target, const std::string& token = "") {
        Router router(table, services());
        return router.answer({.method = "GET",
                              .target = std::move(target),
                              .authorization = token.empty() ? "" : "Bearer " + token});
    }
    Response get(std::string target, const std::string& token = "") {
        return get(routes(), std::move(target), token);
    }
    std::string token(store::Scope scope, std::optional<Time> expires = {}) const {
        return access::add_token(*database, {"test", std::move(scope), expires}, now);
    }
};

std::string error_code(const Response& response) {
    return json::parse(response.body).at("error").at("code");
}

Answer<Response> show_ids(const Call& call) {
    std::string all;
    for (const std::string& id : call.ids) {
        all += '<' + id + '>';
    }
    return Response{200, "text/plain", all, {}};
}

Answer<Response> throw_words(const Call&) {
    throw std::runtime_error("secret words");
}

Answer<Response> throw_failure(const Call&) {
    throw sql::Failure(sql::Fault::full, "secret words");
}

const std::vector<Route> some_routes = {
    {"one", "GET", "/a/{id}", Need::nothing, {"x", "y"}, show_ids},
    {"two", "GET", "/a/{id}/b/{other}", Need::nothing, {}, show_ids},
    {"post", "POST", "/a/{id}", Need::nothing, {}, show_ids},
    {"broken", "GET", "/broken", Need::nothing, {}, throw_words},
    {"full", "GET", "/full", Need::nothing, {}, throw_failure},
};

}  // namespace

TEST_CASE("a path is found by its pattern alone", "[router]") {
    const auto row = GENERATE(table<std::string, unsigned, std::string>({
        {"/a/1", 200, "<1>"},
        {"/a/%E5%BC%A0%2F", 200, "<张/>"},
        {"/a/1/b/2", 200, "<1><2>"},
        {"/a", 404, ""},
        {"/a/", 404, ""},
        {"/a/1/", 200, "<1>"},
        {"/a/1/b", 404, ""},
        {"/a/1/c/2", 404, ""},
        {"/a/1/b/2/3", 404, ""},
        {"/A/1", 404, ""},
        {"/", 404, ""},
    }));
    INFO(std::get<0>(row));
    Stand stand;
    const Response response = stand.get(some_routes, std::get<0>(row));
    CHECK(response.status == std::get<1>(row));
    if (response.status == 200) {
        CHECK(response.body == std::get<2>(row));
    }
}

TEST_CASE("another method is refused with those that are allowed", "[router]") {
    Stand stand;
    Router router(some_routes, stand.services());
    const Response response = router.answer({.method = "DELETE", .target = "/a/1"});
    CHECK(response.status == 405);
    CHECK(response.fields == Parameters{{"Allow", "GET, POST"}});
    CHECK(router.answer({.method = "POST", .target = "/a/1"}).status == 200);
    CHECK(router.answer({.method = "HEAD", .target = "/a/1"}).status == 200);
}

TEST_CASE("an unknown parameter is refused by name", "[router]") {
    Stand stand;
    CHECK(stand.get(some_routes, "/a/1?x=1&y=2").status == 200);
    const Response response = stand.get(some_routes, "/a/1?z=1");
    CHECK(response.status == 400);
    CHECK_THAT(response.body, Catch::Contains("\\\"z\\\"; known are: x, y"));
    CHECK_THAT(stand.get(some_routes, "/broken?z=1").body, Catch::Contains("known are: none"));
}

TEST_CASE("what breaks inside is told without its words, and counted", "[router]") {
    Stand stand;
    CHECK(stand.get(some_routes, "/broken").status == 500);
    CHECK(stand.get(some_routes, "/full").status == 503);
    CHECK_THAT(stand.get(some_routes, "/full").body, !Catch::Contains("secret"));
    CHECK(stand.registry.counter("roadworthy_http_failed_total", "").value() == 3);
    CHECK(stand.registry.counter("roadworthy_http_requests_total", "").value() == 3);
}

TEST_CASE("no log says a customer's link", "[router]") {
    CHECK(in_log("/c/5b1cd0/answer?lang=zh") == "/c/...");
    CHECK(in_log("/v/5b1cd0") == "/v/...");
    CHECK(in_log("/api/v1/cases?limit=3") == "/api/v1/cases?limit=3");
}

TEST_CASE("without a valid token there is nothing but the public routes", "[router]") {
    Stand stand;
    const std::string expired = stand.token(store::Scope::everything(), support::at(10));
    stand.now = support::at(10);
    for (const Route& route : routes()) {
        INFO(route.name);
        std::string target(route.pattern);
        if (const auto id = target.find("{id}"); id != std::string::npos) {
            target.replace(id, 4, "TRUCK001");
        }
        if (target.starts_with("/c/") || target.starts_with("/v/") ||
            target.starts_with("/assets/")) {
            continue;  // what stands in it is the token; a file that may not be there
        }
        Router router(routes(), stand.services());
        const unsigned wanted = route.need == Need::nothing ? 200 : 401;
        for (const std::string& token : {std::string(), std::string("nonsense"), expired}) {
            CHECK(router
                      .answer({.method = std::string(route.method),
                               .target = target,
                               .authorization = token.empty() ? "" : "Bearer " + token})
                      .status == wanted);
        }
    }
    CHECK(error_code(stand.get("/api/v1/due")) == "unauthorized");
}

TEST_CASE("a reader is told who he is and what he may see", "[router]") {
    Stand stand;
    const auto me = [&](const store::Scope& scope) {
        return json::parse(stand.get("/api/v1/me", stand.token(scope)).body);
    };
    CHECK(me(store::Scope::everything()) ==
          json::parse(
              R"({"name": "test", "role": "administrator", "dealer": null, "customer": null})"));
    CHECK(me(dealer("D")).at("role") == "dealer");
    CHECK(me(dealer("D")).at("dealer") == "D");
    CHECK(me(customer("C")).at("role") == "customer");
    CHECK(me(customer("C")).at("customer") == "C");
}

TEST_CASE("metrics are for administrators alone", "[router]") {
    Stand stand;
    CHECK(stand.get("/metrics", stand.token(dealer("D"))).status == 403);
    CHECK(stand.get("/metrics", stand.token(customer("C"))).status == 403);
    const Response response = stand.get("/metrics", stand.token(store::Scope::everything()));
    CHECK(response.status == 200);
    CHECK_THAT(response.body, Catch::Contains("roadworthy_http_requests_total 3"));
}

TEST_CASE("a token's last use is kept to the minute", "[router]") {
    Stand stand;
    const std::string token = stand.token(store::Scope::everything());
    const auto last_used = [&] {
        return access::check_token(*stand.database, token, stand.now)->last_used;
    };
    stand.get("/api/v1/due", token);
    CHECK(last_used() == support::at(0));
    stand.now = support::at(59);
    stand.get("/api/v1/due", token);
    CHECK(last_used() == support::at(0));
    stand.now = support::at(60);
    stand.get("/api/v1/due", token);
    CHECK(last_used() == support::at(60));
}

TEST_CASE("health says what fails, to everybody", "[router]") {
    Stand stand;
    CHECK(json::parse(stand.get("/healthz").body) ==
          json::parse(R"({"status": "ok", "failures": []})"));
    stand.failures = {"no connection to the broker"};
    CHECK(stand.get("/healthz").status == 503);
    CHECK(json::parse(stand.get("/healthz").body) ==
          json::parse(R"({"status": "failing", "failures": ["no connection to the broker"]})"));
}

TEST_CASE("the description has every route, and no other", "[router]") {
    // What we send to webhooks is described as well, and is no route.
    const std::string text(description.substr(0, description.find("\nx-webhooks:")));
    std::size_t described = 0;
    for (std::size_t at = 0; (at = text.find("operationId: ", at)) != std::string::npos; ++at) {
        ++described;
    }
    CHECK(described == routes().size());
    std::set<std::string_view> names;
    for (const Route& route : routes()) {
        INFO(route.pattern);
        const std::size_t path = text.find("\n  " + std::string(route.pattern) + ":\n");
        REQUIRE(path != std::string::npos);
        std::string method(route.method);
        for (char& letter : method) {
            letter = static_cast<char>(letter | 0x20);  // GET, as the description has it: get
        }
        const std::string described_as =
            "\n    " + method + ":\n      operationId: " + std::string(route.name) + "\n";
        const std::string operations = text.substr(path, text.find("\n  /", path + 1) - path);
        CHECK_THAT(operations, Catch::Contains(described_as));
        CHECK(names.insert(route.name).second);
    }
}

TEST_CASE("a query is refused for what it says wrong", "[router]") {
    Stand stand;
    const std::string token = stand.token(store::Scope::everything());
    const auto target = GENERATE(values<std::string>({
        "/api/v1/trucks?limit=0",
        "/api/v1/trucks?limit=501",
        "/api/v1/trucks?limit=ten",
        "/api/v1/trucks?limit=",
        "/api/v1/trucks?cursor=xyz",
        "/api/v1/customers?cursor=00",
        "/api/v1/due?cursor=31",
        "/api/v1/due?state=late",
        "/api/v1/faults?state=overdue",
        "/api/v1/faults?cursor=aa1f",
        "/api/v1/uptime?group=colour",
        "/api/v1/uptime?from_on=yesterday",
        "/api/v1/uptime?from_on=2026-02-01&to_on=2026-02-01",
        "/api/v1/uptime?from_on=2020-01-01&to_on=2026-02-01",
    }));
    INFO(target);
    const Response response = stand.get(target, token);
    CHECK(response.status == 400);
    CHECK(error_code(response) == "bad_request");
}

TEST_CASE("a fault code is told in the language asked for, else in that which is accepted most",
          "[router]") {
    Stand stand;
    const std::string token = "Bearer " + stand.token(store::Scope::everything());
    const auto title = [&](const std::string& query, const std::string& accept) {
        Router router(routes(), stand.services());
        const Response response = router.answer({.method = "GET",
                                                 .target = "/api/v1/fault-codes/100-1" + query,
                                                 .authorization = token,
                                                 .accept_language = accept});
        return json::parse(response.body).at("description").at("title").get<std::string>();
    };
    const std::string zh = "机油压力：严重偏低";
    const std::string en = "engine oil pressure: far too low";
    CHECK(title("", "") == zh);
    CHECK(title("?lang=en", "zh") == en);
    CHECK(title("", "en-GB,zh;q=0.9") == en);
    CHECK(title("", "en;q=0.25, zh-CN;q=0.3") == zh);
    CHECK(title("", "en;q=0.2, zh;q=0") == en);
    CHECK(title("", "*;q=0.5, !!") == zh);
    CHECK(error_code(stand.get("/api/v1/fault-codes/100-1?lang=no+such", token.substr(7))) ==
          "bad_request");
}

TEST_CASE("a fault code is known by its SPN, its FMI and who sends it", "[router]") {
    Stand stand;
    const std::string token = stand.token(store::Scope::everything());
    const auto description = [&](const std::string& target) {
        const Response response = stand.get("/api/v1/fault-codes/" + target, token);
        return json::parse(response.body).at("description");
    };
    CHECK(description("400000-3?source_address=11").at("system") == "brakes");
    CHECK(description("519714-3?conversion_method=1").at("spn_readings") ==
          json::array({71'543, 487'703, 519'714}));
    CHECK(description("520222-4").at("known") == "makers_own");
    for (const char* nothing : {"100", "100-32", "524288-1", "x-1", "100-", "-1"}) {
        INFO(nothing);
        CHECK(stand.get("/api/v1/fault-codes/" + std::string(nothing), token).status == 404);
    }
}

namespace {

Answer<Response> echo(const Call& call) {
    return Response{200, "text/plain", call.who + ':' + call.body, {}};
}

int glances = 0;
Answer<Response> wait_for_three(const Call& call) {
    Response response;
    response.later = [now = call.services.now]() -> std::optional<Response> {
        if (now() > support::at(1000)) {
            throw std::runtime_error("broken");
        }
        return ++glances < 3 ? std::nullopt
                             : std::optional(Response{201, "text/plain", "ready", {}});
    };
    return response;
}

const std::vector<Route> taking = {
    {"echo", "POST", "/echo", Need::staff, {}, echo, Body::json},
    {"form", "POST", "/form", Need::nothing, {}, echo, Body::form},
    {"wait", "GET", "/wait", Need::nothing, {}, wait_for_three},
};

}  // namespace

TEST_CASE("a body is taken if it is of the type and size that its route wants", "[router]") {
    Stand stand;
    Router router(taking, stand.services());
    const std::string token = "Bearer " + stand.token(store::Scope::everything());
    const auto status = [&](const std::string& type, const std::string& body) {
        return router
            .answer({.method = "POST",
                     .target = "/echo",
                     .authorization = token,
                     .body = body,
                     .content_type = type})
            .status;
    };
    CHECK(status("application/json", "{}") == 200);
    CHECK(status("application/json; charset=utf-8", "{}") == 200);
    CHECK(status("text/plain", "{}") == 415);
    CHECK(status("", "{}") == 415);
    CHECK(status("application/x-www-form-urlencoded", "a=b") == 415);
    CHECK(status("application/json", std::string(most_body_bytes, ' ')) == 200);
    CHECK(status("application/json", std::string(most_body_bytes + 1, ' ')) == 413);
    CHECK(router
              .answer({.method = "POST",
                       .target = "/form",
                       .body = "a=b",
                       .content_type = "application/x-www-form-urlencoded"})
              .body == ":a=b");
    CHECK(stand.get(taking, "/echo").status == 405);
}

TEST_CASE("what is for staff is for no customer, and staff are known by name", "[router]") {
    Stand stand;
    Router router(taking, stand.services());
    const auto answer = [&](store::Scope scope) {
        return router.answer({.method = "POST",
                              .target = "/echo",
                              .authorization = "Bearer " + stand.token(std::move(scope)),
                              .body = "{}",
                              .content_type = "application/json"});
    };
    CHECK(answer(customer("CUST-A")).status == 403);
    CHECK(answer(dealer("DEALER-1")).body == "test:{}");
}

TEST_CASE("a response that waits is asked again until there is one", "[router]") {
    Stand stand;
    glances = 0;
    Router router(taking, stand.services());
    const Response waiting = router.answer({.method = "GET", .target = "/wait"});
    REQUIRE(waiting.later);
    CHECK_FALSE(waiting.later());
    CHECK_FALSE(waiting.later());
    CHECK(waiting.later().value().body == "ready");
    stand.now = support::at(2000);
    CHECK(waiting.later().value().status == 500);
    CHECK(stand.registry.text().find("roadworthy_http_failed_total 1") != std::string::npos);
}
