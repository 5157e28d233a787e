#include "backend/http/resources/cases/case_link.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "backend/access/links.hpp"
#include "backend/access/tokens.hpp"
#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/names.hpp"
#include "backend/exchange/cases/entering.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/cases/case_page.hpp"
#include "backend/http/resources/cases/entry_json.hpp"
#include "backend/http/resources/cases/link_body.hpp"
#include "backend/http/resources/cases/public_page.hpp"
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

// A form says its times by the workshop's clock.
Answer<cases::Answer> answer_of(const Parameters& form, const due::Workshop& workshop) {
    const std::string say = form_value(form, "say");
    if (say != "accept" && say != "wish") {
        return bad_request("say: expected accept or wish, got \"" + say + '"');
    }
    auto words = words_of(form);
    const auto wish = wish_of(form, workshop.utc_offset);
    if (!words || !wish) {
        return tl::unexpected(!words ? words.error() : wish.error());
    }
    const bool is_accepted = say == "accept";
    return cases::Answer{.is_accepted = is_accepted,
                         .wish = is_accepted ? std::nullopt : *wish,
                         .words = std::move(*words)};
}

Answer<cases::CaseEntry> entry_of(const Call& call, const Linked& linked,
                                  const due::Workshop& workshop) {
    const auto form = form_of(call);
    if (!form) {
        return tl::unexpected(form.error());
    }
    auto answer = answer_of(*form, workshop);
    if (!answer) {
        return tl::unexpected(answer.error());
    }
    const auto id = cases::EntryId::from(form_value(*form, "entry"));
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
    const auto days = link_days(call.body);
    if (!row || !days) {
        return tl::unexpected(!row ? row.error() : days.error());
    }
    const auto made = access::add_case_link(call.services.database,
                                            {.truck = row->truck.id,
                                             .about = row->told.id,
                                             .customer = row->truck.customer,
                                             .made_by = call.who,
                                             .days = *days},
                                            call.now);
    return link_response(made, call);
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
