#include "backend/http/resources/trucks.hpp"

#include <tl/expected.hpp>

#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/due/due.hpp"
#include "backend/http/resources/faults/faults.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/faults/fault_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/registry.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

Json plan_source_json(const views::TruckRow& truck) {
    return truck.plan ? Json(truck.record.plan ? "name" : "template") : Json(nullptr);
}

}  // namespace

Json truck_json(const views::TruckRow& truck, Time now) {
    const truck::TruckRecord& record = truck.record;
    return {{"truck", record.id.text()},
            {"is_entered", truck.is_entered},
            {"vin", record.vin},
            {"bus_vin", truck.bus_vin ? Json(*truck.bus_vin) : Json(nullptr)},
            {"plate", record.plate},
            {"model", record.model},
            {"engine", record.engine},
            {"segment", record.segment},
            {"duty", record.duty},
            {"workshop", record.workshop},
            {"plan", json_of_id(truck.plan)},
            {"plan_by", plan_source_json(truck)},
            {"delivered_on", json_of(record.delivered)},
            {"agreement", record.agreement},
            {"agreement_until_on", json_of(record.agreement_until)},
            {"customer", json_of_id(truck.customer)},
            {"customer_name", truck.customer_name},
            {"odometer", reading_json(truck.odometer, "odometer_m", now)},
            {"engine_time", reading_json(truck.engine_time, "engine_time_s", now)},
            {"fuel_used", reading_json(truck.fuel_used, "fuel_used_ml", now)},
            {"heard_at", json_of(truck.heard)}};
}

Answer<Response> get_trucks(const Call& call) {
    const auto page = page_of(call);
    const auto scope = scope_of(call);
    if (!page || !scope) {
        return tl::unexpected(!page ? page.error() : scope.error());
    }
    const auto trucks = as_answer(views::trucks(call.services.database, *scope, *page));
    if (!trucks) {
        return tl::unexpected(trucks.error());
    }
    return json_response(page_json(
        *trucks, [&](const views::TruckRow& truck) { return truck_json(truck, call.now); }));
}

Answer<Response> get_truck(const Call& call) {
    const auto id = id_of<TruckId>(call.ids.front());
    if (!id) {
        return tl::unexpected(id.error());
    }
    sql::Connection& database = call.services.database;
    const auto truck = views::truck(database, call.scope, *id);
    if (!truck) {
        return not_found();
    }
    const auto language = language_of(call);
    if (!language) {
        return tl::unexpected(language.error());
    }
    views::FaultWords words(database, *language);
    Json body = truck_json(*truck, call.now);
    body["due"] = Json::array();
    for (const auto& entry : views::due_of_truck(database, call.scope, *id, day_of(call.now))) {
        body["due"].push_back(due_json(entry, call.now));
    }
    body["faults"] = Json::array();
    for (const auto& episode : views::open_faults(database, call.scope, *id)) {
        body["faults"].push_back(episode_json(episode, truck->record.model, words, call.now));
    }
    return json_response(body);
}

}  // namespace roadworthy::http
