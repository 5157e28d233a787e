#pragma once
// The stored form of what is offered to customers, and of what they answer.

#include "backend/customers/visit_offer.hpp"
#include "backend/store/forms/stored_form.hpp"

namespace roadworthy::store {

template <>
struct Blank<customers::VisitOffer> {
    static customers::VisitOffer value() { return {.visit = blank<customers::VisitId>()}; }
};
template <>
struct Blank<customers::VisitAnswer> {
    static customers::VisitAnswer value() {
        return {.truck = blank<TruckId>(),
                .id = blank<customers::AnswerId>(),
                .visit = blank<customers::VisitId>()};
    }
};

void fields(Is<customers::OfferedJob> auto& it, auto& visit) {
    visit(it.item, it.name_zh, it.name_en);
}
void fields(Is<customers::OfferedSlot> auto& it, auto& visit) {
    visit(it.arrives, it.done_on, it.stay_min);
}
void fields(Is<customers::VisitOffer> auto& it, auto& visit) {
    visit(it.visit, it.from, it.until, it.jobs, it.standing_min, it.slots, it.bring, it.workshop);
}
void fields(Is<customers::VisitAnswer> auto& it, auto& visit) {
    visit(it.truck, it.id, it.visit, it.at, it.is_accepted, it.when, it.words, it.jobs, it.customer,
          it.by);
}

}  // namespace roadworthy::store
