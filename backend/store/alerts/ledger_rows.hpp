#pragma once
// What people say of an alert, and what later evidence says against it: columns of the table
// `alerts`. What people say of a matter stands in its first row.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/customers/ledger.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

// Why an alert was wrong, as is known now.
enum class Contradicted : std::uint8_t {
    no = 0,
    owner = 1,  // the truck was somebody else's when it happened
};

struct Verdict {
    customers::Outcome outcome = customers::Outcome::useful;  // useful, not_useful or no_answer
    Time at;
    std::string by;
    std::string words;
    friend bool operator==(const Verdict&, const Verdict&) = default;
};

// Of the matter of this alert; the latest counts. In the caller's transaction. False: no such alert.
bool enter_verdict(sql::Connection& connection, std::int64_t alert, const Verdict& verdict);

// The same of a matter by its name, unless something later was said. True: it is another one now.
bool enter_verdict(sql::Connection& connection, const TruckId& truck, std::string_view matter,
                   const Verdict& verdict);

// After a truck's ownerships have changed: marks the alerts that were told as somebody else's, and
// takes the mark from those that were not after all. In the caller's transaction.
void check_owners(sql::Connection& connection, const TruckId& truck,
                  const std::vector<truck::Ownership>& ownerships, Time now);

}  // namespace roadworthy::store
