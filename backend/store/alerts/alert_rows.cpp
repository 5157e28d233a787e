#include "backend/store/alerts/alert_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/forms/registry_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/rule_keys.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

using customers::Alert;

const std::string selected = "SELECT " + std::string(alert_columns) + " FROM alerts a";
const std::string rows_of_matter = selected + " WHERE a.truck = ? AND a.matter = ? ORDER BY a.n";
const std::string one_row = selected + " WHERE a.alert = ?";
const std::string rows_to_tell = selected +
                                 " WHERE a.state = 0 AND a.not_before_ms <= ?"
                                 " ORDER BY a.not_before_ms, a.alert LIMIT ?";

// Both have what an alert says first, and what it is known by last.
constexpr std::string_view insert_row =
    "INSERT INTO alerts (kind, action, action_before, is_digest, happened_ms, heard_ms, written_ms,"
    " not_before_ms, state, withdrawn, folded_under, active, reasons, rule_set, comeback_of_ms,"
    " stage, level, role, customer, bucket, truck, matter, n, source_address, spn, fmi, revision)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
    " (SELECT COALESCE(MAX(revision), 0) + 1 FROM alerts))"
    " ON CONFLICT (truck, matter, n) DO NOTHING RETURNING alert";
constexpr std::string_view update_row =
    "UPDATE alerts SET kind = ?, action = ?, action_before = ?, is_digest = ?, happened_ms = ?,"
    " heard_ms = ?, written_ms = ?, not_before_ms = ?, state = ?, withdrawn = ?, folded_under = ?,"
    " active = ?, reasons = ?, rule_set = ?, comeback_of_ms = ?, stage = ?, level = ?, role = ?,"
    " customer = ?, revision = (SELECT MAX(revision) + 1 FROM alerts) WHERE alert = ?";
constexpr std::string_view mark_row =
    "UPDATE alerts SET revision = (SELECT MAX(revision) + 1 FROM alerts), state = 1, told_ms = ?"
    " WHERE alert = ? AND state = 0";
constexpr std::string_view update_coverage = "UPDATE alerts SET coverage = ? WHERE alert = ?";
constexpr std::string_view coverage_row = "SELECT coverage FROM alerts WHERE alert = ?";
constexpr std::string_view progress_row = "SELECT alerted_until, silent_until FROM alert_progress";
constexpr std::string_view update_progress =
    "UPDATE alert_progress SET alerted_until = ?, silent_until = ?";

template <class Id>
Id stored_id(std::string_view text) {
    auto id = Id::from(text);
    if (!id) {
        throw sql::Failure(sql::Fault::corrupt, "an id in the alerts: " + id.error().message);
    }
    return std::move(*id);
}

std::optional<Time> time_at(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::nullopt
                               : std::optional(time_of_milliseconds(row.integer(column)));
}

template <class Enum>
Enum value_at(const sql::Statement& row, int column) {
    return static_cast<Enum>(row.integer(column));
}

std::optional<int> number_of(const std::optional<faults::Action>& action) {
    return action ? std::optional(static_cast<int>(*action)) : std::nullopt;
}
std::optional<std::int64_t> number_of(const std::optional<Time>& time) {
    return time ? std::optional(milliseconds_of(*time)) : std::nullopt;
}
std::optional<std::string_view> text_of(const std::optional<CustomerId>& id) {
    return id ? std::optional<std::string_view>(id->text()) : std::nullopt;
}

template <class... Ids>
sql::Statement& bound(sql::Statement& statement, const Alert& alert, const Ids&... ids) {
    return statement.with(static_cast<int>(alert.kind), static_cast<int>(alert.action),
                          number_of(alert.action_before), alert.is_digest,
                          milliseconds_of(alert.happened), milliseconds_of(alert.heard),
                          milliseconds_of(alert.written), milliseconds_of(alert.not_before),
                          static_cast<int>(alert.state), static_cast<int>(alert.withdrawn),
                          alert.folded_under, static_cast<int>(alert.active),
                          text_of_keys(alert.reasons), alert.rule_set, number_of(alert.comeback_of),
                          alert.stage, alert.level, alert.role, text_of(alert.customer), ids...);
}

}  // namespace

