#include "backend/store/alerts/escalation_rows.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {
namespace {

using customers::Alert;
using customers::AlertKind;
using customers::AlertState;

// kind 0 of a case is a fault's own (cases::CaseKind); of an alert, raised (5: an escalation).
constexpr std::string_view reached_steps =
    "SELECT e.truck, e.case_id, e.level, e.at_ms, e.role, c.customer, c.action"
    " FROM case_escalations e JOIN cases c ON c.bucket = e.bucket AND c.truck = e.truck"
    " AND c.case_id = e.case_id WHERE e.at_ms <= ? AND c.ended_ms > ?"
    " AND NOT EXISTS (SELECT 1 FROM case_escalations h WHERE h.bucket = e.bucket"
    " AND h.truck = e.truck AND h.case_id = e.case_id AND h.level > e.level AND h.at_ms <= ?)"
    " AND NOT EXISTS (SELECT 1 FROM alerts a WHERE a.truck = e.truck AND a.matter = e.case_id"
    " AND a.kind = 5 AND a.level >= e.level)"
    " AND (c.kind <> 0 OR EXISTS (SELECT 1 FROM alerts a WHERE a.truck = e.truck"
    " AND a.matter = e.case_id AND a.kind < 3 AND a.state = 1)) ORDER BY e.at_ms LIMIT 500";

template <class Id>
Id stored(std::string_view text) {
    auto id = Id::from(text);
    if (!id) {
        throw sql::Failure(sql::Fault::corrupt, "an id of a case: " + id.error().message);
    }
    return std::move(*id);
}

std::vector<TruckAlert> reached(sql::Connection& connection, Time now) {
    std::vector<TruckAlert> all;
    sql::Statement& row = connection.prepared(reached_steps);
    row.with(milliseconds_of(now), milliseconds_of(now), milliseconds_of(now));
    while (row.step()) {
        Alert alert{.matter = std::string(row.text(1)),
                    .kind = AlertKind::escalation,
                    .happened = time_of_milliseconds(row.integer(3)),
                    .heard = now,
                    .written = now,
                    .not_before = now,
                    .level = static_cast<int>(row.integer(2)),
                    .role = std::string(row.text(4))};
        if (!row.is_null(5)) {
            alert.customer = stored<CustomerId>(row.text(5));
        }
        if (!row.is_null(6)) {
            alert.action = static_cast<faults::Action>(row.integer(6));
        }
        all.push_back({stored<TruckId>(row.text(0)), std::move(alert)});
    }
    row.reset();
    return all;
}

}  // namespace

std::size_t escalate(sql::Connection& connection, Time now) {
    std::vector<TruckAlert> all = reached(connection, now);
    if (all.empty()) {
        return 0;
    }
    sql::Transaction transaction(connection);
    for (auto& [truck, alert] : all) {
        const auto before = alerts_of(connection, truck, alert.matter);
        alert.n = static_cast<int>(before.size()) + 1;
        if (!before.empty()) {
            alert.fault = before.front().fault;
            alert.reasons = before.front().reasons;
            alert.rule_set = before.front().rule_set;
        }
        insert_alert(connection, truck, alert);
    }
    transaction.commit();
    return all.size();
}

}  // namespace roadworthy::store
