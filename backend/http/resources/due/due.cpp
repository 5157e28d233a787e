#include "backend/http/resources/due/due.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "backend/due/due.hpp"
#include "backend/due/list/next_step.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/due/plans.hpp"
#include "backend/exchange/say/due_csv.hpp"
#include "backend/exchange/say/due_sentence.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/due/due_query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/resources/plans.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/page.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::array<std::string_view, 4> kinds = {"plan_item", "papers", "recall", "seasonal"};
constexpr std::array<std::string_view, 10> reasons = {
    "past_its_day", "near_its_day", "undated",  "may_wait",  "vague",
    "old_reading",  "vip",          "prospect", "agreement", "more_together"};

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
    // A recall, or papers beside the plan, have no rule of it.
    if (!entry.plan || !entry.rule ||
        (entry.rule->first.is_empty() && entry.rule->every.is_empty() &&
         entry.rule->seasons.empty())) {
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

double rounded(double value) {
    constexpr double hundredths = 100;
    return std::round(value * hundredths) / hundredths;
}

// The factors; `points` is what the list goes by.
Json score_json(const due::RowScore& score) {
    Json because = Json::array();
    for (const due::ScoreReason reason : score.reasons) {
        because.push_back(reasons.at(static_cast<std::size_t>(reason)));
    }
    return {{"total", rounded(due::factor(score.total()))},
            {"urgency", rounded(due::factor(score.urgency))},
            {"certainty", rounded(due::factor(score.certainty))},
            {"value", rounded(due::factor(score.value))},
            {"points", score.total()},
            {"because", std::move(because)}};
}

constexpr std::array<std::string_view, 7> steps = {"wait",
                                                   "call_and_book",
                                                   "get_a_reading",
                                                   "look_at_service_counter",
                                                   "enter_delivery_date",
                                                   "enter_last_service",
                                                   "enter_owner"};

// What to do next, and what to say to the customer in his language.
void put_step(Json& json, const views::DueEntry& entry, Day today) {
    const bool has_owner = entry.truck.customer.has_value();
    const auto step = due::next_step({.row = entry.row, .has_owner = has_owner, .today = today});
    const auto language = exchange::language_of(entry.whom);
    json["next_step"] = steps.at(static_cast<std::size_t>(step));
    json["say"] = exchange::due_sentence(entry, today, language);
    json["say_language"] = language == exchange::Language::zh ? "zh" : "en";
}

// Whom to call, and what has been agreed with him.
void put_customer(Json& json, const views::DueEntry& entry, Day today) {
    json["contact"] = entry.whom.contact;
    json["phone"] = entry.whom.phone;
    json["language"] = entry.whom.language;
    json["tier"] = entry.whom.tier ? Json(name(*entry.whom.tier)) : Json(nullptr);
    json["agreement"] = nullptr;
    if (!entry.agreement.empty()) {
        json["agreement"] = {{"name", entry.agreement},
                             {"until_on", json_of(entry.agreement_until)},
                             {"is_in_force", entry.has_agreement(today)}};
    }
}

void put_due(Json& json, const views::DueEntry& entry, Time now) {
    const due::DueRow& row = entry.row;
    json["item"] = row.item;
    json["kind"] = kinds.at(static_cast<std::size_t>(row.kind));
    json["name_zh"] = entry.rule ? entry.rule->name_zh : "";
    json["name_en"] = entry.rule ? entry.rule->name_en : "";
    json["labour_min"] = entry.rule ? Json(entry.rule->labour_minutes) : Json(nullptr);
    json["state"] = name(entry.state);
    json["score"] = score_json(entry.score);
    json["limiting_criterion"] = name(row.limiting);
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
    json["is_vin_contradicted"] = row.is_vin_contradicted;
    json["own_counter"] = own_counter_json(row.own_counter);
    json["together"] = {{"items", row.together.items}, {"labour_min", row.together.labour_minutes}};
    put_preparation(json, entry.rule);
    put_step(json, entry, day_of(now));
    json["rule"] = rule_json(entry);
}

enum class Format : std::uint8_t { json, csv };

Answer<Format> format_of(const Call& call) {
    const std::string text = parameter(call, "format").value_or("json");
    if (text != "json" && text != "csv") {
        return bad_request("format: expected json or csv, got \"" + text + '"');
    }
    return text == "csv" ? Format::csv : Format::json;
}

// As `roadworthy-backend due --csv` writes it; the next page's cursor stands in a field.
Response csv_response(const views::Page<views::DueEntry>& list, Day today) {
    Response response{
        .content_type = "text/csv; charset=utf-8", .body = exchange::due_csv_head(), .fields = {}};
    for (const views::DueEntry& entry : list.rows) {
        response.body += exchange::due_csv_row(entry, today);
    }
    if (list.next) {
        response.fields.emplace_back("Next-Cursor", *list.next);
    }
    return response;
}

}  // namespace

Json due_json(const views::DueEntry& entry, Time now) {
    Json json;
    put_due(json, entry, now);
    return json;
}

Json due_row_json(const views::DueEntry& entry, Time now) {
    Json json;
    put_label(json, entry.truck);
    put_customer(json, entry, day_of(now));
    put_due(json, entry, now);
    return json;
}

Answer<Response> get_due(const Call& call) {
    const auto page = page_of(call);
    auto query = as_answer(
        due_query([&](std::string_view name) { return parameter(call, name); }, day_of(call.now)));
    if (!page || !query) {
        return tl::unexpected(!page ? page.error() : query.error());
    }
    const auto format = format_of(call);
    const auto scope = scope_of(call);
    if (!format || !scope) {
        return tl::unexpected(!format ? format.error() : scope.error());
    }
    query->page = *page;
    const auto list = as_answer(views::due_list(call.services.database, *scope, *query));
    if (!list) {
        return tl::unexpected(list.error());
    }
    if (*format == Format::csv) {
        return csv_response(*list, day_of(call.now));
    }
    Json body = page_json(
        *list, [&](const views::DueEntry& entry) { return due_row_json(entry, call.now); });
    body["today_on"] = iso(day_of(call.now));
    return json_response(body);
}

}  // namespace roadworthy::http
