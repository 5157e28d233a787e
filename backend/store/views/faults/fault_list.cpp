#include "backend/store/views/faults/fault_list.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/rule_keys.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/event_time.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::views {
namespace {

constexpr std::string_view episode_columns =
    "SELECT e.episode, e.source_address, e.spn, e.fmi, e.state, e.opened_ms, e.opened_quality,"
    " e.seen_ms, e.closed_ms, e.close_reason, e.occurrences, e.flaps, e.conversion_method,"
    " e.lamp_bits, e.flash_bits, e.odometer_m, e.action, e.reasons, e.rule_set, e.within_days,"
    " e.within_m, e.since_ms, e.nth, e.parent, e.cascade, e.group_action, e.repaired_ms,"
    " e.comeback_of_ms, e.silent_since_ms, e.foreign_lamp_bits,"
    " (SELECT COUNT(*) FROM episodes f WHERE f.bucket = e.bucket AND f.truck = e.truck"
    " AND f.parent = e.episode AND f.parent > 0 AND f.state < 2), ";
constexpr int folded_column = 30;
constexpr int first_label_column = 31;
constexpr std::string_view of_trucks =
    " FROM episodes e JOIN trucks t ON t.bucket = e.bucket AND t.truck = e.truck";

const std::string open_rows =
    std::string(episode_columns) + std::string(label_columns) + std::string(of_trucks) +
    " LEFT JOIN customers c ON c.customer = t.customer"
    " WHERE {owner t} AND e.state < 2"
    " AND (e.group_action, e.opened_ms, e.truck, e.episode) < (?, ?, ?, ?)";
const std::string not_folded = " AND e.parent = 0";
const std::string folded_under = " AND e.parent = ? AND e.parent > 0";
const std::string open_first =
    " ORDER BY e.group_action DESC, e.opened_ms DESC, e.truck DESC, e.episode DESC";

// Beside an episode of the past stands who owned the truck then. What is the present owner's, his
// name, plate and workshop, is not for the one before him.
const std::string closed_rows =
    std::string(episode_columns) +
    "t.truck, CASE WHEN o.to_ms IS NULL THEN t.plate END, t.model,"
    " CASE WHEN o.to_ms IS NULL THEN t.workshop END, o.customer, c.name" +
    std::string(of_trucks) +
    " LEFT JOIN ownership o ON o.bucket = e.bucket AND o.truck = e.truck"
    " AND o.from_ms <= e.opened_ms AND (o.to_ms IS NULL OR e.opened_ms < o.to_ms)"
    " LEFT JOIN customers c ON c.customer = o.customer"
    " WHERE {period e e.opened_ms} AND e.state = 2 AND (e.closed_ms, e.truck, e.episode) < (?, ?, "
    "?)";
const std::string closed_first = " ORDER BY e.closed_ms DESC, e.truck DESC, e.episode DESC";
const std::string past_rows = std::string(episode_columns) + std::string(label_columns) +
                              std::string(of_trucks) +
                              " LEFT JOIN customers c ON c.customer = t.customer"
                              " WHERE {owner t} AND (e.state < 2 OR e.opened_ms >= ?)"
                              " ORDER BY e.bucket, e.truck, e.episode";
const std::string of_truck = " AND e.bucket = ? AND e.truck = ?";

// Behind every text of a key, so that a list that goes down can begin before its first row.
constexpr std::string_view after_all_trucks = "~";
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

faults::Severity severity_at(const sql::Statement& row) {
    faults::Severity severity{.action = enum_at<faults::Action>(row, 16),
                              .rules = store::keys_of_text(row.text(17)),
                              .rule_set = static_cast<std::uint32_t>(row.integer(18)),
                              .within_m = integer_if(row, 20)};
    if (const auto days = integer_if(row, 19)) {
        severity.within = std::chrono::days{*days};
    }
    return severity;
}

faults::Episode episode_at(const sql::Statement& row) {
    const auto byte = [&](int column) { return static_cast<std::uint8_t>(row.integer(column)); };
    return {.number = static_cast<std::uint64_t>(row.integer(0)),
            .key = {.source_address = byte(1),
                    .spn = static_cast<std::uint32_t>(row.integer(2)),
                    .fmi = byte(3)},
            .state = enum_at<faults::EpisodeState>(row, 4),
            .opened = {.at = time_of_milliseconds(row.integer(5)),
                       .quality = enum_at<truck::TimeQuality>(row, 6)},
            .last_seen = time_of_milliseconds(row.integer(7)),
            .closed = time_if(row, 8),
            .close_reason = enum_at<faults::CloseReason>(row, 9),
            .occurrences = byte(10),
            .flaps = static_cast<std::uint32_t>(row.integer(11)),
            .conversion_method = byte(12),
            .lamps = {.state = byte(13), .flash = byte(14)},
            .odometer_m = integer_if(row, 15),
            .severity = severity_at(row),
            .since = time_of_milliseconds(row.integer(21)),
            .nth = static_cast<std::uint32_t>(row.integer(22)),
            .parent = static_cast<std::uint64_t>(row.integer(23)),
            .cascade = enum_at<faults::Cascade>(row, 24),
            .group_action = enum_at<faults::Action>(row, 25),
            .links = {.repaired = time_if(row, 26), .comeback_of = time_if(row, 27)},
            .silent_since = time_if(row, 28),
            .foreign_lamps = byte(29)};
}

// The key of an episode in its list: action (open ones alone), time, truck, number.
struct Key {
    std::int64_t action = most;
    std::int64_t time_ms = most;
    std::string truck = std::string(after_all_trucks);
    std::int64_t episode = most;
};

Result<Key> key_of(const PageQuery& page) {
    if (!page.after) {
        return Key{};
    }
    const auto parts = from_cursor(*page.after, 4);
    if (!parts) {
        return tl::unexpected(parts.error());
    }
    const auto action = integer_of((*parts)[0]);
    const auto time_ms = integer_of((*parts)[1]);
    const auto episode = integer_of((*parts)[3]);
    if (!action || !time_ms || !episode) {
        return fail("expected a cursor as the page before gave it");
    }
    return Key{*action, *time_ms, (*parts)[2], *episode};
}

std::string cursor_after(const FaultEntry& entry) {
    const faults::Episode& episode = entry.episode;
    return to_cursor({std::to_string(static_cast<int>(episode.group_action)),
                      std::to_string(milliseconds_of(episode.closed.value_or(episode.opened.at))),
                      entry.truck.id.text(), std::to_string(episode.number)});
}

sql::Statement& select(sql::Connection& connection, const store::Scope& scope,
                       const FaultQuery& query, const Key& key) {
    if (query.which == Episodes::open && !query.truck) {
        return scope.select(connection, open_rows + not_folded + open_first, key.action,
                            key.time_ms, key.truck, key.episode);
    }
    if (query.which == Episodes::open && query.under) {
        return scope.select(connection, open_rows + of_truck + folded_under + open_first,
                            key.action, key.time_ms, key.truck, key.episode,
                            topics::bucket_of(*query.truck), query.truck->text(), *query.under);
    }
    if (query.which == Episodes::open) {
        return scope.select(connection, open_rows + of_truck + open_first, key.action, key.time_ms,
                            key.truck, key.episode, topics::bucket_of(*query.truck),
                            query.truck->text());
    }
    if (!query.truck) {
        return scope.select(connection, closed_rows + closed_first, key.time_ms, key.truck,
                            key.episode);
    }
    return scope.select(connection, closed_rows + of_truck + closed_first, key.time_ms, key.truck,
                        key.episode, topics::bucket_of(*query.truck), query.truck->text());
}

}  // namespace

