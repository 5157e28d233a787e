#include "backend/http/resources/due/visit_link.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/access/links.hpp"
#include "backend/access/tokens.hpp"
#include "backend/customers/visit_offer.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/cases/link_body.hpp"
#include "backend/http/resources/cases/public_page.hpp"
#include "backend/http/resources/due/visit_page.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/inputs/known_facts.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/due/visit_answers.hpp"
#include "backend/store/views/due/visit_list.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/store/views/workshop_book.hpp"
#include "backend/store/visit_link_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

using customers::VisitAnswer;
using customers::VisitOffer;

constexpr std::chrono::seconds longest_wait{10};

struct Linked {
    store::VisitLink link;
    views::TruckRow truck;
    due::Workshop workshop;
    std::optional<VisitAnswer> answer;

    // On the last day he may still say that he comes.
    bool may_answer(Time now) const { return day_of(workshop.local(now)) <= link.offer.until; }
};
// Of a truck that has another owner since, the link opens nothing.
std::optional<Linked> linked_visit(sql::Connection& database, const std::string& token, Time now) {
    auto link = store::visit_link(database, access::hash_of(token), now);
    if (!link) {
        return std::nullopt;
    }
    auto truck = views::truck(database, store::Scope::everything(), link->truck);
    if (!truck || truck->customer != link->customer) {
        return std::nullopt;
    }
    views::WorkshopBook workshops(database);
    Linked linked{
        .link = std::move(*link), .truck = std::move(*truck), .workshop = {}, .answer = {}};
    linked.workshop = workshops.page(linked.link.offer.workshop).workshop;
    for (VisitAnswer& one :
         views::answers_of_truck(database, linked.link.truck, linked.link.customer)) {
        if (one.visit == linked.link.offer.visit) {
            linked.answer = std::move(one);
        }
    }
    return linked;
}

exchange::Language language_of(sql::Connection& database, const Linked& linked) {
    const auto customer =
        linked.link.customer
            ? views::customer(database, store::Scope::everything(), *linked.link.customer)
            : std::nullopt;
    return customer
               ? exchange::language_of(customer->customer.language).value_or(exchange::Language::zh)
               : exchange::Language::zh;
}

Json jobs_json(const std::vector<customers::OfferedJob>& jobs) {
    Json all = Json::array();
    for (const customers::OfferedJob& job : jobs) {
        all.push_back({{"item", job.item.empty() ? Json(nullptr) : Json(job.item)},
                       {"name_zh", job.name_zh},
                       {"name_en", job.name_en}});
    }
    return all;
}

Json linked_json(const Linked& linked) {
    const VisitOffer& offer = linked.link.offer;
    Json slots = Json::array();
    for (const customers::OfferedSlot& slot : offer.slots) {
        slots.push_back({{"arrives_at", iso(slot.arrives)},
                         {"done_on", iso(slot.done_on)},
                         {"stay_min", slot.stay_min}});
    }
    return {{"plate", linked.truck.record.plate},
            {"from_on", iso(offer.from)},
            {"until_on", iso(offer.until)},
            {"jobs", jobs_json(offer.jobs)},
            {"standing_min", offer.standing_min},
            {"slots", std::move(slots)},
            {"bring", offer.bring},
            {"answer", linked.answer ? answer_json(*linked.answer) : Json(nullptr)},
            {"workshop", linked.workshop.name},
            {"workshop_phone", linked.workshop.phone},
            {"workshop_address", linked.workshop.address}};
}

Response shown(const Call& call, const Linked& linked, Time now) {
    if (wants_json(call)) {
        return json_response(linked_json(linked));
    }
    const std::string& plate = linked.truck.record.plate;
    return page_response(
        200, visit_page({.truck = plate.empty() ? linked.link.truck.text() : plate,
                         .offer = linked.link.offer,
                         .answer = linked.answer,
                         .workshop = linked.workshop,
                         .language = language_of(call.services.database, linked),
                         .now = now,
                         .answer_path = linked.may_answer(now) ? "/v/" + call.ids.at(0) + "/answer"
                                                               : std::string()}));
}

// Only what he was offered can be accepted.
Answer<std::optional<Time>> accepted_time(const std::string& text, const VisitOffer& offer) {
    if (offer.slots.empty() && text == "any") {
        return std::nullopt;
    }
    for (const customers::OfferedSlot& slot : offer.slots) {
        if (iso(slot.arrives) == text) {
            return slot.arrives;
        }
    }
    return bad_request("accept: expected one of the times that are offered, got \"" + text + '"');
}

