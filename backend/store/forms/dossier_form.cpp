#include "backend/store/forms/dossier_form.hpp"

#include <cstddef>
#include <span>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/customers/told.hpp"
#include "backend/due/visits/standing.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/rule_book.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/forms/case_form.hpp"
#include "backend/store/forms/decoder.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/forms/fault_form.hpp"
#include "backend/store/forms/meter_form.hpp"
#include "backend/store/forms/registry_form.hpp"
#include "backend/truck/event_time.hpp"
#include "backend/truck/truck_state.hpp"
#include "backend/uptime/evidence.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/result.hpp"

namespace roadworthy::store {

// The truck itself is the row's key.
template <>
struct Blank<customers::Dossier> {
    static customers::Dossier value() { return {.truck = blank<TruckId>()}; }
};

void fields(Is<Lamps> auto& it, auto& visit) {
    visit(it.state, it.flash);
}
void fields(Is<MeterReading> auto& it, auto& visit) {
    visit(it.kind, it.source, it.value, it.quality);
}
void fields(Is<EcuIdentity> auto& it, auto& visit) {
    visit(it.source_address, it.component, it.software);
}
void fields(Is<StreamId> auto& it, auto& visit) {
    visit(it.value);
}
void fields(Is<BootId> auto& it, auto& visit) {
    visit(it.value);
}

void fields(Is<truck::EventTime> auto& it, auto& visit) {
    visit(it.at, it.quality);
}
void fields(Is<truck::BootClock> auto& it, auto& visit) {
    visit(it.boot, it.started);
}
void fields(Is<truck::StreamClock> auto& it, auto& visit) {
    visit(it.boots);
}
void fields(Is<truck::WaitingReadings> auto& it, auto& visit) {
    visit(it.first_received, it.received, it.readings);
}
void fields(Is<ServiceCounter> auto& it, auto& visit) {
    visit(it.kind, it.component, it.left);
}
void fields(Is<ServiceReport> auto& it, auto& visit) {
    visit(it.source_address, it.counters);
}
void fields(Is<truck::KnownPosition> auto& it, auto& visit) {
    visit(it.at, it.latitude_e7, it.longitude_e7);
}
void fields(Is<truck::IdentityChange> auto& it, auto& visit) {
    visit(it.at, it.source_address, it.before, it.after);
}
void fields(Is<truck::TruckState> auto& it, auto& visit) {
    visit(it.meters, it.clocks, it.waiting, it.last_heard, it.bus_vin, it.ecus, it.services,
          it.position, it.identity_changes);
}

void fields(Is<faults::Severity> auto& it, auto& visit) {
    visit(it.action, it.rules, it.rule_set, it.within, it.within_m);
}
void fields(Is<faults::Judgement> auto& it, auto& visit) {
    visit(it.severity, it.since);
}
void fields(Is<faults::Links> auto& it, auto& visit) {
    visit(it.repaired, it.comeback_of);
}
void fields(Is<faults::PastEpisode> auto& it, auto& visit) {
    visit(it.number, it.key, it.opened, it.closed, it.odometer_m, it.links);
}
void fields(Is<faults::Episode> auto& it, auto& visit) {
    visit(it.number, it.key, it.state, it.opened, it.last_seen, it.closed, it.close_reason,
          it.occurrences, it.flaps, it.conversion_method, it.lamps, it.odometer_m, it.severity,
          it.since, it.nth, it.parent, it.cascade, it.group_action, it.links, it.silent_since,
          it.at_last_event, it.worst, it.worst_before, it.appeared, it.foreign_lamps);
}
void fields(Is<faults::FaultState> auto& it, auto& visit) {
    visit(it.episodes, it.last_number, it.evicted, it.cleared_unopened, it.heard, it.past,
          it.repairs);
}

void fields(Is<uptime::Period> auto& it, auto& visit) {
    visit(it.from, it.to);
}
void fields(Is<uptime::OpenFault> auto& it, auto& visit) {
    visit(it.episode, it.from, it.to);
}
void fields(Is<uptime::MetersSeen> auto& it, auto& visit) {
    visit(it.at, it.boot, it.odometer, it.engine_time);
}
void fields(Is<uptime::UptimeState> auto& it, auto& visit) {
    visit(it.ready, it.driven, it.faults, it.undated_contact, it.meters);
}

void fields(Is<customers::StreamSeen> auto& it, auto& visit) {
    visit(it.id, it.stream, it.last, it.received, it.lost);
}
void fields(Is<customers::Told> auto& it, auto& visit) {
    visit(it.kept, it.scorecards, it.asked);
}
void fields(Is<due::HoursOfWeek> auto& it, auto& visit) {
    visit(it.bits);
}
void fields(Is<due::WeekSeen> auto& it, auto& visit) {
    visit(it.week, it.worked, it.stood);
}
void fields(Is<due::TripEnd> auto& it, auto& visit) {
    visit(it.at, it.boot);
}
void fields(Is<due::OdometerSeen> auto& it, auto& visit) {
    visit(it.source, it.since, it.value_m, it.at);
}
void fields(Is<due::Standing> auto& it, auto& visit) {
    visit(it.weeks, it.trip_end, it.odometer);
}
void fields(Is<customers::Dossier> auto& it, auto& visit) {
    visit(it.record, it.ownerships, it.state, it.done, it.due, it.faults, it.uptime, it.streams,
          it.told, it.overrides, it.standing, it.plan, it.recalls, it.cases);
}

std::vector<std::byte> encode_dossier(const customers::Dossier& dossier) {
    return to_blob(dossier);
}

Result<customers::Dossier> decode_dossier(const TruckId& truck, std::span<const std::byte> bytes) {
    auto dossier = from_blob<customers::Dossier>(bytes);
    if (dossier) {
        dossier->truck = truck;
    }
    return dossier;
}

}  // namespace roadworthy::store
