#pragma once
// Links by which a customer without a token reads one case, or one proposed visit: 256 random bits
// behind /c/ or /v/, of which only the hash is kept.

#include <cstdint>
#include <optional>
#include <string>

#include "backend/cases/entries.hpp"
#include "backend/customers/visit_offer.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::access {

constexpr std::int64_t usual_link_days = 14;
constexpr std::int64_t most_link_days = 90;

struct NewCaseLink {
    TruckId truck;
    cases::CaseId about;
    std::optional<CustomerId> customer;  // whose case it is; it opens nothing for another
    std::string made_by;
    std::int64_t days = usual_link_days;
};
struct NewVisitLink {
    TruckId truck;
    customers::VisitOffer offer;
    std::optional<CustomerId> customer;  // whose truck it is; it opens nothing for another
    std::string made_by;
    std::int64_t days = usual_link_days;
};
struct MadeLink {
    std::string path;  // which nobody can get again
    Time expires;
};

MadeLink add_case_link(sql::Connection& connection, const NewCaseLink& link, Time now);
MadeLink add_visit_link(sql::Connection& connection, const NewVisitLink& link, Time now);

// The whole address; empty where nobody has said under which one people reach us.
std::string address_of(const MadeLink& link, const std::string& public_url);

}  // namespace roadworthy::access
