#pragma once
// The table `alerts`: customers::Alert, beside its truck. History: a row is never deleted, and a
// rebuild leaves it alone. The applier alone makes rows of faults; whoever tells says here that he
// has. Every change gives its row the next revision.
//
// What survives a power cut: what was committed. The applier writes in the transaction of the
// derived rows that the alert follows from.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

// All of a matter, in the order of n.
std::vector<customers::Alert> alerts_of(sql::Connection& connection, const TruckId& truck,
                                        std::string_view matter);

// The columns of an alert a, which alert_at reads from the first on; the second is its truck.
inline constexpr std::string_view alert_columns =
    "a.alert, a.truck, a.matter, a.n, a.kind, a.action, a.action_before, a.is_digest,"
    " a.happened_ms, a.heard_ms, a.written_ms, a.not_before_ms, a.state, a.withdrawn,"
    " a.folded_under, a.active, a.source_address, a.spn, a.fmi, a.reasons, a.rule_set,"
    " a.comeback_of_ms, a.stage, a.level, a.role, a.customer";
inline constexpr int alert_width = 26;
customers::Alert alert_at(const sql::Statement& row);

// Each in the caller's transaction. A new one gets its id, which is returned; one that the truck and
// matter have under its n already is left as it is (0).
std::int64_t insert_alert(sql::Connection& connection, const TruckId& truck,
                          const customers::Alert& alert);
void update_alert(sql::Connection& connection, const customers::Alert& alert);

struct TruckAlert {
    TruckId truck;
    customers::Alert alert;
    friend bool operator==(const TruckAlert&, const TruckAlert&) = default;
};

std::optional<TruckAlert> alert(sql::Connection& connection, std::int64_t id);
// What may be told at `now` and has not been, the one that may be told longest first.
std::vector<TruckAlert> alerts_to_tell(sql::Connection& connection, Time now, std::size_t most);
// In the transaction in which it is made sure that it will be told. False, and no change: it does not
// wait any more.
bool mark_told(sql::Connection& connection, std::int64_t alert, Time now);
// By what it is covered as its readers are told, once for all of them.
void set_coverage(sql::Connection& connection, std::int64_t alert,
                  const customers::PaperVerdict& verdict);
// Nothing: it has not been told.
std::optional<customers::PaperVerdict> coverage_at(const sql::Statement& row, int column);
std::optional<customers::PaperVerdict> coverage_of(sql::Connection& connection, std::int64_t alert);

struct AlertProgress {
    Position alerted_until = 0;
    Position silent_until = 0;
    friend bool operator==(const AlertProgress&, const AlertProgress&) = default;
};
AlertProgress alert_progress(sql::Connection& connection);
void set_alert_progress(sql::Connection& connection, const AlertProgress& progress);

}  // namespace roadworthy::store