Alert alert_at(const sql::Statement& row) {
    Alert alert{.id = row.integer(0),
                .matter = std::string(row.text(2)),
                .n = static_cast<int>(row.integer(3)),
                .kind = value_at<customers::AlertKind>(row, 4),
                .action = value_at<faults::Action>(row, 5),
                .is_digest = row.integer(7) != 0,
                .happened = time_of_milliseconds(row.integer(8)),
                .heard = time_of_milliseconds(row.integer(9)),
                .written = time_of_milliseconds(row.integer(10)),
                .not_before = time_of_milliseconds(row.integer(11)),
                .state = value_at<customers::AlertState>(row, 12),
                .withdrawn = value_at<customers::Withdrawal>(row, 13),
                .folded_under = static_cast<std::uint64_t>(row.integer(14)),
                .active = value_at<customers::AlertActive>(row, 15),
                .reasons = keys_of_text(row.text(19)),
                .rule_set = static_cast<std::uint32_t>(row.integer(20)),
                .comeback_of = time_at(row, 21),
                .level = static_cast<int>(row.integer(23)),
                .role = std::string(row.text(24))};
    if (!row.is_null(6)) {
        alert.action_before = value_at<faults::Action>(row, 6);
    }
    if (!row.is_null(17)) {
        alert.fault = FaultKey{.source_address = static_cast<std::uint8_t>(row.integer(16)),
                               .spn = static_cast<std::uint32_t>(row.integer(17)),
                               .fmi = static_cast<std::uint8_t>(row.integer(18))};
    }
    if (!row.is_null(22)) {
        alert.stage = static_cast<std::uint8_t>(row.integer(22));
    }
    if (!row.is_null(25)) {
        alert.customer = stored_id<CustomerId>(row.text(25));
    }
    return alert;
}

std::vector<Alert> alerts_of(sql::Connection& connection, const TruckId& truck,
                             std::string_view matter) {
    std::vector<Alert> found;
    sql::Statement& row = connection.prepared(rows_of_matter);
    row.with(truck.text(), matter);
    while (row.step()) {
        found.push_back(alert_at(row));
    }
    row.reset();
    return found;
}

std::int64_t insert_alert(sql::Connection& connection, const TruckId& truck, const Alert& alert) {
    std::optional<int> address;
    std::optional<std::uint32_t> spn;
    std::optional<int> fmi;
    if (alert.fault) {
        address = alert.fault->source_address;
        spn = alert.fault->spn;
        fmi = alert.fault->fmi;
    }
    sql::Statement& row = bound(connection.prepared(insert_row), alert, topics::bucket_of(truck),
                                truck.text(), alert.matter, alert.n, address, spn, fmi);
    const std::int64_t id = row.step() ? row.integer(0) : 0;
    row.reset();
    return id;
}

void update_alert(sql::Connection& connection, const Alert& alert) {
    bound(connection.prepared(update_row), alert, alert.id).run();
}

std::optional<TruckAlert> alert(sql::Connection& connection, std::int64_t id) {
    std::optional<TruckAlert> found;
    sql::Statement& row = connection.prepared(one_row).with(id);
    if (row.step()) {
        found = TruckAlert{stored_id<TruckId>(row.text(1)), alert_at(row)};
    }
    row.reset();
    return found;
}

std::vector<TruckAlert> alerts_to_tell(sql::Connection& connection, Time now, std::size_t most) {
    std::vector<TruckAlert> found;
    sql::Statement& row = connection.prepared(rows_to_tell);
    row.with(milliseconds_of(now), most);
    while (row.step()) {
        found.push_back({stored_id<TruckId>(row.text(1)), alert_at(row)});
    }
    row.reset();
    return found;
}

bool mark_told(sql::Connection& connection, std::int64_t alert, Time now) {
    connection.prepared(mark_row).with(milliseconds_of(now), alert).run();
    return connection.changes() > 0;
}

void set_coverage(sql::Connection& connection, std::int64_t alert,
                  const customers::PaperVerdict& verdict) {
    connection.prepared(update_coverage).with(to_blob(verdict), alert).run();
}

std::optional<customers::PaperVerdict> coverage_at(const sql::Statement& row, int column) {
    if (row.is_null(column)) {
        return std::nullopt;
    }
    auto verdict = from_blob<customers::PaperVerdict>(row.blob(column));
    if (!verdict) {
        throw sql::Failure(sql::Fault::corrupt, "an alert: " + verdict.error().message);
    }
    return std::move(*verdict);
}

std::optional<customers::PaperVerdict> coverage_of(sql::Connection& connection,
                                                   std::int64_t alert) {
    sql::Statement& row = connection.prepared(coverage_row).with(alert);
    auto verdict = row.step() ? coverage_at(row, 0) : std::nullopt;
    row.reset();
    return verdict;
}

AlertProgress alert_progress(sql::Connection& connection) {
    sql::Statement& row = connection.prepared(progress_row);
    AlertProgress progress;
    if (row.step()) {
        progress = {.alerted_until = row.integer(0), .silent_until = row.integer(1)};
    }
    row.reset();
    return progress;
}

void set_alert_progress(sql::Connection& connection, const AlertProgress& progress) {
    connection.prepared(update_progress).with(progress.alerted_until, progress.silent_until).run();
}

}  // namespace roadworthy::store
