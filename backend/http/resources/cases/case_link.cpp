#include "backend/http/resources/cases/case_link.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "backend/access/case_links.hpp"
#include "backend/access/tokens.hpp"
#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/names.hpp"
#include "backend/exchange/cases/entering.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/cases/case_page.hpp"
#include "backend/http/resources/cases/entry_json.hpp"
#include "backend/http/resources/cases/json_body.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/case_link_rows.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "backend/store/views/workshop_book.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::size_t longest_answer = 500;  // bytes of his words
constexpr std::chrono::seconds longest_wait{10};

// What staff name by its path, if they see it.
Answer<views::CaseEntryRow> named_case(const Call& call) {
    const auto truck = id_of<TruckId>(call.ids.at(0));
    const auto id = id_of<cases::CaseId>(call.ids.at(1));
    if (!truck || !id) {
        return not_found();
    }
    auto row = views::find_case(call.services.database, call.scope, *truck, *id);
    return row ? Answer<views::CaseEntryRow>(std::move(*row)) : not_found();
}

struct Linked {
    store::CaseLink link;
    views::CaseEntryRow row;
};
// Of a case that has come to another owner since, the link opens nothing.
std::optional<Linked> linked_case(sql::Connection& database, const std::string& token, Time now) {
    auto link = store::case_link(database, access::hash_of(token), now);
    if (!link) {
        return std::nullopt;
    }
    auto row = views::find_case(database, store::Scope::everything(), link->truck, link->about);
    if (!row || row->truck.customer != link->customer) {
        return std::nullopt;
    }
    return Linked{std::move(*link), std::move(*row)};
}

bool wants_json(const Call& call) {
    const auto json = call.accept.find("application/json");
    return json != std::string::npos && json < call.accept.find("text/html");
}

Response page_response(unsigned status, std::string html) {
    Response response{status, "text/html; charset=utf-8", std::move(html), {}};
    response.fields.emplace_back("Content-Security-Policy",
                                 "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
                                 " form-action 'self'; frame-ancestors 'none'");
    return response;
}

Response nothing_there(const Call& call) {
    return wants_json(call) ? error_response(not_found().value()) : page_response(404, no_page());
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

Json linked_json(const views::CaseEntryRow& row, const due::Workshop& workshop, Time now) {
    const cases::Case& told = row.told;
    Json stages = Json::array();
    for (const cases::StageTime& stage : told.stages) {
        stages.push_back(
            {{"stage", cases::name_in(cases::stages(), stage.stage)}, {"at", iso(stage.at)}});
    }
    return {{"plate", row.truck.plate},
            {"kind", cases::name_in(cases::case_kinds(), told.kind)},
            {"state", cases::name_in(cases::case_states(), cases::state(told, now))},
            {"heard_at", iso(told.heard)},
            {"closed_at", json_of(told.closed)},
            {"stages", std::move(stages)},
            {"estimate", said_json(told.estimate)},
            {"answer", said_json(told.answer)},
            {"workshop", workshop.name},
            {"workshop_phone", workshop.phone},
            {"workshop_address", workshop.address}};
}

Response shown(const Call& call, const views::CaseEntryRow& row, Time now) {
    views::WorkshopBook workshops(call.services.database);
    const due::Workshop& workshop = workshops.page(row.truck.workshop).workshop;
    if (wants_json(call)) {
        return json_response(linked_json(row, workshop, now));
    }
    return page_response(200, case_page({.row = row,
                                         .workshop = workshop,
                                         .now = now,
                                         .answer_path = "/c/" + call.ids.at(0) + "/answer"}));
}

// The form's fields are those of a query.
std::string form_value(const Parameters& form, std::string_view name) {
    for (const auto& [key, value] : form) {
        if (key == name) {
            return value;
        }
    }
    return "";
}

// A form says its times by the workshop's clock.
Answer<cases::Answer> answer_of(const Parameters& form, const due::Workshop& workshop) {
    const std::string say = form_value(form, "say");
    cases::Answer answer{.is_accepted = say == "accept", .wish = {}, .words = {}};
    if (say != "accept" && say != "wish") {
        return bad_request("say: expected accept or wish, got \"" + say + '"');
    }
    answer.words = form_value(form, "words");
    if (answer.words.size() > longest_answer) {
        return bad_request("words: expected at most " + std::to_string(longest_answer) + " bytes");
    }
    const std::string wish = form_value(form, "wish");
    if (!answer.is_accepted && !wish.empty()) {
        const auto local = parse_time(wish.size() == 16 ? wish + ":00Z" : wish);
        if (!local) {
            return bad_request("wish: " + local.error().message);
        }
        answer.wish = *local - workshop.utc_offset;
    }
    return answer;
}

Answer<cases::CaseEntry> entry_of(const Call& call, const Linked& linked,
                                  const due::Workshop& workshop) {
    // A line break in what is typed is a blank: nothing else of ours has control characters.
    std::string body = call.body;
    for (const std::string_view line_break : {"%0D%0A", "%0A"}) {
        for (auto at = body.find(line_break); at != std::string::npos; at = body.find(line_break)) {
            body.replace(at, line_break.size(), "+");
        }
    }
    const auto form = parse_target("/?" + body);
    if (!form) {
        return bad_request("the body is not the form of this page");
    }
    auto answer = answer_of(form->query, workshop);
    if (!answer) {
        return tl::unexpected(answer.error());
    }
    const auto id = cases::EntryId::from(form_value(form->query, "entry"));
    if (!id || !id->text().starts_with("link ")) {
        return bad_request("entry: expected what stands in the form of this page");
    }
    const auto before = exchange::entered_before(call.services.database, linked.link.truck, *id);
    return cases::CaseEntry{.at = before ? before->at : call.now,
                            .said = std::move(*answer),
                            .about = linked.row.told.id,
                            .id = *id,
                            .by = "customer"};
}

}  // namespace

