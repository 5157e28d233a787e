#pragma once
// The stored form of what people enter about faults.

#include "backend/faults/comebacks.hpp"
#include "backend/faults/rules.hpp"
#include "backend/store/forms/stored_form.hpp"

namespace roadworthy::store {

template <>
struct Blank<faults::Repair> {
    static faults::Repair value() { return {.truck = blank<TruckId>()}; }
};

void fields(Is<faults::SpnRange> auto& it, auto& visit) {
    visit(it.first, it.last);
}
void fields(Is<faults::Conditions> auto& it, auto& visit) {
    visit(it.spns, it.fmis, it.source_addresses, it.lamp, it.flash, it.episodes, it.flaps,
          it.occurrences, it.open_for, it.model, it.customer);
}
void fields(Is<faults::Rule> auto& it, auto& visit) {
    visit(it.key, it.effect, it.action, it.when, it.within, it.within_m, it.name_zh, it.name_en);
}
void fields(Is<faults::RuleSet> auto& it, auto& visit) {
    visit(it.version, it.rules);
}
void fields(Is<faults::FaultPattern> auto& it, auto& visit) {
    visit(it.source_address, it.spn, it.fmi);
}
void fields(Is<faults::Repair> auto& it, auto& visit) {
    visit(it.truck, it.id, it.at, it.faults, it.odometer_m, it.by, it.words, it.is_void);
}

}  // namespace roadworthy::store
