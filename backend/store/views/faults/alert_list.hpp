#pragma once
// What has been told of trucks' faults and cases, and what became of it. A row is history: it
// belongs to whoever owned the truck when it happened.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/customers/delivery.hpp"
#include "backend/customers/ledger.hpp"
#include "backend/store/alerts/ledger_rows.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

enum class Alerts : std::uint8_t { all, open };  // open: whose matter has no outcome

struct AlertQuery {
    Alerts which = Alerts::all;
    std::optional<TruckId> truck;
    PageQuery page;
};

struct AlertEntry {
    TruckLabel truck;  // with the owner of that time
    customers::Alert alert;
    std::int64_t revision = 0;
    customers::Outcome outcome = customers::Outcome::open;  // of its matter
    std::optional<store::Verdict> verdict;                  // of its matter, where somebody said it
    std::optional<Time> told;
    std::optional<customers::Untold> untold;          // no message was made of it
    std::optional<customers::PaperVerdict> coverage;  // as it was told
    store::Contradicted contradicted = store::Contradicted::no;
    std::optional<Time> contradicted_since;
};

struct AlertFeed {
    Page<AlertEntry> page;
    std::string resume;  // a cursor, also behind the last page: what changes later comes after it
};

// By when they last changed, the longest ago first: who goes on from `resume` gets every change of
// every row, a row that changed since once more. Of a customer with few rows a page may be short.
Result<AlertFeed> alert_feed(sql::Connection& connection, const store::Scope& scope,
                             const AlertQuery& query);

// Of all alerts that were told since, by the rules that led to them.
std::vector<customers::RuleScore> rule_scores(sql::Connection& connection,
                                              const store::Scope& scope, Time since);

}  // namespace roadworthy::views
