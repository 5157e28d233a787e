#pragma once
// The stored form of plans, completions, due rows and day ticks.

#include "backend/due/due.hpp"
#include "backend/store/forms/stored_form.hpp"

namespace roadworthy::store {

template <>
struct Blank<due::Plan> {
    static due::Plan value() { return {.id = blank<PlanId>()}; }
};
template <>
struct Blank<due::Completion> {
    static due::Completion value() { return {.truck = blank<TruckId>()}; }
};
template <>
struct Blank<due::LastDone> {
    static due::LastDone value() { return {.completion = blank<due::Completion>()}; }
};

void fields(Is<due::Interval> auto& it, auto& visit) {
    visit(it.distance_m, it.engine_time_s, it.days);
}
void fields(Is<due::PlanItem> auto& it, auto& visit) {
    visit(it.key, it.name_zh, it.name_en, it.first, it.every, it.tolerance, it.labour_minutes);
}
void fields(Is<due::Plan> auto& it, auto& visit) {
    visit(it.id, it.version, it.items);
}
void fields(Is<due::Completion> auto& it, auto& visit) {
    visit(it.truck, it.item, it.at, it.odometer_m, it.engine_time_s, it.workshop, it.note,
          it.cost_cents, it.arrived, it.left);
}
void fields(Is<truck::LifeAt> auto& it, auto& visit) {
    visit(it.life, it.is_final);
}
void fields(Is<due::LastDone> auto& it, auto& visit) {
    visit(it.completion, it.distance, it.engine_time);
}

void fields(Is<due::Widths> auto& it, auto& visit) {
    visit(it.z10, it.z90);
}
void fields(Is<due::Outcomes> auto& it, auto& visit) {
    visit(it.settled, it.early, it.late);
}
void fields(Is<due::FleetNumbers> auto& it, auto& visit) {
    visit(it.rate, it.widths, it.driven_in_silence, it.outcomes);
}
void fields(Is<due::DayTick> auto& it, auto& visit) {
    visit(it.day, it.numbers);
}

void fields(Is<truck::ValueAt> auto& it, auto& visit) {
    visit(it.at, it.value);
}
void fields(Is<due::Window> auto& it, auto& visit) {
    visit(it.p10, it.p50, it.p90);
}
void fields(Is<due::UsageCriterion> auto& it, auto& visit) {
    visit(it.target, it.reading, it.window, it.is_reached, it.is_past_tolerance);
}
void fields(Is<due::DueRow> auto& it, auto& visit) {
    visit(it.item, it.limiting, it.window, it.distance, it.engine_time, it.calendar,
          it.tolerance_days, it.is_reached, it.is_past_tolerance, it.usage_known_until);
}

}  // namespace roadworthy::store
