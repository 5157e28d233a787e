#include "backend/store/alerts/delivery_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/customers/delivery.hpp"
#include "backend/store/alerts/recipient_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {
namespace {

using customers::DeliveryState;

const std::string columns =
    "SELECT d.delivery, d.id, d.alert, d.recipient, d.digest_ms, d.in_digest, d.is_over_cap,"
    " d.is_urgent, d.breaks_quiet, d.state, d.chain, d.position, d.tries, d.failures,"
    " d.possible_repeats, d.is_uncertain, d.planned_ms, d.first_try_ms, d.next_try_ms, d.ended_ms,"
    " d.code, d.receipt, d.subject, d.message FROM deliveries d";
const std::string select_row = columns + " WHERE d.delivery = ?";
const std::string select_lines = columns + " WHERE d.in_digest = ? ORDER BY d.delivery";
const std::string select_due =
    columns +
    " WHERE d.channel = ? AND d.is_urgent = ? AND d.state IN (0, 2) AND d.next_try_ms <= ?";
const std::string in_order = " ORDER BY d.next_try_ms, d.delivery LIMIT 1";
const std::string select_due_urgent = select_due + in_order;
const std::string select_due_other =
    select_due +
    " AND NOT EXISTS (SELECT 1 FROM alerts a"
    " JOIN alerts b ON b.truck = a.truck AND b.matter = a.matter AND b.n < a.n"
    " JOIN deliveries e ON e.alert = b.alert AND e.recipient = d.recipient"
    " WHERE a.alert = d.alert AND e.state IN (0, 1, 2))" +
    in_order;
constexpr std::string_view select_channels_due =
    "SELECT DISTINCT channel FROM deliveries WHERE state IN (0, 2) AND next_try_ms <= ?";

constexpr std::string_view select_told =
    "SELECT d.recipient, d.in_digest IS NOT NULL FROM alerts a"
    " JOIN deliveries d ON d.alert = a.alert"
    " WHERE a.truck = ? AND a.matter = ? AND a.n < ? AND d.state <> 6 ORDER BY a.n";
constexpr std::string_view count_planned =
    "SELECT COUNT(*) FROM deliveries WHERE recipient = ? AND planned_ms >= ? AND planned_ms < ?"
    " AND alert IS NOT NULL AND in_digest IS NULL";
constexpr std::string_view insert =
    "INSERT INTO deliveries (id, alert, recipient, digest_ms, in_digest, is_over_cap, is_urgent,"
    " breaks_quiet, state, chain, channel, planned_ms, next_try_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
constexpr std::string_view select_digest =
    "SELECT delivery, state FROM deliveries WHERE recipient = ? AND digest_ms = ?";
constexpr std::string_view update_replaced =
    "UPDATE deliveries SET state = 6 WHERE recipient = ? AND state = 0 AND alert IN"
    " (SELECT alert FROM alerts WHERE truck = ? AND matter = ? AND n < ?)";
constexpr std::string_view update =
    "UPDATE deliveries SET state = ?, position = ?, channel = ?, tries = ?, failures = ?,"
    " possible_repeats = ?, is_uncertain = ?, first_try_ms = ?, next_try_ms = ?, ended_ms = ?,"
    " code = ?, receipt = ?, subject = ?, message = ? WHERE delivery = ?";
constexpr std::string_view update_interrupted =
    "UPDATE deliveries SET state = 2, is_uncertain = 1, next_try_ms = ?,"
    " receipt = 'the program ended before the answer' WHERE state = 1";

std::optional<std::int64_t> milliseconds_if(std::optional<Time> time) {
    return time ? std::optional{milliseconds_of(*time)} : std::nullopt;
}

std::optional<std::int64_t> integer_if(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional{row.integer(column)};
}

std::optional<Time> time_if(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::nullopt
                               : std::optional{time_of_milliseconds(row.integer(column))};
}

Delivery delivery_at(const sql::Statement& row) {
    const auto count = [&](int column) { return static_cast<std::uint32_t>(row.integer(column)); };
    Delivery one{.row = row.integer(0),
                 .id = std::string(row.text(1)),
                 .alert = integer_if(row, 2),
                 .recipient = std::string(row.text(3)),
                 .digest = time_if(row, 4),
                 .in_digest = integer_if(row, 5),
                 .is_over_cap = row.integer(6) != 0,
                 .is_urgent = row.integer(7) != 0,
                 .breaks_quiet = row.integer(8) != 0,
                 .state = static_cast<DeliveryState>(row.integer(9)),
                 .chain = chain_of(row.text(10)),
                 .position = static_cast<std::size_t>(row.integer(11)),
                 .tries = count(12),
                 .failures = count(13),
                 .possible_repeats = count(14),
                 .is_uncertain = row.integer(15) != 0,
                 .planned = time_of_milliseconds(row.integer(16)),
                 .first_try = time_if(row, 17),
                 .next_try = time_of_milliseconds(row.integer(18)),
                 .ended = time_if(row, 19),
                 .code = std::nullopt,
                 .receipt = std::string(row.text(21)),
                 .subject = std::string(row.text(22)),
                 .message = row.is_null(23) ? "" : std::string(row.text(23))};
    if (const auto code = integer_if(row, 20)) {
        one.code = static_cast<int>(*code);
    }
    return one;
}

std::optional<Delivery> first_of(sql::Statement& row) {
    std::optional<Delivery> found;
    if (row.step()) {
        found = delivery_at(row);
    }
    row.reset();
    return found;
}

std::string channel_of(const Delivery& delivery) {
    return delivery.position < delivery.chain.size() ? delivery.chain[delivery.position].channel
                                                     : "";
}

// The columns of one row of figures.
std::vector<std::optional<std::int64_t>> figures(sql::Statement& row, int columns_wanted) {
    std::vector<std::optional<std::int64_t>> values(static_cast<std::size_t>(columns_wanted));
    if (row.step()) {
        for (int column = 0; column < columns_wanted; ++column) {
            values[static_cast<std::size_t>(column)] = integer_if(row, column);
        }
    }
    row.reset();
    return values;
}

std::optional<Time> time_of(std::optional<std::int64_t> milliseconds) {
    return milliseconds ? std::optional{time_of_milliseconds(*milliseconds)} : std::nullopt;
}

}  // namespace

