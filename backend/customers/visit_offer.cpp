#include "backend/customers/visit_offer.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

#include "backend/customers/jobs.hpp"
#include "backend/customers/visit_plan.hpp"
#include "backend/due/visits/slots.hpp"
#include "backend/due/visits/workshop.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {
namespace {

OfferedJob offered(const VisitJob& job) {
    return {.item = job.item,
            .name_zh = job.rule ? job.rule->name_zh : "",
            .name_en = job.rule ? job.rule->name_en : ""};
}

OfferedSlot offered(const due::Slot& slot, const due::Workshop& workshop) {
    return {.arrives = slot.day + std::chrono::hours{slot.hour} - workshop.utc_offset,
            .done_on = slot.done_on,
            .stay_min = slot.stay.count()};
}

}  // namespace

VisitId visit_id(const ProposedVisit& visit) {
    std::string jobs;
    for (const VisitJob& job : visit.jobs) {
        jobs += job.job.key + '\n';
    }
    std::array<char, 9> digits{};
    std::snprintf(digits.data(), digits.size(), "%08x",
                  static_cast<unsigned>(fnv1a64(jobs) & 0xFFFF'FFFFU));
    return VisitId::from(iso(visit.visit.until) + '.' + digits.data()).value();
}

VisitOffer offer_of(const ProposedVisit& visit, const due::Workshop& workshop) {
    VisitOffer offer{.visit = visit_id(visit),
                     .from = visit.visit.from,
                     .until = visit.visit.until,
                     .standing_min = visit.visit.standing.count(),
                     .bring = visit.bring,
                     .workshop = workshop.key};
    for (const VisitJob& job : visit.jobs) {
        offer.jobs.push_back(offered(job));
    }
    for (const due::Slot& slot : visit.slots) {
        offer.slots.push_back(offered(slot, workshop));
    }
    return offer;
}

}  // namespace roadworthy::customers
