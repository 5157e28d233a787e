#include "backend/http/resources/faults/alerts.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "backend/customers/alerts.hpp"
#include "backend/customers/delivery.hpp"
#include "backend/customers/ledger.hpp"
#include "backend/faults/severity.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/faults/fault_codes.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/alerts/ledger_rows.hpp"
#include "backend/store/views/faults/alert_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/page.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

// Each in the order of its enumeration.
constexpr std::array<std::string_view, 6> kinds = {"raised",    "upgraded",   "downgraded",
                                                   "all_clear", "case_stage", "escalation"};
constexpr std::array<std::string_view, 3> states = {"waiting", "told", "withdrawn"};
constexpr std::array<std::string_view, 5> withdrawals = {"none", "folded", "overtaken",
                                                         "cleared_folded", "not_news"};
constexpr std::array<std::string_view, 3> actives = {"yes", "no", "unknown"};
constexpr std::array<std::string_view, 8> stages = {"reported",    "answered",  "rescue_on_the_way",
                                                    "in_workshop", "diagnosed", "waiting_for_parts",
                                                    "repaired",    "released"};
constexpr std::array<std::string_view, 2> contradictions = {"no", "owner"};

template <class Names, class Enum>
std::string_view name_in(const Names& names, Enum value) {
    return names.at(static_cast<std::size_t>(value));
}

void put_event(Json& json, const customers::Alert& alert) {
    json["matter"] = alert.matter;
    json["n"] = alert.n;
    json["kind"] = name_in(kinds, alert.kind);
    json["action"] = faults::name(alert.action);
    json["action_before"] =
        alert.action_before ? Json(faults::name(*alert.action_before)) : Json(nullptr);
    json["is_digest"] = alert.is_digest;
    json["active"] = name_in(actives, alert.active);
    json["happened_at"] = iso(alert.happened);
    json["heard_at"] = iso(alert.heard);
    json["written_at"] = iso(alert.written);
    json["not_before_at"] = iso(alert.not_before);
    json["state"] = name_in(states, alert.state);
    json["withdrawn"] = name_in(withdrawals, alert.withdrawn);
    json["folded_under"] = alert.folded_under == 0 ? Json(nullptr) : Json(alert.folded_under);
    json["reasons"] = Json::array();
    for (const std::string& rule : alert.reasons) {
        json["reasons"].push_back(rule);
    }
    json["rule_set"] = alert.rule_set;
    json["comeback_of_at"] = json_of(alert.comeback_of);
    json["stage"] = alert.stage ? Json(name_in(stages, *alert.stage)) : Json(nullptr);
    const bool is_escalation = alert.kind == customers::AlertKind::escalation;
    json["level"] = is_escalation ? Json(alert.level) : Json(nullptr);
    json["role"] = is_escalation ? Json(alert.role) : Json(nullptr);
}

void put_fault(Json& json, const views::AlertEntry& entry, views::FaultWords& words) {
    const auto& fault = entry.alert.fault;
    json["source_address"] = fault ? Json(fault->source_address) : Json(nullptr);
    json["spn"] = fault ? Json(fault->spn) : Json(nullptr);
    json["fmi"] = fault ? Json(fault->fmi) : Json(nullptr);
    json["description"] =
        fault ? description_json(words.describe({.key = *fault, .model = entry.truck.model}),
                                 words.tongue())
              : Json(nullptr);
}

Json verdict_json(const std::optional<store::Verdict>& verdict) {
    if (!verdict) {
        return nullptr;
    }
    return {{"outcome", customers::name(verdict->outcome)},
            {"entered_at", iso(verdict->at)},
            {"by", verdict->by},
            {"words", verdict->words}};
}

}  // namespace

Json alert_json(const views::AlertEntry& entry, views::FaultWords& words) {
    Json json{{"alert", entry.alert.id}, {"revision", entry.revision}};
    put_label(json, entry.truck);
    put_event(json, entry.alert);
    put_fault(json, entry, words);
    json["told_at"] = json_of(entry.told);
    json["untold"] = entry.untold ? Json(customers::name(*entry.untold)) : Json(nullptr);
    json["coverage"] = entry.coverage ? paper_json(*entry.coverage) : Json(nullptr);
    json["outcome"] = customers::name(entry.outcome);
    json["verdict"] = verdict_json(entry.verdict);
    json["contradicted"] = name_in(contradictions, entry.contradicted);
    json["contradicted_at"] = json_of(entry.contradicted_since);
    return json;
}

Json rule_score_json(const customers::RuleScore& score) {
    return {{"rule", score.rule},
            {"alerts", score.raised},
            {"judged", score.judged()},
            {"useful", score.useful},
            {"not_useful", score.not_useful},
            {"no_answer", score.no_answer},
            {"cleared_by_itself", score.cleared_by_itself},
            {"superseded", score.superseded},
            {"open", score.open},
            {"precision_permille", json_of(customers::precision_permille(score))},
            {"is_weak", customers::is_weak(score)}};
}

void put_scoring(Json& json, std::int64_t days) {
    json["days"] = days;
    json["enough_judged"] = customers::enough_judged;
    json["weak_permille"] = customers::weak_permille;
}

Answer<Response> get_alerts(const Call& call) {
    const auto page = page_of(call);
    const auto scope = scope_of(call);
    const auto language = language_of(call);
    if (!page || !scope || !language) {
        return tl::unexpected(!page ? page.error() : !scope ? scope.error() : language.error());
    }
    views::AlertQuery query{.page = *page};
    if (const auto text = parameter(call, "truck")) {
        auto truck = id_of<TruckId>(*text);
        if (!truck) {
            return tl::unexpected(truck.error());
        }
        query.truck = std::move(*truck);
    }
    const auto feed = as_answer(views::alert_feed(call.services.database, *scope, query));
    if (!feed) {
        return tl::unexpected(feed.error());
    }
    views::FaultWords words(call.services.database, *language);
    Json json = page_json(feed->page,
                          [&](const views::AlertEntry& entry) { return alert_json(entry, words); });
    json["resume"] = feed->resume;
    return json_response(json);
}

Answer<Response> get_alert_rules(const Call& call) {
    const auto scope = scope_of(call);
    if (!scope) {
        return tl::unexpected(scope.error());
    }
    const Time since = call.now - std::chrono::days{usual_scoring_days};
    const views::Page<customers::RuleScore> page{
        .rows = views::rule_scores(call.services.database, *scope, since)};
    Json json = page_json(page, rule_score_json);
    put_scoring(json, usual_scoring_days);
    return json_response(json);
}

}  // namespace roadworthy::http
