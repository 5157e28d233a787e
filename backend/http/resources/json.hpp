#pragma once
// What the JSON of all resources has in common. Keys carry their unit; a moment is ISO 8601 in UTC
// (*_at), a day YYYY-MM-DD (*_on); what nobody knows is null, never zero and never left out.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "backend/customers/coverage.hpp"
#include "backend/http/message.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/sources.hpp"
#include "backend/uptime/availability.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

using Json = nlohmann::ordered_json;

Response json_response(const Json& body);

inline Json json_of(const std::optional<Time>& time) {
    return time ? Json(iso(*time)) : Json(nullptr);
}
inline Json json_of(const std::optional<Day>& day) {
    return day ? Json(iso(*day)) : Json(nullptr);
}
inline Json json_of(const std::optional<std::int64_t>& number) {
    return number ? Json(*number) : Json(nullptr);
}
template <class Id>
Json json_of_id(const std::optional<Id>& id) {
    return id ? Json(id->text()) : Json(nullptr);
}

// {KEY: value, "read_at", "age_s"}, or null where nothing was ever read.
Json reading_json(const std::optional<truck::ValueAt>& reading, const char* key, Time now);

// Puts truck, plate, model, workshop, customer and customer_name into a row about a truck.
void put_label(Json& row, const views::TruckLabel& label);

// By which paper something is covered or not, and why.
Json paper_json(const customers::PaperVerdict& verdict);

// up_s, planned_s, unplanned_s, unknown_s, period_s and the two percentages.
Json totals_json(const uptime::Totals& totals);

// {"items": [...], "next": cursor or null}
template <class Row, class ToJson>
Json page_json(const views::Page<Row>& page, ToJson to_json) {
    Json items = Json::array();
    for (const Row& row : page.rows) {
        items.push_back(to_json(row));
    }
    return {{"items", std::move(items)}, {"next", page.next ? Json(*page.next) : Json(nullptr)}};
}

}  // namespace roadworthy::http
