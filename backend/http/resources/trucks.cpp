#include "backend/http/resources/trucks.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/due.hpp"
#include "backend/http/resources/faults.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due_list.hpp"
#include "backend/store/views/fault_list.hpp"
#include "backend/store/views/meters.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/sources.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::array<std::string_view, 3> kinds = {"odometer", "engine_time", "fuel_used"};
constexpr std::array<std::string_view, 3> units = {"m", "s", "ml"};
constexpr std::array<std::string_view, 6> reasons = {"none",      "went_back", "too_fast",
                                                     "unsettled", "future",    "impossible"};

Json value_json(const std::optional<truck::ValueAt>& value, Time now) {
    return reading_json(value, "value", now);
}

Json held_json(const truck::HeldReading& held, Time now) {
    Json json = value_json(held.reading, now);
    json["reason"] = reasons.at(static_cast<std::size_t>(held.reason));
    return json;
}

Json source_json(const truck::SourceTrack& track, bool is_followed, Time now) {
    const auto pace = track.meter.own_rate();
    Json epochs = Json::array();
    for (const truck::Epoch& epoch : track.epochs) {
        epochs.push_back({{"from_at", iso(epoch.from)}, {"offset", epoch.offset}});
    }
    return {{"spn", track.source.spn},
            {"source_address", track.source.source_address},
            {"is_by_hand", track.source == truck::by_hand},
            {"is_followed", is_followed},
            {"shown", value_json(track.latest, now)},
            {"per_day", pace ? Json(truck::meter_value(track.meter.kind, *pace)) : Json(nullptr)},
            {"epochs", std::move(epochs)},
            {"held", track.held ? held_json(*track.held, now) : Json(nullptr)},
            {"held_count", track.held_count}};
}

Json meter_json(const views::MeterRow& row, Time now) {
    const auto kind = static_cast<std::size_t>(row.kind);
    Json sources = Json::array();
    for (const truck::SourceTrack& track : row.meters.tracks) {
        sources.push_back(source_json(track, &track == row.meters.followed(), now));
    }
    Json refused = nullptr;
    if (row.refused) {
        refused = held_json(row.refused->reading, now);
        refused["spn"] = row.refused->source.spn;
        refused["source_address"] = row.refused->source.source_address;
    }
    return {{"kind", kinds.at(kind)},
            {"unit", units.at(kind)},
            {"life", value_json(row.meters.life, now)},
            {"sources", std::move(sources)},
            {"refused", std::move(refused)},
            {"refused_count", row.refused_count}};
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
            {"segment", record.segment},
            {"workshop", record.workshop},
            {"plan", json_of_id(record.plan)},
            {"delivered_on", json_of(record.delivered)},
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
    Json body = truck_json(*truck, call.now);
    body["due"] = Json::array();
    for (const auto& entry : views::due_of_truck(database, call.scope, *id, day_of(call.now))) {
        body["due"].push_back(due_json(entry, call.now));
    }
    body["faults"] = Json::array();
    for (const auto& episode : views::open_faults(database, call.scope, *id)) {
        body["faults"].push_back(episode_json(episode, call.now));
    }
    return json_response(body);
}

Answer<Response> get_truck_meters(const Call& call) {
    const auto id = id_of<TruckId>(call.ids.front());
    if (!id) {
        return tl::unexpected(id.error());
    }
    const auto rows = views::meters(call.services.database, call.scope, *id);
    if (!rows) {
        return not_found();
    }
    Json meters = Json::array();
    for (const views::MeterRow& row : *rows) {
        meters.push_back(meter_json(row, call.now));
    }
    return json_response({{"truck", id->text()}, {"meters", std::move(meters)}});
}

}  // namespace roadworthy::http
