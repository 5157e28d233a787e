#include "backend/http/resources/json.hpp"

#include <chrono>
#include <optional>
#include <string>

#include "backend/customers/coverage.hpp"
#include "backend/http/message.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/sources.hpp"
#include "backend/uptime/availability.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

Response json_response(const Json& body) {
    return {200, "application/json", body.dump() + '\n', {}};
}

Json reading_json(const std::optional<truck::ValueAt>& reading, const char* key, Time now) {
    if (!reading) {
        return nullptr;
    }
    const auto age = std::chrono::floor<std::chrono::seconds>(now - reading->at);
    return {{key, reading->value}, {"read_at", iso(reading->at)}, {"age_s", age.count()}};
}

void put_label(Json& row, const views::TruckLabel& label) {
    row["truck"] = label.id.text();
    row["plate"] = label.plate;
    row["model"] = label.model;
    row["workshop"] = label.workshop;
    row["customer"] = json_of_id(label.customer);
    row["customer_name"] = label.customer_name;
}

Json paper_json(const customers::PaperVerdict& verdict) {
    const auto known = [](const std::string& text) {
        return text.empty() ? Json(nullptr) : Json(text);
    };
    return {{"covered_by", customers::name(verdict.covered)},
            {"reason", customers::name(verdict.reason)},
            {"paper", known(verdict.paper)},
            {"name", known(verdict.name)},
            {"from_on", json_of(verdict.from)},
            {"until_on", json_of(verdict.until)},
            {"most_m", json_of(verdict.most_m)}};
}

Json totals_json(const uptime::Totals& totals) {
    const auto available = uptime::availability_bp(totals);
    const auto period = totals.period().count();
    // Rounded up, so that a known-nothing second is never shown as none.
    const auto unknown_bp =
        period == 0 ? 0 : (totals.unknown.count() * 10'000 + period - 1) / period;
    return {{"period_s", period},
            {"up_s", totals.up.count()},
            {"driven_s", totals.driven.count()},
            {"planned_s", totals.planned.count()},
            {"unplanned_s", totals.unplanned.count()},
            {"unknown_s", totals.unknown.count()},
            {"availability_percent", available ? Json(*available / 100.0) : Json(nullptr)},
            {"unknown_percent", static_cast<double>(unknown_bp) / 100.0}};
}

}  // namespace roadworthy::http
