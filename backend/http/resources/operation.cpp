#include "backend/http/resources/operation.hpp"

#include <string>
#include <string_view>
#include <variant>

#include "backend/http/message.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "common/ids.hpp"

namespace roadworthy::http {
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

Answer<Response> get_me(const Call& call) {
    const auto& subject = call.scope.subject();
    const auto* dealer = std::get_if<DealerId>(&subject);
    const auto* customer = std::get_if<CustomerId>(&subject);
    const std::string_view role = customer != nullptr ? "customer"
                                  : dealer != nullptr ? "dealer"
                                                      : "administrator";
    return json_response({{"name", call.who},
                          {"role", role},
                          {"dealer", dealer != nullptr ? Json(dealer->text()) : Json()},
                          {"customer", customer != nullptr ? Json(customer->text()) : Json()}});
}

Answer<Response> get_description(const Call&) {
    return Response{200, "application/yaml", std::string(description), {}};
}

}  // namespace roadworthy::http
