#pragma once
// Why somebody should be called: what a truck's record, plan and history say of a day.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backend/customers/care/timetable.hpp"
#include "backend/due/due.hpp"
#include "backend/due/history.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

namespace roadworthy::care {

// One reason to call. `which` tells it from others of its kind, and stays the same while its day
// moves: "oil after 2026-03-01", the number of a case.
struct Occasion {
    OccasionKind kind = OccasionKind::service_due;
    std::string which;
    Day day;
    bool is_over = false;  // what was owed has been given: nobody need call any more
    friend bool operator==(const Occasion&, const Occasion&) = default;
};

struct Subject {
    const std::optional<truck::TruckRecord>& record;
    const std::vector<due::DueRow>& due;
    const due::HistoryByItem& done;
    std::optional<Day> warranty_until;
    // Repairs that are over, complaints, campaigns: whoever keeps them names them.
    std::span<const Occasion> others;
    std::optional<Day> owned_from;  // what was done, delivered or said before is not this owner's
};

// Of the truck as it stands `today`: delivery, what is due and by when, what was done, what ends. An
// item whose day nobody can say is none; nor is a service that stands in the future.
//   first_service  while nothing was ever done to the truck, the item that falls due first
//   service_due    every other item, by its expected day; what goes by the day of the year is seasonal
//   after_service  each day on which something was done, once
//   drifting_away  the item that is longest past its last day, beyond the threshold: once for it
//   replacement    each birthday of the truck from `replacement_years` on, the latest alone
std::vector<Occasion> occasions(const Subject& subject, const Thresholds& thresholds, Day today);

// The history is bounded: what was done before this day may be forgotten. Nothing: all is there.
std::optional<Day> remembered_from(const due::HistoryByItem& done);

}  // namespace roadworthy::care
