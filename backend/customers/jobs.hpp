#pragma once
// What a truck would be in the workshop for: its due items, and the faults that ask for a workshop
// but need not stop it.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/visits/visits.hpp"
#include "backend/faults/episodes.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {

// Of a fault whose rules do not say, from the day on which it came to its action: "at the next
// service", but in the end without one.
constexpr std::chrono::days next_service_within{90};
constexpr std::chrono::days workshop_within{7};
constexpr due::Minutes usual_labour{60};  // where a plan does not say, and to diagnose one ECU

struct VisitJob {
    due::Job job;                       // its key: item/oil, fault/33
    std::string item;                   // PlanItem::key; empty: faults
    std::vector<FaultKey> faults;       // of one ECU: they are looked at together
    std::optional<due::PlanItem> rule;  // of the plan or the recall, if there still is one
    bool is_wanted = false;             // else it may only be done with something else
    friend bool operator==(const VisitJob&, const VisitJob&) = default;
};

enum class NotPlanned : std::uint8_t {
    no_date = 0,      // a due item of which nobody can say when: get a reading
    no_open_day = 1,  // its workshop is closed on all of its days
    stop_now = 2,     // a fault that is no matter of a date: call
    ecu_silent = 3,   // nobody knows whether the fault is still there
};
struct Unplanned {
    std::string item;  // empty: faults
    std::vector<FaultKey> faults;
    NotPlanned because = NotPlanned::no_date;
    std::optional<due::PlanItem> rule;
    friend bool operator==(const Unplanned&, const Unplanned&) = default;
};

// What is to be prepared for the due items, by their keys: of the plan, and of recalls.
using RuleByItem = std::map<std::string, due::PlanItem>;

struct JobQuestion {
    const std::vector<due::DueRow>& due;
    const RuleByItem& rules;
    const std::vector<faults::Episode>& faults;
    Day today;
    std::chrono::days horizon{60};
};
struct Jobs {
    // Wanted: due, soon due, or with its last day within the horizon; beside them, what may be done
    // as early as those.
    std::vector<VisitJob> jobs;
    std::vector<Unplanned> unplanned;
    friend bool operator==(const Jobs&, const Jobs&) = default;
};
Jobs jobs_of(const JobQuestion& question);

// The first of all last days, whatever today is: by then the truck has to be in the workshop.
std::optional<Day> visit_by(const std::vector<due::DueRow>& due,
                            const std::vector<faults::Episode>& faults);

}  // namespace roadworthy::customers
