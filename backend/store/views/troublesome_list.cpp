#include "backend/store/views/troublesome_list.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/troublesome.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

// The present owner's ownership is the last one; a truck that was never heard has no day.
const std::string watched_trucks =
    "SELECT (SELECT MIN(e.from_ms) FROM evidence e WHERE e.bucket = t.bucket AND e.truck = t.truck"
    " AND e.source = 1 AND e.ref = ''),"
    " (SELECT MAX(o.from_ms) FROM ownership o WHERE o.bucket = t.bucket AND o.truck = t.truck"
    " AND o.customer = t.customer), " +
    std::string(label_columns) +
    " FROM trucks t LEFT JOIN customers c ON c.customer = t.customer WHERE {owner t}"
    " ORDER BY t.truck";
constexpr int first_label_column = 2;

// As the index has them: a fault that stops the truck, and a breakdown.
constexpr std::string_view breakdowns =
    "SELECT e.truck, e.from_ms, e.to_ms FROM evidence e WHERE {period e e.from_ms}"
    " AND e.source IN (3, 4) AND e.from_ms >= ? ORDER BY e.truck, e.from_ms, e.source, e.ref";
static_assert(static_cast<int>(uptime::Source::ready) == 1 &&
              static_cast<int>(uptime::Source::fault) == 3 &&
              static_cast<int>(uptime::Source::stands) == 4);

struct Watched {
    std::vector<uptime::BreakdownHistory> histories;  // in the order of their trucks
    std::map<TruckId, TruckLabel> labels;
};

Watched watched(sql::Connection& connection, const store::Scope& scope, Time since) {
    Watched all;
    const Rows row(scope.select(connection, watched_trucks));
    while (row->step()) {
        const auto heard = time_if(*row, 0);
        if (!heard) {
            continue;
        }
        const Time owned = time_if(*row, 1).value_or(since);
        TruckLabel label = label_at(*row, first_label_column);
        all.histories.push_back(
            {.truck = label.id, .watched_since = std::max({since, owned, *heard})});
        all.labels.emplace(label.id, std::move(label));
    }
    return all;
}

void take_breakdowns(sql::Connection& connection, const store::Scope& scope, Time since,
                     std::vector<uptime::BreakdownHistory>& histories) {
    const Rows row(scope.select(connection, breakdowns, milliseconds_of(since)));
    auto history = histories.begin();
    while (row->step()) {
        const auto truck = id_at<TruckId>(*row, 0);
        while (history != histories.end() && history->truck < truck) {
            ++history;
        }
        const uptime::Period span{.from = time_of_milliseconds(row->integer(1)),
                                  .to = time_of_milliseconds(row->integer(2))};
        if (history != histories.end() && history->truck == truck &&
            span.from >= history->watched_since) {
            uptime::take(*history, span);
        }
    }
}

}  // namespace

std::vector<TroubleRow> troublesome(sql::Connection& connection, const store::Scope& scope,
                                    Time now, std::size_t most) {
    const Time since = now - trouble_watched;
    Watched all = watched(connection, scope, since);
    take_breakdowns(connection, scope, since, all.histories);
    auto ranked = uptime::ranked_by_trouble(all.histories, now);
    const auto shown = std::span(ranked).first(std::min(ranked.size(), most));
    std::vector<TroubleRow> rows;
    rows.reserve(shown.size());
    for (auto& one : shown) {
        TruckLabel label = all.labels.at(one.truck);
        rows.push_back({.truck = std::move(label), .trouble = std::move(one)});
    }
    return rows;
}

}  // namespace roadworthy::views
