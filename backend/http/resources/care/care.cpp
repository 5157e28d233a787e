#include "backend/http/resources/care/care.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/customers/care/names.hpp"
#include "backend/customers/care/tasks.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/cases/json_body.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/care/contact_plan.hpp"
#include "backend/store/care/task_rows.hpp"
#include "backend/store/views/care/care_list.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::size_t most_tasks = 500;  // in one call
constexpr std::size_t most_words = 1000;

Json outcome_json(const care::Outcome& outcome) {
    return {{"on", iso(outcome.on)},
            {"outcome", care::name(outcome.kind)},
            {"again_on", json_of(outcome.again)},
            {"by", outcome.by},
            {"words", outcome.words}};
}

Json task_json(const views::CareTask& task, Time now) {
    const care::Task& it = task.stored.task;
    Json json{{"task", task.stored.number}};
    put_label(json, task.truck);
    json["rule"] = it.rule;
    json["occasion"] = care::name(it.kind);
    json["about"] = it.which;
    json["day_on"] = iso(it.day);
    json["best_on"] = iso(it.on);
    json["last_on"] = iso(it.until);
    json["planned_on"] = json_of(task.stored.planned);
    json["held_by_cap_until_on"] = json_of(it.held);
    json["put_off_until_on"] = json_of(it.put_off);
    json["is_overdue"] = task.standing.is_overdue;
    json["is_escalated"] = task.standing.is_escalated;
    json["contradicted_on"] = json_of(it.contradicted);
    json["script_zh"] = task.script_zh;
    json["script_en"] = task.script_en;
    json["odometer"] = reading_json(task.odometer, "odometer_m", now);
    json["heard_at"] = json_of(task.heard);
    json["outcomes"] = Json::array();
    for (const care::Outcome& outcome : it.outcomes) {
        json["outcomes"].push_back(outcome_json(outcome));
    }
    return json;
}

// ---- What is said

Refusal not_possible(std::string message) {
    return {422, "not_possible", std::move(message)};
}

Answer<std::string> text_in(const Json& body, const char* key, std::string usual) {
    const auto found = body.find(key);
    if (found == body.end() || found->is_null()) {
        return usual;
    }
    if (!found->is_string() || found->get_ref<const std::string&>().size() > most_words) {
        return tl::unexpected(not_possible(std::string(key) + ": expected a text of at most " +
                                           std::to_string(most_words) + " bytes"));
    }
    return found->get<std::string>();
}

Answer<std::optional<Day>> day_in(const Json& body, const char* key) {
    const auto text = text_in(body, key, "");
    if (!text) {
        return tl::unexpected(text.error());
    }
    if (text->empty()) {
        return std::nullopt;
    }
    const auto day = parse_day(*text);
    if (!day) {
        return tl::unexpected(not_possible(std::string(key) + ": " + day.error().message));
    }
    return *day;
}

Answer<std::vector<store::TaskNumber>> tasks_in(const Json& body) {
    const auto found = body.find("tasks");
    const bool is_list =
        found != body.end() && found->is_array() && !found->empty() && found->size() <= most_tasks;
    if (!is_list) {
        return tl::unexpected(not_possible("tasks: expected a list of 1 to " +
                                           std::to_string(most_tasks) + " numbers"));
    }
    std::vector<store::TaskNumber> all;
    for (const Json& one : *found) {
        if (!one.is_number_integer()) {
            return tl::unexpected(not_possible("tasks: expected whole numbers"));
        }
        all.push_back(one.get<store::TaskNumber>());
    }
    return all;
}

Answer<store::SaidOutcome> said_in(const Json& body, const Call& call) {
    if (!body.is_object()) {
        return bad_request("expected an object");
    }
    auto tasks = tasks_in(body);
    const auto outcome = text_in(body, "outcome", "");
    const auto on = day_in(body, "on");
    const auto again = day_in(body, "again_on");
    auto words = text_in(body, "words", "");
    if (!tasks || !outcome) {
        return tl::unexpected(!tasks ? tasks.error() : outcome.error());
    }
    if (!on || !again || !words) {
        return tl::unexpected(!on ? on.error() : !again ? again.error() : words.error());
    }
    const auto kind = care::outcome_named(*outcome);
    if (!kind) {
        return tl::unexpected(not_possible("outcome: not known is \"" + *outcome + '"'));
    }
    return store::SaidOutcome{.tasks = std::move(*tasks),
                              .outcome = {.on = on->value_or(day_of(call.now)),
                                          .kind = *kind,
                                          .again = *again,
                                          .by = call.who,
                                          .words = std::move(*words)}};
}

Answer<Day> until_of(const Call& call) {
    const auto until = day_parameter(call, "until_on");
    if (!until) {
        return tl::unexpected(until.error());
    }
    return until->value_or(day_of(call.now));
}

}  // namespace

Json care_contact_json(const views::CareContact& contact, Time now) {
    Json json{{"customer", contact.customer.id.text()},
              {"customer_name", contact.customer.name},
              {"contact", contact.customer.contact},
              {"phone", contact.customer.phone},
              {"language", contact.customer.language},
              {"trucks", contact.trucks},
              {"planned_on", iso(contact.planned)},
              {"last_contact", nullptr},
              {"tasks", Json::array()}};
    if (contact.last) {
        json["last_contact"] = {{"on", iso(contact.last->on)},
                                {"outcome", care::name(contact.last->kind)},
                                {"by", contact.last->by},
                                {"words", contact.last->words}};
    }
    for (const views::CareTask& task : contact.tasks) {
        json["tasks"].push_back(task_json(task, now));
    }
    return json;
}

Answer<Response> get_care(const Call& call) {
    const auto page = page_of(call);
    const auto scope = scope_of(call);
    const auto until = until_of(call);
    if (!page || !scope || !until) {
        return tl::unexpected(!page ? page.error() : !scope ? scope.error() : until.error());
    }
    const std::string escalated = parameter(call, "escalated").value_or("no");
    if (escalated != "yes" && escalated != "no") {
        return bad_request("escalated: expected yes or no, got \"" + escalated + '"');
    }
    const auto list = as_answer(views::care_list(call.services.database, *scope,
                                                 {.today = day_of(call.now),
                                                  .until = *until,
                                                  .is_escalated = escalated == "yes",
                                                  .page = *page}));
    if (!list) {
        return tl::unexpected(list.error());
    }
    return json_response(page_json(*list, [&](const views::CareContact& contact) {
        return care_contact_json(contact, call.now);
    }));
}

// Said again, word for word, it changes nothing: so an answer that was lost may be asked for again.
Answer<Response> post_care_outcomes(const Call& call) {
    const auto body = json_body(call.body);
    if (!body) {
        return tl::unexpected(body.error());
    }
    const auto said = said_in(*body, call);
    if (!said) {
        return tl::unexpected(said.error());
    }
    for (const store::TaskNumber number : said->tasks) {
        if (!views::care_task(call.services.database, call.scope, number)) {
            return not_found();
        }
    }
    const auto changed = store::enter_outcome(call.services.database, *said, call.now);
    if (!changed) {
        return tl::unexpected(Refusal{409, "conflict", changed.error().message});
    }
    Response response = json_response({{"changed", *changed}});
    response.status = *changed > 0 ? 201 : 200;
    return response;
}

}  // namespace roadworthy::http