Answer<Response> post_case_link(const Call& call) {
    const auto row = named_case(call);
    const auto body = json_body(call.body);
    if (!row || !body) {
        return tl::unexpected(!row ? row.error() : body.error());
    }
    const auto days =
        body->is_object() ? body->value("days", Json(access::usual_link_days)) : Json(nullptr);
    if (!days.is_number_integer() || days.get<std::int64_t>() < 1 ||
        days.get<std::int64_t>() > access::most_link_days ||
        body->size() > (body->contains("days") ? 1U : 0U)) {
        return tl::unexpected(
            Refusal{422, "not_possible",
                    "expected {\"days\": 1 to " + std::to_string(access::most_link_days) + "}"});
    }
    const auto made = access::add_case_link(call.services.database,
                                            {.truck = row->truck.id,
                                             .about = row->told.id,
                                             .customer = row->truck.customer,
                                             .made_by = call.who,
                                             .days = days.get<std::int64_t>()},
                                            call.now);
    const std::string address = access::address_of(made, call.services.public_url);
    Response response = json_response({{"path", made.path},
                                       {"url", address.empty() ? Json(nullptr) : Json(address)},
                                       {"expires_at", iso(made.expires)}});
    response.status = 201;
    return response;
}

Answer<Response> delete_case_links(const Call& call) {
    const auto row = named_case(call);
    if (!row) {
        return tl::unexpected(row.error());
    }
    return json_response(
        {{"revoked", store::revoke_case_links(call.services.database, row->truck.id, row->told.id,
                                              call.now)}});
}

Answer<Response> get_linked_case(const Call& call) {
    const auto linked = linked_case(call.services.database, call.ids.at(0), call.now);
    return linked ? shown(call, linked->row, call.now) : nothing_there(call);
}

Answer<Response> post_linked_answer(const Call& call) {
    sql::Connection& database = call.services.database;
    const auto linked = linked_case(database, call.ids.at(0), call.now);
    if (!linked) {
        return nothing_there(call);
    }
    views::WorkshopBook workshops(database);
    auto entry = entry_of(call, *linked, workshops.page(linked->row.truck.workshop).workshop);
    if (!entry) {
        return tl::unexpected(entry.error());
    }
    if (!linked->row.told.estimate) {
        return tl::unexpected(Refusal{422, "not_possible", "there is nothing to answer yet"});
    }
    const auto taken =
        exchange::enter(database, {.truck = linked->link.truck, .entry = *entry}, call.now);
    if (!taken) {
        return tl::unexpected(Refusal{422, "not_possible", taken.error().message});
    }
    Response response;
    response.later = [call, until = call.now + longest_wait,
                      last = taken->last]() -> std::optional<Response> {
        const Time now = call.services.now();
        sql::Connection& served = call.services.database;
        if (store::progress(served, store::Progress::applied) < last && now < until) {
            return std::nullopt;
        }
        const auto again = linked_case(served, call.ids.at(0), now);
        return again ? shown(call, again->row, now) : nothing_there(call);
    };
    return response;
}

}  // namespace roadworthy::http
