#pragma once
// The stored form of meters and of the days of readings that are kept beside them.

#include <type_traits>
#include <utility>
#include <vector>

#include "backend/due/forecast.hpp"
#include "backend/due/scorecard.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/quiet_days.hpp"

namespace roadworthy::store {

template <>
struct Blank<truck::MeterBook> {
    static truck::MeterBook value() { return truck::MeterBook(MeterKind::odometer); }
};

void fields(Is<MeterSource> auto& it, auto& visit) {
    visit(it.spn, it.source_address);
}
void fields(Is<truck::DatedReading> auto& it, auto& visit) {
    visit(it.at, it.source, it.value);
}
void fields(Is<truck::Level> auto& it, auto& visit) {
    visit(it.at, it.source, it.shown, it.life, it.is_withdrawn);
}
void fields(Is<truck::ReadingsOfDay> auto& it, auto& visit) {
    visit(it.day, it.readings, it.levels);
}
void fields(Is<truck::MeterPoint> auto& it, auto& visit) {
    visit(it.t, it.x);
}
void fields(Is<truck::Meter> auto& it, auto& visit) {
    visit(it.kind, it.first, it.last, it.believed, it.rejected, it.rebased, it.sum, it.weight,
          it.dispersion, it.dispersion_weight, it.usual_gap, it.pending_count, it.pending,
          it.silent_minutes, it.driven_minutes);
}
void fields(Is<truck::HeldReading> auto& it, auto& visit) {
    visit(it.reading, it.reason);
}
void fields(Is<truck::RefusedReading> auto& it, auto& visit) {
    visit(it.source, it.reading);
}
void fields(Is<truck::Epoch> auto& it, auto& visit) {
    visit(it.from, it.offset);
}
void fields(Is<truck::SourceTrack> auto& it, auto& visit) {
    visit(it.source, it.meter, it.latest, it.epochs, it.held, it.held_count, it.without_leader);
}
void fields(Is<truck::KindMeters> auto& it, auto& visit) {
    visit(it.kind, it.tracks, it.primary, it.life, it.life_before, it.life_begin, it.early_rate,
          it.evicted);
}
void fields(Is<truck::QuietSpan> auto& it, auto& visit) {
    visit(it.from, it.until, it.weight);
}
void fields(Is<truck::QuietDays> auto& it, auto& visit) {
    std::vector<truck::QuietSpan> spans = it.spans();
    visit(spans);
    if constexpr (!std::is_const_v<std::remove_reference_t<decltype(it)>>) {
        if (auto quiet = truck::QuietDays::from(std::move(spans))) {
            it = std::move(*quiet);
        } else {
            visit.refuse(quiet.error().message);
        }
    }
}
void fields(Is<truck::MeterBook::Stored> auto& it, auto& visit) {
    visit(it.settled, it.settled_life, it.open, it.refused, it.refused_count, it.quiet);
}
void fields(Is<truck::MeterBook> auto& it, auto& visit) {
    auto stored = it.stored();
    fields(stored, visit);
    if constexpr (!std::is_const_v<std::remove_reference_t<decltype(it)>>) {
        it = truck::MeterBook(std::move(stored));
    }
}

template <>
struct Blank<due::KeptPrediction> {
    static due::KeptPrediction value() { return {.truck = blank<TruckId>()}; }
};

void fields(Is<due::Outlook> auto& it, auto& visit) {
    visit(it.p10, it.p50, it.p90);
}
void fields(Is<due::KeptPrediction> auto& it, auto& visit) {
    visit(it.truck, it.kind, it.item, it.asked, it.target, it.reached);
}
void fields(Is<due::Score> auto& it, auto& visit) {
    visit(it.count, it.within_3_days, it.within_7_days, it.early, it.late, it.error_minutes,
          it.off_minutes, it.width_minutes);
}
void fields(Is<due::Scorecard> auto& it, auto& visit) {
    visit(it.all, it.by_notice, it.open, it.contradicted, it.vague);
}

}  // namespace roadworthy::store
