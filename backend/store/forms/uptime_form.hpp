#pragma once
// The stored form of what people say about uptime.

#include "backend/store/forms/case_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/uptime/operating.hpp"
#include "backend/uptime/said.hpp"

namespace roadworthy::store {

template <>
struct Blank<uptime::Correction> {
    static uptime::Correction value() {
        return {.truck = blank<TruckId>(),
                .id = {},
                .from = {},
                .to = {},
                .by = {},
                .reason = {},
                .entered = {}};
    }
};
template <>
struct Blank<uptime::CorrectionWithdrawn> {
    static uptime::CorrectionWithdrawn value() {
        return {.truck = blank<TruckId>(), .id = {}, .by = {}, .reason = {}, .entered = {}};
    }
};

void fields(Is<uptime::Correction> auto& it, auto& visit) {
    visit(it.truck, it.id, it.from, it.to, it.condition, it.by, it.reason, it.entered);
}
void fields(Is<uptime::CorrectionWithdrawn> auto& it, auto& visit) {
    visit(it.truck, it.id, it.by, it.reason, it.entered);
}

void fields(Is<uptime::OperatingHours> auto& it, auto& visit) {
    visit(it.whose, it.name, it.calendar);
}
void fields(Is<uptime::Targets> auto& it, auto& visit) {
    visit(it.segment, it.availability_bp, it.mtbf_s, it.mttr_s, it.response_s, it.repair_s,
          it.first_time_fix_bp);
}

}  // namespace roadworthy::store
