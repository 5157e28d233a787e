#include "backend/http/resources/due/due.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>
#include <tl/expected.hpp>

#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/resources/plans.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::array<std::string_view, 5> states = {"not_due", "soon", "due", "overdue", "unknown"};
constexpr std::array<std::string_view, 5> criteria = {"none", "distance", "engine_time", "calendar",
                                                      "fuel_used"};

Json window_json(const std::optional<due::Window>& window) {
    if (!window) {
        return nullptr;
    }
    return {
        {"p10_on", iso(window->p10)}, {"p50_on", iso(window->p50)}, {"p90_on", iso(window->p90)}};
}

struct UsageKeys {
    const char* target;
    const char* reading;
};

Json usage_json(const std::optional<due::UsageCriterion>& usage, UsageKeys keys, Time now) {
    if (!usage) {
        return nullptr;
    }
    return {{keys.target, json_of(usage->target)},
            {"reading", reading_json(usage->reading, keys.reading, now)},
            {"window", window_json(usage->window)},
            {"is_reached", usage->is_reached},
            {"is_past_tolerance", usage->is_past_tolerance}};
}

Json rule_json(const views::DueEntry& entry) {
    if (!entry.plan || !entry.rule) {
        return nullptr;
    }
    return {{"plan", entry.plan->text()},
            {"version", entry.plan_version},
            {"first", interval_json(entry.rule->first)},
            {"every", interval_json(entry.rule->every)},
            {"tolerance", interval_json(entry.rule->tolerance)}};
}

Json own_counter_json(const std::optional<due::OwnCounter>& counter) {
    constexpr std::array<std::string_view, 3> units = {"m", "days", "s"};
    if (!counter) {
        return nullptr;
    }
    return {{"unit", units.at(static_cast<std::size_t>(counter->kind))},
            {"left", counter->left},
            {"left_by_plan", counter->ours},
            {"disagrees", counter->disagrees}};
}

void put_due(Json& json, const views::DueEntry& entry, Time now) {
    const due::DueRow& row = entry.row;
    json["item"] = row.item;
    json["name_zh"] = entry.rule ? entry.rule->name_zh : "";
    json["name_en"] = entry.rule ? entry.rule->name_en : "";
    json["labour_min"] = entry.rule ? Json(entry.rule->labour_minutes) : Json(nullptr);
    json["state"] = name(entry.state);
    json["limiting_criterion"] = criteria.at(static_cast<std::size_t>(row.limiting));
    json["window"] = window_json(row.window);
    json["distance"] = usage_json(row.distance, {"target_odometer_m", "odometer_m"}, now);
    json["engine_time"] =
        usage_json(row.engine_time, {"target_engine_time_s", "engine_time_s"}, now);
    json["calendar_on"] = json_of(row.calendar);
    json["tolerance_days"] = row.tolerance_days;
    json["usage_known_until_on"] = json_of(row.usage_known_until);
    json["fuel_used"] = usage_json(row.fuel_used, {"target_fuel_used_ml", "fuel_used_ml"}, now);
    json["earliest_on"] = json_of(row.earliest);
    json["latest_on"] = json_of(row.latest);
    json["last_done_at"] = json_of(row.last_done);
    json["applied"] = interval_json(row.interval);
    json["is_of_truck"] = row.is_of_truck;
    json["own_counter"] = own_counter_json(row.own_counter);
    put_preparation(json, entry.rule);
    json["rule"] = rule_json(entry);
}

Answer<std::set<due::DueState>> states_of(const Call& call) {
    const auto text = parameter(call, "state");
    if (!text) {
        return views::states_of_interest;
    }
    std::set<due::DueState> wanted;
    std::string_view rest = *text;
    while (!rest.empty()) {
        const std::string_view word = rest.substr(0, rest.find(','));
        const auto state = std::ranges::find(states, word);
        if (state == states.end()) {
            return bad_request("state: expected some of overdue,due,soon,not_due,unknown, got \"" +
                               std::string(word) + '"');
        }
        wanted.insert(static_cast<due::DueState>(state - states.begin()));
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    return wanted;
}

}  // namespace

std::string_view name(due::DueState state) {
    return states.at(static_cast<std::size_t>(state));
}

Json due_json(const views::DueEntry& entry, Time now) {
    Json json;
    put_due(json, entry, now);
    return json;
}

Json due_row_json(const views::DueEntry& entry, Time now) {
    Json json;
    put_label(json, entry.truck);
    put_due(json, entry, now);
    return json;
}

Answer<Response> get_due(const Call& call) {
    const auto page = page_of(call);
    const auto wanted = states_of(call);
    if (!page || !wanted) {
        return tl::unexpected(!page ? page.error() : wanted.error());
    }
    const auto scope = scope_of(call);
    if (!scope) {
        return tl::unexpected(scope.error());
    }
    const auto list = as_answer(views::due_list(call.services.database, *scope,
                                                {.today = day_of(call.now),
                                                 .states = *wanted,
                                                 .workshop = parameter(call, "workshop"),
                                                 .page = *page}));
    if (!list) {
        return tl::unexpected(list.error());
    }
    Json body = page_json(
        *list, [&](const views::DueEntry& entry) { return due_row_json(entry, call.now); });
    body["today_on"] = iso(day_of(call.now));
    return json_response(body);
}

}  // namespace roadworthy::http
