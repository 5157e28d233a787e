#pragma once
// The links by which customers read one case each. Only hashes are kept: who reads the database cannot
// open a link with what he finds.

#include <cstdint>
#include <optional>
#include <string>

#include "backend/cases/entries.hpp"
#include "backend/store/token_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

struct CaseLink {
    TokenHash hash{};
    TruckId truck;
    cases::CaseId about;
    std::optional<CustomerId> customer;  // whose case it was when the link was made
    std::string made_by;
    Time created;
    Time expires;
    friend bool operator==(const CaseLink&, const CaseLink&) = default;
};

void insert_case_link(sql::Connection& connection, const CaseLink& link);
// Nothing: unknown, expired (from its last moment on) or revoked, which is the same to who asks.
std::optional<CaseLink> case_link(sql::Connection& connection, const TokenHash& hash, Time now);
// All links of a case that are still open; how many there were.
std::int64_t revoke_case_links(sql::Connection& connection, const TruckId& truck,
                               const cases::CaseId& about, Time now);

}  // namespace roadworthy::store
