#include "backend/store/views/uptime/owned_time.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/store/forms/case_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

using uptime::Source;

constexpr std::string_view all_owned_trucks =
    "SELECT t.bucket, t.truck, CASE WHEN o.to_ms IS NULL THEN t.plate END, t.model, t.segment,"
    " CASE WHEN o.to_ms IS NULL THEN t.workshop END, o.customer, c.name, o.from_ms, o.to_ms"
    " FROM trucks t LEFT JOIN ownership o ON o.bucket = t.bucket AND o.truck = t.truck"
    " LEFT JOIN customers c ON c.customer = o.customer"
    " WHERE {owner o} AND t.truck > ? AND (? = '' OR t.truck = ?) AND (? = '' OR t.model = ?)"
    " AND (? = '' OR t.segment = ?) AND (? = '' OR (o.to_ms IS NULL AND t.workshop = ?))"
    " ORDER BY t.truck, o.from_ms";

// 5: driven, 6: visit, 8: correction, and by 9 and 10 they are taken back.
constexpr std::string_view all_but_drives =
    "SELECT e.source, e.ref, e.from_ms, e.to_ms, e.is_open, e.said, e.entered_ms, e.said_by,"
    " e.words FROM evidence e WHERE {overlap e e.from_ms CASE e.is_open WHEN 0 THEN e.to_ms ELSE"
    " 9223372036854775807 END} AND e.bucket = ? AND e.truck = ? AND e.source <> 5 AND e.source < 9"
    " AND e.from_ms < ? AND (e.is_open <> 0 OR e.to_ms > ?)"
    " AND NOT EXISTS (SELECT 1 FROM evidence v WHERE v.bucket = e.bucket AND v.truck = e.truck"
    " AND v.source = CASE e.source WHEN 6 THEN 9 WHEN 8 THEN 10 END AND v.ref = e.ref)";
static_assert(static_cast<int>(Source::driven) == 5 && static_cast<int>(Source::visit) == 6 &&
              static_cast<int>(Source::correction) == 8 &&
              static_cast<int>(Source::visit_void) == 9 &&
              static_cast<int>(Source::withdrawn) == 10);
constexpr std::string_view drives =
    "SELECT e.source, e.ref, e.from_ms, e.to_ms, e.is_open, e.said, e.entered_ms, e.said_by,"
    " e.words FROM evidence e WHERE {overlap e e.from_ms e.to_ms} AND e.bucket = ? AND e.truck = ?"
    " AND e.source = 5 AND e.ref = '' AND e.from_ms >= ? AND e.from_ms < ?";

constexpr std::string_view cases_of_time =
    "SELECT k.content FROM cases k WHERE {period k k.happened_ms} AND k.bucket = ? AND k.truck = ?"
    " AND k.happened_ms >= ? AND k.happened_ms < ? ORDER BY k.happened_ms, k.case_id";

uptime::Evidence evidence_at(const sql::Statement& row) {
    return {.source = enum_at<Source>(row, 0),
            .ref = text_at(row, 1),
            .from = time_of_milliseconds(row.integer(2)),
            .to = time_of_milliseconds(row.integer(3)),
            .is_open = row.integer(4) != 0,
            .said = enum_at<uptime::Condition>(row, 5),
            .entered = time_of_milliseconds(row.integer(6)),
            .by = text_at(row, 7),
            .words = text_at(row, 8)};
}

// A drive ends at midnight, so that those of a period are found by their beginnings. An open case
// asks how long the truck has been on the road since its last word.
Time drives_from(const std::vector<uptime::Evidence>& known, Time from) {
    for (const uptime::Evidence& one : known) {
        if (one.is_open && one.source != Source::fault) {
            from = std::min(from, one.to);
        }
    }
    return day_of(from);
}

}  // namespace

std::vector<OwnedTruck> owned_trucks(sql::Connection& connection, const store::Scope& scope,
                                     uptime::Period period, const TruckFilter& filter,
                                     const std::string& after) {
    std::vector<OwnedTruck> all;
    const Rows row(scope.select(connection, all_owned_trucks, after, filter.truck, filter.truck,
                                filter.model, filter.model, filter.segment, filter.segment,
                                filter.workshop, filter.workshop));
    while (row->step()) {
        OwnedTruck owned{.bucket = row->integer(0),
                         .truck = id_at<TruckId>(*row, 1),
                         .plate = text_at(*row, 2),
                         .model = text_at(*row, 3),
                         .segment = text_at(*row, 4),
                         .workshop = text_at(*row, 5),
                         .customer = text_at(*row, 6),
                         .customer_name = text_at(*row, 7),
                         .owned = period};
        if (const auto from = time_if(*row, 8)) {
            owned.since = std::chrono::ceil<std::chrono::seconds>(*from);
            owned.owned.from = std::max(period.from, owned.since);
        }
        if (const auto to = time_if(*row, 9)) {
            owned.owned.to =
                std::min<Time>(period.to, std::chrono::ceil<std::chrono::seconds>(*to));
        }
        if (owned.owned.from < owned.owned.to) {
            all.push_back(std::move(owned));
        }
    }
    return all;
}

std::vector<uptime::Evidence> evidence_of(sql::Connection& connection, const store::Scope& scope,
                                          const OwnedTruck& owned) {
    std::vector<uptime::Evidence> all;
    {
        const Rows row(scope.select(connection, all_but_drives, owned.bucket, owned.truck.text(),
                                    milliseconds_of(owned.owned.to),
                                    milliseconds_of(owned.owned.from)));
        while (row->step()) {
            all.push_back(evidence_at(*row));
        }
    }
    const Rows row(scope.select(connection, drives, owned.bucket, owned.truck.text(),
                                milliseconds_of(drives_from(all, owned.owned.from)),
                                milliseconds_of(owned.owned.to)));
    while (row->step()) {
        all.push_back(evidence_at(*row));
    }
    return all;
}

std::vector<cases::Case> cases_of(sql::Connection& connection, const store::Scope& scope,
                                  const OwnedTruck& owned) {
    std::vector<cases::Case> all;
    const Rows row(scope.select(connection, cases_of_time, owned.bucket, owned.truck.text(),
                                milliseconds_of(owned.owned.from),
                                milliseconds_of(owned.owned.to)));
    while (row->step()) {
        auto one = store::from_blob<cases::Case>(row->blob(0));
        if (!one) {
            throw sql::Failure(sql::Fault::corrupt, "a case: " + one.error().message);
        }
        all.push_back(std::move(*one));
    }
    return all;
}

std::vector<uptime::Tile> tiles_of(const std::vector<uptime::Evidence>& evidence,
                                   const OwnedTruck& owned, Time now) {
    auto tiles = uptime::tile(owned.owned, evidence, now);
    for (uptime::Tile& tile : tiles) {
        if (tile.since < owned.since) {
            tile.ref.clear();
        }
    }
    return tiles;
}

}  // namespace roadworthy::views
