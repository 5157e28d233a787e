#pragma once
// The links by which customers read one proposed visit each, with the proposal as it was then. Only
// hashes are kept, as of the links to cases.

#include <cstdint>
#include <optional>
#include <string>

#include "backend/customers/visit_offer.hpp"
#include "backend/store/token_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

struct VisitLink {
    TokenHash hash{};
    TruckId truck;
    customers::VisitOffer offer;
    std::optional<CustomerId> customer;  // whose truck it was when the link was made
    std::string made_by;
    Time created;
    Time expires;
    friend bool operator==(const VisitLink&, const VisitLink&) = default;
};

void insert_visit_link(sql::Connection& connection, const VisitLink& link);
// Nothing: unknown, expired (from its last moment on) or revoked, which is the same to who asks.
std::optional<VisitLink> visit_link(sql::Connection& connection, const TokenHash& hash, Time now);
// All links of a visit that are still open; how many there were.
std::int64_t revoke_visit_links(sql::Connection& connection, const TruckId& truck,
                                const customers::VisitId& visit, Time now);

}  // namespace roadworthy::store
