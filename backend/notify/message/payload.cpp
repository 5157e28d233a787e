#include "backend/notify/message/payload.hpp"

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "backend/customers/coverage.hpp"
#include "backend/exchange/cover_words.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/severity.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

using nlohmann::ordered_json;

constexpr std::array<const char*, 6> kinds = {"raised",    "upgraded",   "downgraded",
                                              "all_clear", "case_stage", "escalation"};
constexpr std::array<const char*, 3> actives = {"yes", "no", "unknown"};

template <class Table, class Enum>
const char* name_in(const Table& table, Enum value) {
    return table.at(static_cast<std::size_t>(value));
}

// What nobody knows is null, as everywhere in the API.
ordered_json known(const std::string& text) {
    return text.empty() ? ordered_json() : ordered_json(text);
}

ordered_json json_of(const AlertMessage& alert, const InWords& words, exchange::Language language) {
    return {{"version", 1},
            {"delivery", alert.delivery},
            {"alert", alert.alert},
            {"kind", name_in(kinds, alert.kind)},
            {"stage", known(alert.stage)},
            {"truck", alert.truck.id},
            {"plate", known(alert.truck.plate)},
            {"vin", known(alert.truck.vin)},
            {"customer", known(alert.truck.customer)},
            {"action", std::string(name(alert.action))},
            {"action_before", alert.action_before
                                  ? ordered_json(std::string(name(*alert.action_before)))
                                  : ordered_json()},
            {"happened_at", iso(alert.happened)},
            {"heard_at", iso(alert.heard)},
            {"composed_at", iso(alert.composed)},
            {"is_late", alert.heard - alert.happened >= late_after},
            {"active", name_in(actives, alert.active)},
            {"coverage", std::string(customers::name(alert.coverage.covered))},
            {"coverage_reason", std::string(customers::name(alert.coverage.reason))},
            {"coverage_words", exchange::sentence(alert.coverage, language)},
            {"covered_until_on",
             alert.coverage.until ? ordered_json(iso(*alert.coverage.until)) : ordered_json()},
            {"covered_to_m",
             alert.coverage.most_m ? ordered_json(*alert.coverage.most_m) : ordered_json()},
            {"call", {{"name", known(alert.call.name)}, {"phone", known(alert.call.phone)}}},
            {"link", known(alert.link)},
            {"reasons", alert.reasons},
            {"language", language == exchange::Language::zh ? "zh" : "en"},
            {"title", alert.title},
            {"meaning", known(alert.meaning)},
            {"notice", known(alert.notice)},
            {"what_to_do", known(alert.what_to_do)},
            {"subject", words.subject},
            {"text", words.text},
            {"breaks_quiet_hours", alert.breaks_quiet_hours}};
}

std::string dumped(const ordered_json& payload) {
    return payload.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

std::string payload_of(const AlertMessage& alert, const InWords& words,
                       exchange::Language language) {
    return dumped(json_of(alert, words, language));
}

std::string payload_of(const Digest& digest, const InWords& words, std::span<const InWords> alerts,
                       exchange::Language language) {
    ordered_json payload = {{"version", 1},
                            {"delivery", digest.delivery},
                            {"kind", "digest"},
                            {"composed_at", iso(digest.composed)},
                            {"over_cap", digest.over_cap},
                            {"most_a_day", digest.most_a_day},
                            {"language", language == exchange::Language::zh ? "zh" : "en"},
                            {"subject", words.subject},
                            {"text", words.text},
                            {"alerts", ordered_json::array()}};
    for (std::size_t i = 0; i < alerts.size(); ++i) {
        payload["alerts"].push_back(json_of(digest.alerts[i], alerts[i], language));
    }
    return dumped(payload);
}

}  // namespace roadworthy::notify
