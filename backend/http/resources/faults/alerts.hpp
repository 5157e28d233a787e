#pragma once
// /api/v1/alerts: what has been told of trucks, as a feed that loses nothing, and how good the rules
// were that led to it.

#include "backend/customers/ledger.hpp"
#include "backend/http/message.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/faults/alert_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"

namespace roadworthy::http {

Json alert_json(const views::AlertEntry& entry, views::FaultWords& words);
Json rule_score_json(const customers::RuleScore& score);
// What these figures rest on, beside their rows.
void put_scoring(Json& json, std::int64_t days);

constexpr std::int64_t usual_scoring_days = 180;

Answer<Response> get_alerts(const Call& call);
Answer<Response> get_alert_rules(const Call& call);

}  // namespace roadworthy::http
