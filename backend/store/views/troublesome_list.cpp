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
    "SELECT (SELECT MIN(u.day) FROM uptime_days u WHERE u.bucket = t.bucket AND u.truck = t.truck),"
    " (SELECT MAX(o.from_ms) FROM ownership o WHERE o.bucket = t.bucket AND o.truck = t.truck"
    " AND o.customer = t.customer), " +
    std::string(label_columns) +
    " FROM trucks t LEFT JOIN customers c ON c.customer = t.customer WHERE {owner t}"
    " ORDER BY t.truck";
constexpr int first_label_column = 2;

// 3: uptime::Condition::unplanned, as the index has it.
constexpr std::string_view breakdowns =
    "SELECT s.truck, s.from_ms, s.to_ms FROM spans s WHERE {period s s.from_ms}"
    " AND s.condition = 3 AND s.from_ms >= ? ORDER BY s.truck, s.from_ms, s.span";
static_assert(static_cast<int>(uptime::Condition::unplanned) == 3);

struct Watched {
    std::vector<uptime::BreakdownHistory> histories;  // in the order of their trucks
    std::map<TruckId, TruckLabel> labels;
};

Watched watched(sql::Connection& connection, const store::Scope& scope, Time since) {
    Watched all;
    const Rows row(scope.select(connection, watched_trucks));
    while (row->step()) {
        const auto heard = integer_if(*row, 0);
        if (!heard) {
            continue;
        }
        const Time owned = time_if(*row, 1).value_or(since);
        TruckLabel label = label_at(*row, first_label_column);
        all.histories.push_back(
            {.truck = label.id,
             .watched_since = std::max({since, owned, Time{day_of_days(*heard)}})});
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
        const uptime::Span span{.from = time_of_milliseconds(row->integer(1)),
                                .to = time_of_milliseconds(row->integer(2)),
                                .condition = uptime::Condition::unplanned};
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
