#pragma once
// The stored form of what people enter about customers and trucks.

#include "backend/customers/coverage.hpp"
#include "backend/store/forms/meter_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"

namespace roadworthy::store {

template <>
struct Blank<truck::Customer> {
    static truck::Customer value() {
        return {.id = blank<CustomerId>(), .dealer = blank<DealerId>()};
    }
};
template <>
struct Blank<truck::TruckRecord> {
    static truck::TruckRecord value() { return {.id = blank<TruckId>()}; }
};
template <>
struct Blank<truck::Ownership> {
    static truck::Ownership value() { return {.truck = blank<TruckId>()}; }
};
template <>
struct Blank<truck::ManualReading> {
    static truck::ManualReading value() { return {.truck = blank<TruckId>()}; }
};

template <>
struct Blank<truck::MeterLevel> {
    static truck::MeterLevel value() { return {.truck = blank<TruckId>()}; }
};

template <>
struct Blank<customers::Paper> {
    static customers::Paper value() { return {.id = blank<customers::PaperId>()}; }
};
template <>
struct Blank<customers::TruckPaper> {
    static customers::TruckPaper value() {
        return {.truck = blank<TruckId>(), .paper = blank<customers::Paper>()};
    }
};

void fields(Is<truck::Customer> auto& it, auto& visit) {
    visit(it.id, it.dealer, it.name, it.contact, it.phone, it.language, it.tier);
}
void fields(Is<truck::TruckRecord> auto& it, auto& visit) {
    visit(it.id, it.vin, it.plate, it.model, it.segment, it.workshop, it.plan, it.delivered,
          it.engine, it.duty, it.agreement, it.agreement_until);
}
void fields(Is<truck::Ownership> auto& it, auto& visit) {
    visit(it.truck, it.customer, it.from);
}
void fields(Is<truck::ManualReading> auto& it, auto& visit) {
    visit(it.truck, it.kind, it.at, it.value, it.by);
}
void fields(Is<truck::MeterLevel> auto& it, auto& visit) {
    visit(it.truck, it.kind, it.level, it.by);
}
void fields(Is<customers::Paper> auto& it, auto& visit) {
    visit(it.id, it.kind, it.name, it.from, it.until, it.most_m, it.systems, it.is_withdrawn);
}
void fields(Is<customers::TruckPaper> auto& it, auto& visit) {
    visit(it.truck, it.paper);
}
void fields(Is<customers::PaperVerdict> auto& it, auto& visit) {
    visit(it.covered, it.kind, it.reason, it.paper, it.name, it.from, it.until, it.most_m);
}

}  // namespace roadworthy::store
