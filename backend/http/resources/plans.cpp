#include "backend/http/resources/plans.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/due/templates.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/plan_book.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::array<std::string_view, 2> countings = {"actual", "anniversary"};

Json template_json(const std::optional<due::Selector>& selector) {
    if (!selector) {
        return nullptr;
    }
    return {{"models", selector->models},
            {"engines", selector->engines},
            {"segments", selector->segments},
            {"duties", selector->duties}};
}

Json item_json(const due::PlanItem& item) {
    Json seasons = Json::array();
    for (const due::Season& season : item.seasons) {
        seasons.push_back(
            {{"region", season.region}, {"month", season.month}, {"day", season.day}});
    }
    Json json = {
        {"item", item.key},
        {"name_zh", item.name_zh},
        {"name_en", item.name_en},
        {"first", interval_json(item.first)},
        {"every", interval_json(item.every)},
        {"tolerance", interval_json(item.tolerance)},
        {"early", interval_json(item.early_tolerance())},
        {"counting", countings.at(static_cast<std::size_t>(item.counting))},
        {"seasons", std::move(seasons)},
        {"labour_min", item.labour_minutes},
        {"service_component", item.service_component ? Json(*item.service_component) : Json()}};
    put_preparation(json, item);
    return json;
}

Json head_json(const views::PlanVersion& version) {
    return {{"version", version.plan.version},
            {"entered_at", iso(version.entered)},
            {"template_for", template_json(version.plan.selector)}};
}

}  // namespace

Json interval_json(const due::Interval& interval) {
    return {{"distance_m", json_of(interval.distance_m)},
            {"engine_time_s", json_of(interval.engine_time_s)},
            {"days", interval.days ? Json(*interval.days) : Json(nullptr)},
            {"fuel_used_ml", json_of(interval.fuel_used_ml)}};
}

void put_preparation(Json& json, const std::optional<due::PlanItem>& rule) {
    json["bring"] = Json::array();
    json["parts"] = Json::array();
    if (rule) {
        json["bring"] = rule->bring;
        for (const due::Part& part : rule->parts) {
            json["parts"].push_back(
                {{"number", part.number}, {"quantity_thousandths", part.quantity_thousandths}});
        }
    }
}

Answer<Response> get_plans(const Call& call) {
    const auto page = page_of(call);
    if (!page) {
        return tl::unexpected(page.error());
    }
    const auto found = as_answer(views::plans(call.services.database, *page));
    if (!found) {
        return tl::unexpected(found.error());
    }
    const due::PlanById in_force = views::plans_in_force(call.services.database);
    return json_response(page_json(*found, [&](const views::PlanVersion& version) {
        Json json = {{"plan", version.plan.id.text()}};
        json.update(head_json(version));
        json["items"] = version.plan.items.size();
        json["ties_with"] = Json::array();
        for (const PlanId& rival : due::rivals(in_force, version.plan.id)) {
            json["ties_with"].push_back(rival.text());
        }
        return json;
    }));
}

Answer<Response> get_plan(const Call& call) {
    const auto id = id_of<PlanId>(call.ids.front());
    if (!id) {
        return tl::unexpected(id.error());
    }
    const auto versions = views::plan_versions(call.services.database, *id);
    if (versions.empty()) {
        return not_found();
    }
    Json body = {{"plan", id->text()},
                 {"version", versions.front().plan.version},
                 {"versions", Json::array()}};
    for (const views::PlanVersion& version : versions) {
        Json json = head_json(version);
        json["items"] = Json::array();
        for (const due::PlanItem& item : version.plan.items) {
            json["items"].push_back(item_json(item));
        }
        body["versions"].push_back(std::move(json));
    }
    return json_response(body);
}

}  // namespace roadworthy::http
