#pragma once
// The visits that are proposed for one truck: as few as its tolerances allow, with what each saves,
// what to bring, and when it costs least. Pure: nothing is booked here.

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "backend/customers/dossier.hpp"
#include "backend/customers/jobs.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/visits/slots.hpp"
#include "backend/due/visits/visits.hpp"
#include "backend/due/visits/workshop.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {

constexpr std::size_t most_slots = 3;

struct ProposedVisit {
    due::Visit visit;            // on the open days from `from` until `until` no tolerance is left
    std::vector<VisitJob> jobs;  // the most urgent first
    due::Minutes alone{0};       // of standing, item by item
    std::vector<due::Slot> slots;    // the cheapest first
    std::vector<std::string> bring;  // of all jobs, each once
    std::vector<due::Part> parts;    // likewise, with their sum
    friend bool operator==(const ProposedVisit&, const ProposedVisit&) = default;

    due::Minutes saved() const { return alone - visit.standing; }
};

struct VisitProposal {
    Day today;  // where the workshop is; tomorrow, if it closes within the hour
    std::vector<ProposedVisit> visits;  // in the order of their last day
    due::Minutes standing{0};           // of all
    due::Minutes saved{0};
    std::vector<Unplanned> unplanned;
    friend bool operator==(const VisitProposal&, const VisitProposal&) = default;
};

struct VisitQuestion {
    const RuleByItem& rules;
    const due::Workshop& workshop;
    Time now;
    std::chrono::days horizon{60};
};
// A visit without a wanted job is none: its jobs have time.
VisitProposal propose_visits(const Dossier& dossier, const VisitQuestion& question);

// For whoever books: whether the visit may be on that day of the workshop. What is overdue may only
// be done on the first open day from `today` on.
bool is_within_tolerance(const ProposedVisit& visit, Day day, Day today,
                         const due::Opening& opening);

}  // namespace roadworthy::customers
