#pragma once
// A proposed visit as its customer reads it on a phone: what would be done, when, what to bring, and
// his answer.

#include <optional>
#include <string>

#include "backend/customers/visit_offer.hpp"
#include "backend/due/visits/workshop.hpp"
#include "backend/exchange/words.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

struct VisitPage {
    std::string truck;  // its plate, or its id
    const customers::VisitOffer& offer;
    const std::optional<customers::VisitAnswer>& answer;  // his last
    const due::Workshop& workshop;                        // times are those of its clock
    exchange::Language language;
    Time now;
    std::string answer_path;  // where the form goes; empty: there is nothing to answer any more
};
std::string visit_page(const VisitPage& page);

}  // namespace roadworthy::http