std::vector<Told> told_before(sql::Connection& connection, std::string_view truck,
                              std::string_view matter, int n) {
    std::map<std::string, bool> by_digest;
    sql::Statement& row = connection.prepared(select_told).with(truck, matter, n);
    while (row.step()) {
        by_digest.insert_or_assign(std::string(row.text(0)), row.integer(1) != 0);
    }
    row.reset();
    std::vector<Told> told;
    told.reserve(by_digest.size());
    for (const auto& [recipient, is_by_digest] : by_digest) {
        told.push_back({.recipient = recipient, .is_by_digest = is_by_digest});
    }
    return told;
}

std::uint32_t messages_planned(sql::Connection& connection, const std::string& recipient, Time from,
                               Time until) {
    sql::Statement& row = connection.prepared(count_planned)
                              .with(recipient, milliseconds_of(from), milliseconds_of(until));
    return static_cast<std::uint32_t>(figures(row, 1).front().value_or(0));
}

bool insert_delivery(sql::Connection& connection, const Delivery& one) {
    connection.prepared(insert)
        .with(one.id, one.alert, one.recipient, milliseconds_if(one.digest), one.in_digest,
              one.is_over_cap, one.is_urgent, one.breaks_quiet,
              static_cast<std::int64_t>(one.state), to_text(one.chain), channel_of(one),
              milliseconds_of(one.planned), milliseconds_of(one.next_try))
        .run();
    return connection.changes() > 0;
}

std::optional<std::int64_t> digest_for(sql::Connection& connection, const Delivery& digest) {
    insert_delivery(connection, digest);
    sql::Statement& row =
        connection.prepared(select_digest).with(digest.recipient, milliseconds_if(digest.digest));
    const auto found = figures(row, 2);
    const bool is_open = found[1] == static_cast<std::int64_t>(DeliveryState::waiting);
    return is_open ? found[0] : std::nullopt;
}

