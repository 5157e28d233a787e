#pragma once
// The stored form of a care timetable.

#include "backend/customers/care/timetable.hpp"
#include "backend/store/forms/stored_form.hpp"

namespace roadworthy::store {

void fields(Is<care::Days> auto& it, auto& visit) {
    visit(it.from, it.on, it.until);
}
void fields(Is<care::CareRule> auto& it, auto& visit) {
    visit(it.key, it.occasion, it.days, it.late_days, it.priority, it.ignores_cap, it.tier,
          it.segments, it.instead_of, it.script_zh, it.script_en);
}
void fields(Is<care::Cap> auto& it, auto& visit) {
    visit(it.most, it.in_days, it.apart_days);
}
void fields(Is<care::Persistence> auto& it, auto& visit) {
    visit(it.again_after_days, it.most_tries, it.escalate_after_days);
}
void fields(Is<care::Thresholds> auto& it, auto& visit) {
    visit(it.drifting_after_days, it.replacement_years);
}
void fields(Is<care::Timetable> auto& it, auto& visit) {
    visit(it.version, it.rules, it.cap, it.persistence, it.thresholds);
}

}  // namespace roadworthy::store
