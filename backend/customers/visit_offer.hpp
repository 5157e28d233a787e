#pragma once
// A proposed visit as it is offered to a customer by a link, and what he answers. Nothing is booked
// here: an advisor reads the answer and calls.
//
// An offer is a copy, made with the link: what is proposed changes each day, and nobody may accept
// what he has not read.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/customers/visit_plan.hpp"
#include "backend/due/visits/workshop.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {

// Of a visit within its truck: its last day and its jobs. So it is the same tomorrow, as long as the
// same is to be done by the same day.
using VisitId = Key<struct VisitIdKind>;
VisitId visit_id(const ProposedVisit& visit);

struct OfferedJob {
    std::string item;  // empty: faults are looked at
    std::string name_zh;
    std::string name_en;
    friend bool operator==(const OfferedJob&, const OfferedJob&) = default;
};

struct OfferedSlot {
    Time arrives;
    Day done_on;
    std::int64_t stay_min = 0;
    friend bool operator==(const OfferedSlot&, const OfferedSlot&) = default;
};

struct VisitOffer {
    VisitId visit;
    Day from;
    Day until;  // the last day on which no tolerance is exceeded
    std::vector<OfferedJob> jobs;
    std::int64_t standing_min = 0;  // of the whole visit
    std::vector<OfferedSlot> slots;
    std::vector<std::string> bring;
    std::string workshop;  // by its key
    friend bool operator==(const VisitOffer&, const VisitOffer&) = default;
};
VisitOffer offer_of(const ProposedVisit& visit, const due::Workshop& workshop);

using AnswerId = Key<struct AnswerIdKind>;  // within the truck

// The latest of a visit holds.
struct VisitAnswer {
    TruckId truck;
    AnswerId id;
    VisitId visit;
    Time at;
    bool is_accepted = false;  // else he wishes another time
    std::optional<Time> when;  // the slot that he accepts, or the time that he wishes
    std::string words;
    std::vector<OfferedJob> jobs;        // what he was offered
    std::optional<CustomerId> customer;  // whose truck it was
    std::string by;
    friend bool operator==(const VisitAnswer&, const VisitAnswer&) = default;
};

}  // namespace roadworthy::customers