void replace_waiting(sql::Connection& connection, std::string_view recipient,
                     std::string_view truck, std::string_view matter, int n) {
    connection.prepared(update_replaced).with(recipient, truck, matter, n).run();
}

void mark_untold(sql::Connection& connection, std::int64_t alert, customers::Untold reason) {
    connection.prepared("INSERT INTO untold (alert, reason) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .with(alert, static_cast<std::int64_t>(reason))
        .run();
}

std::optional<Delivery> next_due(sql::Connection& connection, const std::string& channel,
                                 Time now) {
    const std::int64_t now_ms = milliseconds_of(now);
    auto urgent = first_of(connection.prepared(select_due_urgent).with(channel, 1, now_ms));
    return urgent ? std::move(urgent)
                  : first_of(connection.prepared(select_due_other).with(channel, 0, now_ms));
}

std::vector<std::string> channels_due(sql::Connection& connection, Time now) {
    std::vector<std::string> channels;
    sql::Statement& row = connection.prepared(select_channels_due).with(milliseconds_of(now));
    while (row.step()) {
        channels.emplace_back(row.text(0));
    }
    row.reset();
    return channels;
}

std::optional<Delivery> delivery(sql::Connection& connection, std::int64_t row) {
    return first_of(connection.prepared(select_row).with(row));
}

std::vector<Delivery> lines_of(sql::Connection& connection, std::int64_t digest) {
    std::vector<Delivery> lines;
    sql::Statement& row = connection.prepared(select_lines).with(digest);
    while (row.step()) {
        lines.push_back(delivery_at(row));
    }
    row.reset();
    return lines;
}

void update_delivery(sql::Connection& connection, const Delivery& one) {
    const auto message = one.message.empty() ? std::nullopt : std::optional{one.message};
    connection.prepared(update)
        .with(static_cast<std::int64_t>(one.state), one.position, channel_of(one), one.tries,
              one.failures, one.possible_repeats, one.is_uncertain, milliseconds_if(one.first_try),
              milliseconds_of(one.next_try), milliseconds_if(one.ended), one.code, one.receipt,
              one.subject, message, one.row)
        .run();
}

std::int64_t recover(sql::Connection& connection, Time now) {
    connection.prepared(update_interrupted).with(milliseconds_of(now)).run();
    return connection.changes();
}

OutboxFigures outbox_figures(sql::Connection& connection, Time now) {
    const std::int64_t now_ms = milliseconds_of(now);
    const auto alerts = figures(connection
                                    .prepared("SELECT COUNT(*), MIN(not_before_ms) FROM alerts"
                                              " WHERE state = 0 AND not_before_ms <= ?")
                                    .with(now_ms),
                                2);
    const auto due = figures(connection
                                 .prepared("SELECT MIN(next_try_ms) FROM deliveries"
                                           " WHERE state IN (0, 1, 2) AND next_try_ms <= ?")
                                 .with(now_ms),
                             1);
    const auto open =
        figures(connection
                    .prepared("SELECT SUM(CASE WHEN state = 0 THEN 1 ELSE 0 END),"
                              " SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END),"
                              " SUM(CASE WHEN state = 2 THEN 1 ELSE 0 END) FROM deliveries"
                              " WHERE state IN (0, 1, 2)")
                    .with(),
                3);
    const auto given_up =
        figures(connection.prepared("SELECT COUNT(*) FROM deliveries WHERE state = 4").with(), 1);
    const auto untold =
        figures(connection.prepared("SELECT COUNT(*) FROM untold WHERE reason = 1").with(), 1);
    return {.alerts_waiting = alerts[0].value_or(0),
            .oldest_alert = time_of(alerts[1]),
            .waiting = open[0].value_or(0),
            .trying = open[1].value_or(0),
            .tried = open[2].value_or(0),
            .given_up = given_up[0].value_or(0),
            .oldest_due = time_of(due[0]),
            .untold = untold[0].value_or(0)};
}

}  // namespace roadworthy::store
