#include "backend/customers/care/triggers.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/care/occasions.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/faults/comebacks.hpp"
#include "common/time.hpp"

namespace roadworthy::care {
namespace {

bool is_answered(const cases::Case& it) {
    return it.closed ||
           std::any_of(it.stages.begin(), it.stages.end(), [](const cases::StageTime& stage) {
               return stage.stage != cases::Stage::reported;
           });
}

}  // namespace

void add_case(std::vector<Occasion>& all, const cases::Case& it) {
    const std::string which = "case " + it.id.text();
    if (it.kind == cases::CaseKind::complaint) {
        all.push_back({.kind = OccasionKind::complaint,
                       .which = which,
                       .day = day_of(it.heard),
                       .is_over = is_answered(it)});
    } else if (it.closing && it.closed) {
        all.push_back(
            {.kind = OccasionKind::after_repair, .which = which, .day = day_of(*it.closed)});
    }
}

void add_repairs(std::vector<Occasion>& all, const std::vector<faults::Repair>& repairs) {
    for (const faults::Repair& repair : repairs) {
        if (!repair.is_void) {
            all.push_back({.kind = OccasionKind::after_repair,
                           .which = "repair " + repair.id,
                           .day = day_of(repair.at)});
        }
    }
}

}  // namespace roadworthy::care
