#pragma once
// On which days a person is called, and about what: many tasks, few contacts.
//
// Goals: no person hears from us more often than the cap allows, over all reasons; nothing falls
// through for it. Assumptions: the wishes are all that are open for one person. Invariants: every
// wish is in exactly one contact; but for what ignores the cap, no plan goes over it, with what has
// been before; a wish has a contact outside of its days only where the cap, or today, left none
// within them, and says so.

#include <cstddef>
#include <vector>

#include "backend/customers/care/timetable.hpp"
#include "common/time.hpp"

namespace roadworthy::care {

struct Wish {
    Day from;
    Day on;     // best
    Day until;  // inclusive
    int priority = 0;
    bool ignores_cap = false;
    friend bool operator==(const Wish&, const Wish&) = default;
};

struct PlannedContact {
    Day day;
    std::vector<std::size_t> wishes;  // by index, in rising order
    std::vector<std::size_t> late;    // those of them whose last day is before
    bool is_over_cap = false;         // by what ignores it
    friend bool operator==(const PlannedContact&, const PlannedContact&) = default;
};

// In the order of days, from today on. `had`: the days with a contact so far, in any order.
std::vector<PlannedContact> plan_contacts(const std::vector<Wish>& wishes,
                                          const std::vector<Day>& had, const Cap& cap, Day today);

// Whether one more contact, on `day`, keeps to the cap.
bool is_within(const Cap& cap, const std::vector<Day>& contacts, Day day);

}  // namespace roadworthy::care
