#include "backend/http/resources/due/work_items.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>

#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due/work_items.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::array<std::string_view, 8> reasons = {
    "other_vin",         "no_plan",    "no_delivery_date", "no_reading",
    "counter_disagrees", "never_done", "care_escalated",   "nobody_to_tell"};

}  // namespace

std::optional<views::WorkReason> work_reason_named(std::string_view text) {
    const auto found = std::ranges::find(reasons, text);
    return found == reasons.end()
               ? std::nullopt
               : std::optional{static_cast<views::WorkReason>(found - reasons.begin())};
}

Json work_item_json(const views::WorkItem& item, Time now) {
    Json json;
    json["reason"] = reasons.at(static_cast<std::size_t>(item.reason));
    put_label(json, item.truck);
    json["contact"] = item.contact;
    json["phone"] = item.phone;
    json["items"] = item.items;
    json["first_item"] = item.items > 0 ? Json(item.item) : Json(nullptr);
    json["vin"] = item.vin;
    json["bus_vin"] = item.bus_vin ? Json(*item.bus_vin) : Json(nullptr);
    json["odometer"] = reading_json(item.odometer, "odometer_m", now);
    json["heard_at"] = json_of(item.heard);
    json["due_since_on"] = json_of(item.due_since);
    return json;
}

Answer<Response> get_work_items(const Call& call) {
    const auto page = page_of(call);
    const auto scope = scope_of(call);
    if (!page || !scope) {
        return tl::unexpected(!page ? page.error() : scope.error());
    }
    views::WorkQuery query{
        .today = day_of(call.now), .workshop = parameter(call, "workshop"), .page = *page};
    // Who should have called a customer is the dealer's own affair.
    if (std::holds_alternative<CustomerId>(call.scope.subject())) {
        query.reasons.erase(views::WorkReason::care_escalated);
    }
    if (const auto text = parameter(call, "reason")) {
        const auto reason = work_reason_named(*text);
        if (!reason) {
            return bad_request("reason: not known is \"" + *text + '"');
        }
        std::erase_if(query.reasons, [&reason](views::WorkReason one) { return one != *reason; });
    }
    const auto items = as_answer(views::work_items(call.services.database, *scope, query));
    if (!items) {
        return tl::unexpected(items.error());
    }
    return json_response(page_json(
        *items, [&](const views::WorkItem& item) { return work_item_json(item, call.now); }));
}

}  // namespace roadworthy::http
