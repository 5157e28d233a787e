#include "backend/http/resources/cases/case_json.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "backend/cases/case.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/cases/names.hpp"
#include "backend/cases/promise.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/faults/severity.hpp"
#include "backend/http/resources/cases/entry_json.hpp"
#include "backend/http/resources/faults/fault_codes.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "backend/store/views/cases/promises.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

std::int64_t seconds_of(Duration duration) {
    return std::chrono::floor<std::chrono::seconds>(duration).count();
}

Json clock_json(const cases::ClockReading& clock) {
    return {{"state", cases::name_in(cases::clock_states(), clock.state)},
            {"used_s", seconds_of(clock.used)},
            {"paused_s", seconds_of(clock.paused)},
            {"left_s", seconds_of(clock.left)},
            {"over_s", seconds_of(clock.over)},
            {"deadline_at", json_of(clock.deadline)}};
}

Json escalation_json(const cases::Escalation& escalation) {
    return {{"level", escalation.level},
            {"role", escalation.level == 0 ? Json(nullptr) : Json(escalation.role)},
            {"clock", escalation.level == 0
                          ? Json(nullptr)
                          : Json(cases::name_in(cases::clock_kinds(), escalation.clock))},
            {"next_at", json_of(escalation.next)}};
}

Json span_json(const cases::Pause& pause) {
    return {{"from_at", iso(pause.from)}, {"until_at", json_of(pause.until)}};
}

Json episode_json(const cases::CaseEpisode& episode, const std::string& model,
                  views::FaultWords& words) {
    const faults::Code code{.key = episode.key, .model = model};
    return {{"episode", episode.number},
            {"source_address", episode.key.source_address},
            {"spn", episode.key.spn},
            {"fmi", episode.key.fmi},
            {"action", faults::name(episode.worst)},
            {"opened_at", iso(episode.opened)},
            {"heard_at", iso(episode.heard)},
            {"cleared_at", json_of(episode.cleared)},
            {"description", description_json(words.describe(code), words.tongue())}};
}

Json stages_json(const cases::Case& told, Reading by) {
    Json all = Json::array();
    for (const cases::StageTime& stage : told.stages) {
        all.push_back({{"stage", cases::name_in(cases::stages(), stage.stage)},
                       {"at", iso(stage.at)},
                       {"by", by == Reading::staff ? Json(stage.by) : Json(nullptr)}});
    }
    return all;
}

Json entries_json(const std::vector<cases::CaseEntry>& entries) {
    Json all = Json::array();
    for (const cases::CaseEntry& entry : entries) {
        all.push_back(entry_json(entry));
    }
    return all;
}

Json odd_json(const std::vector<cases::Odd>& odd) {
    Json all = Json::array();
    for (const cases::Odd& one : odd) {
        all.push_back(
            {{"entry", one.entry.text()}, {"what", cases::name_in(cases::oddities(), one.what)}});
    }
    return all;
}

template <class Said>
Json said_json(const std::optional<Said>& said) {
    if (!said) {
        return nullptr;
    }
    Json json = Json::object();
    put_said(json, *said);
    return json;
}

// What only those who work on it read.
void put_inside(Json& json, const cases::Case& told) {
    json["call"] = said_json(told.call);
    json["closing"] = said_json(told.closing);
    json["entries"] = entries_json(told.entries);
    json["withdrawn"] = entries_json(told.withdrawn);
    json["odd"] = odd_json(told.odd);
}

}  // namespace

Json case_json(const views::CaseEntryRow& row, const CaseReading& reading) {
    const cases::Case& told = row.told;
    const auto times = views::times_of(told, row.papers, reading.policies, reading.now);
    Json json;
    put_label(json, row.truck);
    json["case"] = told.id.text();
    json["kind"] = cases::name_in(cases::case_kinds(), told.kind);
    json["state"] = cases::name_in(cases::case_states(), cases::state(told, reading.now));
    json["action"] = told.worst ? Json(faults::name(*told.worst)) : Json(nullptr);
    json["stage"] = cases::name_in(cases::stages(), cases::stage(told, reading.now));
    json["happened_at"] = iso(told.happened);
    json["heard_at"] = iso(told.heard);
    json["closed_at"] = json_of(cases::ended(told));
    json["owner"] = told.owner ? Json(told.owner->owner) : Json(nullptr);
    json["next_step"] = said_json(told.next_step);
    json["estimate"] = said_json(told.estimate);
    json["answer"] = said_json(told.answer);
    json["response"] = clock_json(times.clocks.response);
    json["solution"] = clock_json(times.clocks.solution);
    json["escalation"] = escalation_json(times.escalation);
    json["agreement"] = customers::agreement_at(row.record, told.happened);
    const customers::Coverage coverage = reading.covers.of(row);
    json["covered_by"] = customers::name(coverage.front().covered);
    json["coverage"] = Json::array();
    for (const customers::PaperVerdict& paper : coverage) {
        json["coverage"].push_back(paper_json(paper));
    }
    json["fault_count"] = told.episodes.size();
    return json;
}

Json whole_case_json(const views::CaseEntryRow& row, const CaseReading& reading,
                     views::FaultWords& words) {
    const cases::Case& told = row.told;
    Json json = case_json(row, reading);
    json["joined"] = Json::array();
    for (const cases::CaseId& id : told.joined) {
        json["joined"].push_back(id.text());
    }
    json["stages"] = stages_json(told, reading.by);
    json["pauses"] = Json::array();
    for (const cases::PauseTime& pause : told.pauses) {
        Json one = span_json(pause.pause);
        one["reason"] = cases::name_in(cases::pause_reasons(), pause.reason);
        json["pauses"].push_back(std::move(one));
    }
    json["quiet"] = Json::array();
    for (const cases::Pause& quiet : told.quiet) {
        json["quiet"].push_back(span_json(quiet));
    }
    json["faults"] = Json::array();
    for (const cases::CaseEpisode& episode : told.episodes) {
        json["faults"].push_back(episode_json(episode, row.record.model, words));
    }
    if (reading.by == Reading::staff) {
        put_inside(json, told);
    }
    return json;
}

}  // namespace roadworthy::http
