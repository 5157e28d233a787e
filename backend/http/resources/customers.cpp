#include "backend/http/resources/customers.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>

#include "backend/customers/customer_record.hpp"
#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/due/due.hpp"
#include "backend/http/resources/faults/faults.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/resources/uptime/uptime.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::array<std::string_view, 3> tiers = {"ordinary", "vip", "prospect"};

Json counts_json(const customers::CareCounts& counts) {
    return {{"trucks", counts.trucks},
            {"overdue", counts.overdue},
            {"due", counts.due},
            {"soon", counts.soon},
            {"unknown", counts.unknown},
            {"stop_now", counts.stop_now},
            {"workshop_soon", counts.workshop_soon}};
}

views::DueEntry entry_of(const due::DueRow& row, const views::TruckLabel& label,
                         const std::optional<PlanId>& plan, RecordContext context) {
    views::DueEntry entry{.truck = label, .row = row, .plan = plan};
    entry.state = due::due_state(row, day_of(context.now));
    if (const due::Plan* found = plan ? context.plans.plan(*plan) : nullptr) {
        entry.plan_version = found->version;
    }
    entry.rule = context.plans.rule(plan, row);
    return entry;
}

Json care_json(const customers::TruckCare& care, RecordContext context) {
    const truck::TruckRecord& record = care.record;
    Json json = {{"truck", record.id.text()},
                 {"vin", record.vin},
                 {"plate", record.plate},
                 {"model", record.model},
                 {"segment", record.segment},
                 {"workshop", record.workshop},
                 {"plan", json_of_id(care.plan)},
                 {"delivered_on", json_of(record.delivered)},
                 {"odometer", reading_json(care.odometer, "odometer_m", context.now)},
                 {"engine_time", reading_json(care.engine_time, "engine_time_s", context.now)},
                 {"heard_at", json_of(care.last_heard)},
                 {"due", Json::array()},
                 {"faults", Json::array()},
                 {"uptime", totals_json(care.uptime)}};
    const views::TruckLabel label{.id = record.id};
    for (const due::DueRow& row : care.due) {
        json["due"].push_back(due_json(entry_of(row, label, care.plan, context), context.now));
    }
    for (const faults::Episode& episode : care.faults) {
        json["faults"].push_back(episode_json(episode, record.model, context.words, context.now));
    }
    return json;
}

}  // namespace

Json customer_json(const truck::Customer& customer) {
    return {{"customer", customer.id.text()},
            {"dealer", customer.dealer.text()},
            {"name", customer.name},
            {"contact", customer.contact},
            {"phone", customer.phone},
            {"language", customer.language},
            {"tier", tiers.at(static_cast<std::size_t>(customer.tier))}};
}

Json record_json(const customers::CustomerRecord& record, RecordContext context) {
    Json json = customer_json(record.customer);
    json["counts"] = counts_json(record.counts);
    json["uptime"] = totals_json(record.uptime);
    put_period(json["uptime"], context.uptime);
    json["trucks"] = Json::array();
    for (const customers::TruckCare& care : record.trucks) {
        json["trucks"].push_back(care_json(care, context));
    }
    return json;
}

Answer<Response> get_customers(const Call& call) {
    const auto page = page_of(call);
    if (!page) {
        return tl::unexpected(page.error());
    }
    const auto found = as_answer(views::customers(call.services.database, call.scope, *page));
    if (!found) {
        return tl::unexpected(found.error());
    }
    return json_response(page_json(*found, [](const views::CustomerRow& row) {
        Json json = customer_json(row.customer);
        json["trucks"] = row.trucks;
        return json;
    }));
}

Answer<Response> get_customer(const Call& call) {
    const auto id = id_of<CustomerId>(call.ids.front());
    if (!id) {
        return tl::unexpected(id.error());
    }
    const views::DayRange period = usual_period(day_of(call.now));
    const auto record = views::customer_record(
        call.services.database, call.scope,
        {.id = *id, .today = day_of(call.now), .uptime = period, .now = call.now});
    if (!record) {
        return not_found();
    }
    const auto language = language_of(call);
    if (!language) {
        return tl::unexpected(language.error());
    }
    views::PlanBook plans(call.services.database);
    views::FaultWords words(call.services.database, *language);
    return json_response(
        record_json(*record, {.plans = plans, .words = words, .uptime = period, .now = call.now}));
}

}  // namespace roadworthy::http