Result<Page<FaultEntry>> fault_list(sql::Connection& connection, const store::Scope& scope,
                                    const FaultQuery& query) {
    const auto key = key_of(query.page);
    if (!key) {
        return tl::unexpected(key.error());
    }
    Page<FaultEntry> found;
    const Rows row(select(connection, scope, query, *key));
    while (row->step()) {
        if (found.rows.size() == query.page.limit) {
            found.next = cursor_after(found.rows.back());
            break;
        }
        found.rows.push_back({label_at(*row, first_label_column), episode_at(*row),
                              static_cast<std::uint64_t>(row->integer(folded_column))});
    }
    return found;
}

std::vector<faults::Episode> open_faults(sql::Connection& connection, const store::Scope& scope,
                                         const TruckId& truck) {
    std::vector<faults::Episode> found;
    const Rows row(select(connection, scope, {.truck = truck}, Key{}));
    while (row->step()) {
        found.push_back(episode_at(*row));
    }
    return found;
}

void for_each_episode(sql::Connection& connection, const store::Scope& scope, Time since,
                      const std::function<void(const FaultEntry&)>& visit) {
    const Rows row(scope.select(connection, past_rows, milliseconds_of(since)));
    while (row->step()) {
        visit({label_at(*row, first_label_column), episode_at(*row),
               static_cast<std::uint64_t>(row->integer(folded_column))});
    }
}

}  // namespace roadworthy::views
