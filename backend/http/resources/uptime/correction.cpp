// POST /api/v1/trucks/{id}/uptime/corrections: what a person knows better, or takes back.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "backend/exchange/uptime/correcting.hpp"
#include "backend/exchange/uptime/uptime_csv.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/cases/json_body.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/resources/uptime/uptime.hpp"
#include "backend/http/router.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/uptime/said.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::chrono::seconds longest_wait{10};

tl::unexpected<Refusal> not_possible(std::string message) {
    return tl::unexpected(Refusal{422, "not_possible", std::move(message)});
}

Answer<std::string> text_of(const Json& body, const char* name, std::string otherwise = "") {
    const auto field = body.find(name);
    if (field == body.end()) {
        return otherwise;
    }
    if (!field->is_string()) {
        return not_possible(std::string(name) + ": expected a text");
    }
    return field->get<std::string>();
}

Answer<Time> time_of(const Json& body, const char* name) {
    const auto text = text_of(body, name);
    if (!text) {
        return tl::unexpected(text.error());
    }
    const auto time = parse_time(*text);
    if (!time) {
        return not_possible(std::string(name) + ": " + time.error().message);
    }
    return *time;
}

// Who says it, under which name, and why.
struct Said {
    std::string id;
    std::string by;
    std::string reason;
};
Answer<Said> said_of(const Call& call, const Json& body) {
    const auto id = text_of(body, "correction");
    const auto by = text_of(body, "by", call.who);
    const auto reason = text_of(body, "reason");
    if (!id || !by || !reason) {
        return tl::unexpected(!id ? id.error() : !by ? by.error() : reason.error());
    }
    const auto good = Key<struct CorrectionKind>::from(*id);
    if (!good) {
        return not_possible("correction: " + good.error().message);
    }
    return Said{*id, *by, *reason};
}

Answer<exchange::TakenCorrection> as_answer(const exchange::Correcting& taken) {
    using Why = exchange::CorrectionRefusal::Why;
    if (taken) {
        return *taken;
    }
    switch (taken.error().why) {
        case Why::no_truck:
        case Why::no_correction:
            return not_found();
        case Why::other_words:
            return tl::unexpected(Refusal{409, "conflict", taken.error().message});
        case Why::wrong:
            break;
    }
    return not_possible(taken.error().message);
}

Answer<exchange::TakenCorrection> correct(const Call& call, const TruckId& truck,
                                          const Json& body) {
    const auto said = said_of(call, body);
    const auto from = time_of(body, "from");
    const auto to = time_of(body, "to");
    const auto word = text_of(body, "condition");
    if (!said || !from || !to || !word) {
        return tl::unexpected(!said   ? said.error()
                              : !from ? from.error()
                              : !to   ? to.error()
                                      : word.error());
    }
    const auto condition = condition_named(*word);
    if (!condition) {
        return not_possible("condition: expected up, planned, unplanned or unknown, got \"" +
                            *word + '"');
    }
    return as_answer(exchange::enter(call.services.database,
                                     {.truck = truck,
                                      .id = said->id,
                                      .from = *from,
                                      .to = *to,
                                      .condition = *condition,
                                      .by = said->by,
                                      .reason = said->reason,
                                      .entered = {}},
                                     call.now));
}

Answer<exchange::TakenCorrection> take_back(const Call& call, const TruckId& truck,
                                            const Json& body) {
    const auto said = said_of(call, body);
    if (!said) {
        return tl::unexpected(said.error());
    }
    return as_answer(exchange::withdraw(
        call.services.database,
        {.truck = truck, .id = said->id, .by = said->by, .reason = said->reason, .entered = {}},
        call.now));
}

// Answered when the journal has been folded up to there, so that who asks next sees it.
Response when_applied(const Call& call, const std::string& id,
                      const exchange::TakenCorrection& taken) {
    Response response;
    response.later = [&database = call.services.database, clock = call.services.now,
                      until = call.now + longest_wait, id, taken]() -> std::optional<Response> {
        if (store::progress(database, store::Progress::applied) < taken.last) {
            return clock() < until
                       ? std::nullopt
                       : std::optional(error_response(
                             {503, "not_applied", "it is kept, but not applied yet: ask again"}));
        }
        Response done = json_response({{"correction", id}, {"is_new", taken.is_new}});
        done.status = taken.is_new ? 201 : 200;
        return done;
    };
    return response;
}

}  // namespace

Answer<Response> post_correction(const Call& call) {
    const auto truck = id_of<TruckId>(call.ids.at(0));
    if (!truck || !views::truck(call.services.database, call.scope, *truck)) {
        return not_found();
    }
    const auto body = json_body(call.body);
    if (!body) {
        return tl::unexpected(body.error());
    }
    if (!body->is_object()) {
        return not_possible("expected an object");
    }
    const auto withdrawn = body->find("withdrawn");
    const bool is_withdrawal = withdrawn != body->end() && *withdrawn == true;
    const auto taken =
        is_withdrawal ? take_back(call, *truck, *body) : correct(call, *truck, *body);
    if (!taken) {
        return tl::unexpected(taken.error());
    }
    return when_applied(call, body->at("correction").get<std::string>(), *taken);
}

}  // namespace roadworthy::http
