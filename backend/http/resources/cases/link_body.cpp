#include "backend/http/resources/cases/link_body.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "backend/access/links.hpp"
#include "backend/http/message.hpp"
#include "backend/http/resources/cases/json_body.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

Answer<std::int64_t> link_days(std::string_view text) {
    const auto body = json_body(text);
    if (!body) {
        return tl::unexpected(body.error());
    }
    const auto days =
        body->is_object() ? body->value("days", Json(access::usual_link_days)) : Json(nullptr);
    if (!days.is_number_integer() || days.get<std::int64_t>() < 1 ||
        days.get<std::int64_t>() > access::most_link_days ||
        body->size() > (body->contains("days") ? 1U : 0U)) {
        return tl::unexpected(
            Refusal{422, "not_possible",
                    "expected {\"days\": 1 to " + std::to_string(access::most_link_days) + "}"});
    }
    return days.get<std::int64_t>();
}

Response link_response(const access::MadeLink& made, const Call& call) {
    const std::string address = access::address_of(made, call.services.public_url);
    Response response = json_response({{"path", made.path},
                                       {"url", address.empty() ? Json(nullptr) : Json(address)},
                                       {"expires_at", iso(made.expires)}});
    response.status = 201;
    return response;
}

}  // namespace roadworthy::http
