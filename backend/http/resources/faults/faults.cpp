#include "backend/http/resources/faults/faults.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "backend/faults/catalog/own_words.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/faults/fault_codes.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/faults/fault_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/page.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::array<std::string_view, 3> states = {"open", "unknown", "closed"};
constexpr std::array<std::string_view, 4> close_reasons = {"none", "evidence", "boot_set",
                                                           "evicted"};
constexpr std::array<std::string_view, 3> time_qualities = {"synchronised", "estimated",
                                                            "received"};
constexpr std::array<std::string_view, 7> cascades = {
    "none", "low_voltage", "network", "sensor_supply", "flood", "same_part", "consequence"};
constexpr std::array<std::string_view, 4> lamp_states = {"off", "on", "error", "absent"};

template <class Names, class Enum>
std::string_view name_in(const Names& names, Enum value) {
    return names.at(static_cast<std::size_t>(value));
}

std::string_view lamp_json(Lamp lamp) {
    return name_in(lamp_states, lamp);
}

void put_episode(Json& json, const faults::Episode& episode, Time now) {
    json["episode"] = episode.number;
    json["source_address"] = episode.key.source_address;
    json["spn"] = episode.key.spn;
    json["fmi"] = episode.key.fmi;
    json["state"] = name_in(states, episode.state);
    json["action"] = faults::name(episode.severity.action);
    json["reasons"] = Json::array();
    for (const std::string& rule : episode.severity.rules) {
        json["reasons"].push_back(rule);
    }
    json["rule_set"] = episode.severity.rule_set;
    json["within_days"] =
        episode.severity.within ? Json(episode.severity.within->count()) : Json(nullptr);
    json["within_m"] = json_of(episode.severity.within_m);
    json["since_at"] = iso(episode.since);
    json["nth_in_30_days"] = episode.nth;
    json["parent"] = episode.parent == 0 ? Json(nullptr) : Json(episode.parent);
    json["cascade"] = name_in(cascades, episode.cascade);
    json["group_action"] = faults::name(episode.group_action);
    json["repaired_at"] = json_of(episode.links.repaired);
    json["comeback_of_at"] = json_of(episode.links.comeback_of);
    json["silent_since_at"] = json_of(episode.silent_since);
    json["opened_at"] = iso(episode.opened.at);
    json["opened_quality"] = name_in(time_qualities, episode.opened.quality);
    json["last_seen_at"] = iso(episode.last_seen);
    json["closed_at"] = json_of(episode.closed);
    json["close_reason"] = name_in(close_reasons, episode.close_reason);
    json["age_s"] =
        std::chrono::floor<std::chrono::seconds>(episode.closed.value_or(now) - episode.opened.at)
            .count();
    json["occurrences"] =
        episode.occurrences == occurrences_absent ? Json(nullptr) : Json(episode.occurrences);
    json["flaps"] = episode.flaps;
    json["conversion_method"] = episode.conversion_method;
    json["lamps"] = {{"mil", lamp_json(episode.lamps.mil())},
                     {"red_stop", lamp_json(episode.lamps.red_stop())},
                     {"amber_warning", lamp_json(episode.lamps.amber_warning())},
                     {"protect", lamp_json(episode.lamps.protect())}};
    json["odometer_m"] = json_of(episode.odometer_m);
    json["stop_now_since_at"] = json_of(episode.stop_now_since());
}

void put_words(Json& json, const faults::Episode& episode, const std::string& model,
               views::FaultWords& words) {
    const faults::Code code{
        .key = episode.key, .conversion_method = episode.conversion_method, .model = model};
    json["description"] = description_json(words.describe(code), words.tongue());
}

Answer<views::Episodes> episodes_of(const Call& call) {
    const std::string state = parameter(call, "state").value_or("open");
    if (state != "open" && state != "closed") {
        return bad_request("state: expected open or closed, got \"" + state + '"');
    }
    return state == "open" ? views::Episodes::open : views::Episodes::closed;
}

Answer<std::optional<TruckId>> truck_of(const Call& call) {
    const auto text = parameter(call, "truck");
    if (!text) {
        return std::nullopt;
    }
    auto truck = id_of<TruckId>(*text);
    if (!truck) {
        return tl::unexpected(truck.error());
    }
    return std::move(*truck);
}

Answer<std::optional<std::uint64_t>> under_of(const Call& call) {
    const auto text = parameter(call, "under");
    if (!text) {
        return std::nullopt;
    }
    const auto number = views::integer_of(*text);
    if (!number || *number <= 0 || !parameter(call, "truck")) {
        return bad_request("under: expected the number of an open episode, beside its truck");
    }
    return static_cast<std::uint64_t>(*number);
}

}  // namespace

Json episode_json(const faults::Episode& episode, const std::string& model,
                  views::FaultWords& words, Time now) {
    Json json;
    put_episode(json, episode, now);
    put_words(json, episode, model, words);
    return json;
}

Json fault_json(const views::FaultEntry& entry, views::FaultWords& words, Time now) {
    Json json;
    put_label(json, entry.truck);
    put_episode(json, entry.episode, now);
    put_words(json, entry.episode, entry.truck.model, words);
    json["folded"] = entry.folded;
    return json;
}

Answer<Response> get_faults(const Call& call) {
    const auto page = page_of(call);
    const auto which = episodes_of(call);
    if (!page || !which) {
        return tl::unexpected(!page ? page.error() : which.error());
    }
    const auto truck = truck_of(call);
    const auto scope = scope_of(call);
    const auto under = under_of(call);
    if (!truck || !scope || !under) {
        return tl::unexpected(!truck ? truck.error() : !scope ? scope.error() : under.error());
    }
    const auto list = as_answer(
        views::fault_list(call.services.database, *scope,
                          {.which = *which, .truck = *truck, .under = *under, .page = *page}));
    const auto language = language_of(call);
    if (!list || !language) {
        return tl::unexpected(!list ? list.error() : language.error());
    }
    views::FaultWords words(call.services.database, *language);
    return json_response(page_json(
        *list, [&](const views::FaultEntry& entry) { return fault_json(entry, words, call.now); }));
}

}  // namespace roadworthy::http
