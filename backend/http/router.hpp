#pragma once
// From a request to the resource that answers it. The routes are data: what is served, who may ask
// and with which parameters can be listed, tested and compared with the description.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/http/message.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/token_rows.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

// What the resources work with. All of it outlives the router; the database is the HTTP loop's own.
struct Services {
    sql::Connection& database;
    metrics::Registry& metrics;
    std::function<Time()> now;
    std::function<std::vector<std::string>()> failures;  // what does not work now; empty: all does
    std::string public_url =
        {};  // before the path of a link that goes out; empty: nobody has said it
};

// A request that may be answered: by whom it was asked, and its parts, checked against its route.
struct Call {
    const Services& services;
    store::Scope scope;
    std::vector<std::string> ids;  // what stood in the place of each {..} of the pattern
    Parameters query;
    Time now;
    std::string accept_language;  // as sent
    std::string accept = {};      // likewise
    std::string accept_encoding = {};
    std::string if_none_match = {};
    std::string body = {};
    std::string who = {};  // the token's name
};

// staff: a token for everything, or of a dealer. administrator: a token for everything.
enum class Need : std::uint8_t { nothing, token, staff, administrator };
// What a request may bring: application/json, or what a browser sends of a page's form.
enum class Body : std::uint8_t { none, json, form };

constexpr std::size_t most_body_bytes = 64 * 1024;

struct Route {
    std::string_view name;
    std::string_view method;
    std::string_view pattern;  // /api/v1/trucks/{id}
    Need need = Need::administrator;
    std::vector<std::string_view> parameters;  // of the query; any other is refused
    Answer<Response> (*handle)(const Call&) = nullptr;
    Body body = Body::none;
};

// A target as it may stand in a log: whoever has a customer's link can open it.
std::string in_log(std::string_view target);

class Router {
public:
    Router(std::span<const Route> routes, Services services);

    // Never throws: what breaks here is counted, logged, and told to the asker without details.
    Response answer(const Request& request);

private:
    Answer<Response> route(const Request& request);
    Answer<Response> call(const Route& route, const Request& request, const Target& target);
    struct Asker {
        store::Scope scope;
        std::string name;
    };
    Answer<Asker> asker_of(const Route& route, const Request& request, Time now);
    void count(const Response& response);
    Response guarded(const std::string& target, const std::function<Answer<Response>()>& answer);
    void note_use(const store::TokenHash& hash, Time now);

    std::span<const Route> routes_;
    Services services_;
    metrics::Counter& requests_;
    metrics::Counter& refused_;
    metrics::Counter& failed_;
    metrics::Counter& uses_not_noted_;
};

}  // namespace roadworthy::http
