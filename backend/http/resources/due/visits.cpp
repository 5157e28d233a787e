#include "backend/http/resources/due/visits.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "backend/customers/jobs.hpp"
#include "backend/customers/visit_offer.hpp"
#include "backend/customers/visit_plan.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/visits/slots.hpp"
#include "backend/due/visits/workshop.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/due/visit_link.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due/visit_list.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/workshop_book.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

using customers::ProposedVisit;
using customers::Unplanned;
using customers::VisitJob;

constexpr std::array<std::string_view, 4> reasons = {"no_date", "no_open_day", "stop_now",
                                                     "ecu_silent"};
constexpr std::int64_t most_horizon_days = 366;

Json faults_json(const std::vector<FaultKey>& faults) {
    Json all = Json::array();
    for (const FaultKey& key : faults) {
        all.push_back({{"source_address", key.source_address}, {"spn", key.spn}, {"fmi", key.fmi}});
    }
    return all;
}

Json item_or_null(const std::string& item) {
    return item.empty() ? Json(nullptr) : Json(item);
}

Json job_json(const VisitJob& job, Day today) {
    return {{"item", item_or_null(job.item)},
            {"name_zh", job.rule ? job.rule->name_zh : ""},
            {"name_en", job.rule ? job.rule->name_en : ""},
            {"faults", faults_json(job.faults)},
            {"earliest_on", iso(job.job.earliest)},
            {"due_on", iso(job.job.due)},
            {"latest_on", iso(job.job.latest)},
            {"is_overdue", job.job.latest < today},
            {"is_wanted", job.is_wanted},
            {"labour_min", job.job.labour.count()}};
}

Json slot_json(const due::Slot& slot, const due::Workshop& workshop) {
    const Time arrives = slot.day + std::chrono::hours{slot.hour};
    return {
        {"arrives_at", iso(arrives - workshop.utc_offset)},
        {"arrives_local", iso(arrives).substr(0, 16)},
        {"done_on", iso(slot.done_on)},
        {"stay_min", slot.stay.count()},
        {"lost_min", slot.lost.count()},
        {"stands_percent",
         slot.stay.count() == 0 ? 0 : 100 * (slot.stay - slot.lost).count() / slot.stay.count()},
        {"weeks_known", slot.weeks}};
}

// What its customer answered to that visit by a link; none: nothing yet.
Json answer_to(const customers::VisitId& visit, const views::TruckVisits& of) {
    const auto found = std::ranges::find(of.answers, visit, &customers::VisitAnswer::visit);
    return found == of.answers.end() ? Json(nullptr) : answer_json(*found);
}

Json visit_json(const ProposedVisit& visit, const views::TruckVisits& of) {
    const Day today = of.proposal.today;
    const due::Workshop& workshop = of.workshop.workshop;
    const customers::VisitId id = customers::visit_id(visit);
    Json json = {{"visit", id.text()},
                 {"answer", answer_to(id, of)},
                 {"from_on", iso(visit.visit.from)},
                 {"until_on", iso(visit.visit.until)},
                 {"jobs", Json::array()},
                 {"work_min", visit.visit.work.count()},
                 {"standing_min", visit.visit.standing.count()},
                 {"alone_min", visit.alone.count()},
                 {"saved_min", visit.saved().count()},
                 {"slots", Json::array()},
                 {"bring", visit.bring},
                 {"parts", Json::array()}};
    for (const VisitJob& job : visit.jobs) {
        json["jobs"].push_back(job_json(job, today));
    }
    for (const due::Slot& slot : visit.slots) {
        json["slots"].push_back(slot_json(slot, workshop));
    }
    for (const due::Part& part : visit.parts) {
        json["parts"].push_back(
            {{"number", part.number}, {"quantity_thousandths", part.quantity_thousandths}});
    }
    return json;
}

Json workshop_json(const views::WorkshopBook::Page& page) {
    const due::Workshop& workshop = page.workshop;
    return {{"workshop", workshop.key},
            {"name", workshop.name},
            {"phone", workshop.phone},
            {"address", workshop.address},
            {"utc_offset_min", workshop.utc_offset.count()},
            {"is_entered", page.is_entered}};
}

Answer<views::VisitQuery> query_of(const Call& call) {
    views::VisitQuery query{.now = call.now};
    if (const auto text = parameter(call, "horizon_days")) {
        const auto days = views::integer_of(*text);
        if (!days || *days < 1 || *days > most_horizon_days) {
            return bad_request("horizon_days: expected 1 to " + std::to_string(most_horizon_days) +
                               ", got \"" + *text + '"');
        }
        query.horizon = std::chrono::days{*days};
    }
    return query;
}

}  // namespace

Json visits_json(const views::TruckVisits& visits, std::chrono::days horizon) {
    const customers::VisitProposal& proposal = visits.proposal;
    Json json;
    put_label(json, visits.truck);
    json["today_on"] = iso(proposal.today);
    json["horizon_days"] = horizon.count();
    json["home_workshop"] = workshop_json(visits.workshop);
    json["visits"] = Json::array();
    for (const ProposedVisit& visit : proposal.visits) {
        json["visits"].push_back(visit_json(visit, visits));
    }
    json["standing_min"] = proposal.standing.count();
    json["saved_min"] = proposal.saved.count();
    json["not_planned"] = Json::array();
    for (const Unplanned& one : proposal.unplanned) {
        json["not_planned"].push_back(
            {{"item", item_or_null(one.item)},
             {"name_zh", one.rule ? one.rule->name_zh : ""},
             {"name_en", one.rule ? one.rule->name_en : ""},
             {"faults", faults_json(one.faults)},
             {"because", reasons.at(static_cast<std::size_t>(one.because))}});
    }
    return json;
}

Answer<Response> get_visits(const Call& call) {
    const auto page = page_of(call);
    auto query = query_of(call);
    if (!page || !query) {
        return tl::unexpected(!page ? page.error() : query.error());
    }
    const auto scope = scope_of(call);
    if (!scope) {
        return tl::unexpected(scope.error());
    }
    query->page = *page;
    query->workshop = parameter(call, "workshop");
    const auto list = as_answer(views::visit_list(call.services.database, *scope, *query));
    if (!list) {
        return tl::unexpected(list.error());
    }
    Json body = page_json(*list, [&](const views::TruckVisits& visits) {
        return visits_json(visits, query->horizon);
    });
    body["horizon_days"] = query->horizon.count();
    return json_response(body);
}

Answer<Response> get_truck_visits(const Call& call) {
    const auto query = query_of(call);
    const auto truck = id_of<TruckId>(call.ids.front());
    if (!query || !truck) {
        return tl::unexpected(!query ? query.error() : truck.error());
    }
    const auto visits = views::visits_of_truck(call.services.database, call.scope, *truck, *query);
    if (!visits) {
        return not_found();
    }
    return json_response(visits_json(*visits, query->horizon));
}

}  // namespace roadworthy::http