Answer<VisitAnswer> answer_of(const Call& call, const Linked& linked) {
    const auto form = form_of(call);
    if (!form) {
        return tl::unexpected(form.error());
    }
    const auto id = customers::AnswerId::from(form_value(*form, "entry"));
    if (!id || !id->text().starts_with("link ")) {
        return bad_request("entry: expected what stands in the form of this page");
    }
    const std::string accept = form_value(*form, "accept");
    const auto when = accept.empty() ? wish_of(*form, linked.workshop.utc_offset)
                                     : accepted_time(accept, linked.link.offer);
    auto words = words_of(*form);
    if (!when || !words) {
        return tl::unexpected(!when ? when.error() : words.error());
    }
    return VisitAnswer{.truck = linked.link.truck,
                       .id = *id,
                       .visit = linked.link.offer.visit,
                       .at = call.now,
                       .is_accepted = !accept.empty(),
                       .when = *when,
                       .words = std::move(*words),
                       .jobs = linked.link.offer.jobs,
                       .customer = linked.link.customer,
                       .by = "customer"};
}

// A form that was sent twice is one answer: the first.
store::Position enter(sql::Connection& database, const VisitAnswer& answer) {
    const auto known = views::answers_of_truck(database, answer.truck, answer.customer);
    const bool is_there =
        std::ranges::any_of(known, [&](const VisitAnswer& one) { return one.id == answer.id; });
    const std::vector<store::Fact> facts{answer};
    return is_there ? store::progress(database, store::Progress::applied)
                    : store::append(database, facts, answer.at);
}

// What staff name by its path, if they see the truck and it is still proposed.
Answer<views::TruckVisits> visits_of(const Call& call) {
    const auto truck = id_of<TruckId>(call.ids.at(0));
    auto visits = truck ? views::visits_of_truck(call.services.database, call.scope, *truck,
                                                 {.now = call.now})
                        : std::nullopt;
    return visits ? Answer<views::TruckVisits>(std::move(*visits)) : not_found();
}

}  // namespace

Json answer_json(const VisitAnswer& answer) {
    return {{"visit", answer.visit.text()},
            {"answered_at", iso(answer.at)},
            {"is_accepted", answer.is_accepted},
            {"when_at", json_of(answer.when)},
            {"words", answer.words},
            {"jobs", jobs_json(answer.jobs)},
            {"by", answer.by}};
}

Json answered_json(const views::AnsweredVisit& answered) {
    Json json;
    put_label(json, answered.truck);
    json.update(answer_json(answered.answer));
    return json;
}

Answer<Response> post_visit_link(const Call& call) {
    const auto days = link_days(call.body);
    const auto visits = visits_of(call);
    if (!days || !visits) {
        return tl::unexpected(!visits ? visits.error() : days.error());
    }
    for (const customers::ProposedVisit& visit : visits->proposal.visits) {
        if (customers::visit_id(visit).text() == call.ids.at(1)) {
            const auto made = access::add_visit_link(
                call.services.database,
                {.truck = visits->truck.id,
                 .offer = customers::offer_of(visit, visits->workshop.workshop),
                 .customer = visits->truck.customer,
                 .made_by = call.who,
                 .days = *days},
                call.now);
            return link_response(made, call);
        }
    }
    return not_found();
}

Answer<Response> delete_visit_links(const Call& call) {
    const auto truck = id_of<TruckId>(call.ids.at(0));
    const auto visit = id_of<customers::VisitId>(call.ids.at(1));
    if (!truck || !visit || !views::truck(call.services.database, call.scope, *truck)) {
        return not_found();
    }
    return json_response(
        {{"revoked", store::revoke_visit_links(call.services.database, *truck, *visit, call.now)}});
}

Answer<Response> get_linked_visit(const Call& call) {
    const auto linked = linked_visit(call.services.database, call.ids.at(0), call.now);
    return linked ? shown(call, *linked, call.now) : nothing_there(call);
}

Answer<Response> post_visit_answer(const Call& call) {
    sql::Connection& database = call.services.database;
    const auto linked = linked_visit(database, call.ids.at(0), call.now);
    if (!linked) {
        return nothing_there(call);
    }
    const auto answer = answer_of(call, *linked);
    if (!answer) {
        return tl::unexpected(answer.error());
    }
    if (!linked->may_answer(call.now)) {
        return tl::unexpected(Refusal{422, "not_possible", "the proposal has gone by"});
    }
    Response response;
    response.later = [call, until = call.now + longest_wait,
                      last = enter(database, *answer)]() -> std::optional<Response> {
        const Time now = call.services.now();
        sql::Connection& served = call.services.database;
        if (store::progress(served, store::Progress::applied) < last && now < until) {
            return std::nullopt;
        }
        const auto again = linked_visit(served, call.ids.at(0), now);
        return again ? shown(call, *again, now) : nothing_there(call);
    };
    return response;
}

Answer<Response> get_visit_answers(const Call& call) {
    const auto page = page_of(call);
    const auto scope = scope_of(call);
    if (!page || !scope) {
        return tl::unexpected(!page ? page.error() : scope.error());
    }
    const auto answers = as_answer(views::visit_answers(call.services.database, *scope, *page));
    if (!answers) {
        return tl::unexpected(answers.error());
    }
    return json_response(page_json(*answers, answered_json));
}

}  // namespace roadworthy::http
