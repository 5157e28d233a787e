#pragma once
// The stored form of plans, completions, due rows, workshops and day ticks.

#include "backend/due/due.hpp"
#include "backend/due/recalls.hpp"
#include "backend/due/templates.hpp"
#include "backend/due/visits/workshop.hpp"
#include "backend/store/forms/stored_form.hpp"

namespace roadworthy::store {

template <>
struct Blank<due::Plan> {
    static due::Plan value() { return {.id = blank<PlanId>()}; }
};
template <>
struct Blank<due::PlanChoice> {
    static due::PlanChoice value() { return {.plan = blank<PlanId>()}; }
};
template <>
struct Blank<due::Completion> {
    static due::Completion value() { return {.truck = blank<TruckId>()}; }
};
template <>
struct Blank<due::CompletionVoid> {
    static due::CompletionVoid value() { return {.truck = blank<TruckId>()}; }
};
template <>
struct Blank<due::ItemOverride> {
    static due::ItemOverride value() { return {.truck = blank<TruckId>()}; }
};
template <>
struct Blank<due::Done> {
    static due::Done value() { return {.completion = blank<due::Completion>()}; }
};
template <>
struct Blank<due::ItemHistory> {
    static due::ItemHistory value() { return {.newest = blank<due::Done>()}; }
};

void fields(Is<due::Interval> auto& it, auto& visit) {
    visit(it.distance_m, it.engine_time_s, it.days, it.fuel_used_ml);
}
void fields(Is<due::Season> auto& it, auto& visit) {
    visit(it.region, it.month, it.day);
}
void fields(Is<due::Part> auto& it, auto& visit) {
    visit(it.number, it.quantity_thousandths);
}
void fields(Is<due::PlanItem> auto& it, auto& visit) {
    visit(it.key, it.name_zh, it.name_en, it.first, it.every, it.tolerance, it.labour_minutes,
          it.early, it.counting, it.seasons, it.bring, it.parts, it.service_component);
}
void fields(Is<due::Selector> auto& it, auto& visit) {
    visit(it.models, it.engines, it.segments, it.duties);
}
void fields(Is<due::Plan> auto& it, auto& visit) {
    visit(it.id, it.version, it.items, it.selector);
}
void fields(Is<due::Recall> auto& it, auto& visit) {
    visit(it.id, it.at, it.name_zh, it.name_en, it.due_on, it.labour_minutes, it.bring, it.parts);
}
void fields(Is<due::RecallList> auto& it, auto& visit) {
    visit(it.recall, it.at, it.listing, it.vins);
}
void fields(Is<due::OpenRecall> auto& it, auto& visit) {
    visit(it.recall, it.listed, it.due_on, it.labour_minutes);
}
void fields(Is<due::OpenRecalls> auto& it, auto& visit) {
    visit(it.all);
}
void fields(Is<due::PlanChoice> auto& it, auto& visit) {
    visit(it.plan, it.source);
}
void fields(Is<due::Completion> auto& it, auto& visit) {
    visit(it.truck, it.item, it.at, it.odometer_m, it.engine_time_s, it.workshop, it.note,
          it.cost_cents, it.arrived, it.left);
}
void fields(Is<truck::LifeAt> auto& it, auto& visit) {
    visit(it.life, it.is_final);
}
void fields(Is<due::CompletionVoid> auto& it, auto& visit) {
    visit(it.truck, it.item, it.at, it.reason);
}
void fields(Is<due::ItemOverride> auto& it, auto& visit) {
    visit(it.truck, it.item, it.from, it.is_excluded, it.first, it.every, it.tolerance, it.early,
          it.counting, it.due_on, it.note, it.name_zh, it.name_en);
}
void fields(Is<due::Done> auto& it, auto& visit) {
    visit(it.completion, it.distance, it.engine_time, it.fuel_used, it.is_entered, it.is_void);
}
// As the last completion alone was kept once: that one, and more behind it.
void fields(Is<due::ItemHistory> auto& it, auto& visit) {
    visit(it.newest.completion, it.newest.distance, it.newest.engine_time, it.newest.fuel_used,
          it.newest.is_entered, it.newest.is_void, it.earlier);
}

void fields(Is<due::OpenHours> auto& it, auto& visit) {
    visit(it.from, it.until);
}
void fields(Is<due::Opening> auto& it, auto& visit) {
    visit(it.week, it.closed);
}
void fields(Is<due::Workshop> auto& it, auto& visit) {
    visit(it.key, it.name, it.dealer, it.utc_offset, it.opening, it.mechanics, it.hand_over,
          it.phone, it.address);
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
void fields(Is<due::OwnCounter> auto& it, auto& visit) {
    visit(it.kind, it.left, it.ours, it.disagrees);
}
void fields(Is<due::Together> auto& it, auto& visit) {
    visit(it.items, it.labour_minutes);
}
void fields(Is<due::DueRow> auto& it, auto& visit) {
    visit(it.item, it.limiting, it.window, it.distance, it.engine_time, it.calendar,
          it.tolerance_days, it.is_reached, it.is_past_tolerance, it.usage_known_until,
          it.fuel_used, it.earliest, it.latest, it.last_done, it.interval, it.is_of_truck,
          it.own_counter, it.labour_minutes, it.together, it.kind, it.name_zh, it.name_en,
          it.is_vin_contradicted);
}

}  // namespace roadworthy::store
