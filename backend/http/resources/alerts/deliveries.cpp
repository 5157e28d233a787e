#include "backend/http/resources/alerts/deliveries.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <tl/expected.hpp>

#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/alerts/delivery_rows.hpp"
#include "backend/store/views/alerts/delivery_list.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

// In the order of their enumerations.
constexpr std::array<std::string_view, 7> states = {"waiting",  "trying",    "tried",   "delivered",
                                                    "given_up", "in_digest", "replaced"};
constexpr std::array<std::string_view, 3> kinds = {"all", "open", "failed"};

Json text_or_null(std::string_view text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

}  // namespace

Json delivery_json(const views::DeliveryEntry& entry) {
    const store::Delivery& one = entry.delivery;
    Json json = {{"delivery", one.id},
                 {"recipient", one.recipient},
                 {"truck", text_or_null(entry.truck)},
                 {"matter", text_or_null(entry.matter)},
                 {"is_digest", !one.alert},
                 {"lines", one.alert ? Json(nullptr) : Json(entry.lines)},
                 {"state", states.at(static_cast<std::size_t>(one.state))},
                 {"is_urgent", one.is_urgent},
                 {"breaks_quiet_hours", one.breaks_quiet},
                 {"is_over_cap", one.is_over_cap},
                 {"subject", text_or_null(one.subject)},
                 {"tries", one.tries},
                 {"possible_repeats", one.possible_repeats},
                 {"planned_at", iso(one.planned)},
                 {"next_try_at", iso(one.next_try)},
                 {"ended_at", json_of(one.ended)},
                 {"code", one.code ? Json(*one.code) : Json(nullptr)},
                 {"receipt", text_or_null(one.receipt)},
                 {"channels", Json::array()},
                 {"channel", nullptr}};
    for (const auto& way : one.chain) {
        json["channels"].push_back({{"name", way.channel}, {"address", text_or_null(way.address)}});
    }
    if (one.position < one.chain.size()) {
        json["channel"] = one.chain[one.position].channel;
    }
    return json;
}

Answer<Response> get_deliveries(const Call& call) {
    const auto page = page_of(call);
    if (!page) {
        return tl::unexpected(page.error());
    }
    const std::string which = parameter(call, "which").value_or("all");
    const auto kind = std::ranges::find(kinds, which);
    if (kind == kinds.end()) {
        return bad_request("which: expected all, open or failed, got \"" + which + '"');
    }
    const auto list = as_answer(views::delivery_list(
        call.services.database,
        {.which = static_cast<views::Deliveries>(kind - kinds.begin()), .page = *page}));
    if (!list) {
        return tl::unexpected(list.error());
    }
    return json_response(page_json(*list, delivery_json));
}

}  // namespace roadworthy::http
