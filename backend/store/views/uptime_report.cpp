#include "backend/store/views/uptime_report.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "backend/uptime/availability.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

using std::chrono::days;
using std::chrono::seconds;

// Trucks with the periods for which the scope owned them; whoever may see everything gets those
// without an owner too. The plate is the present owner's.
constexpr std::string_view owned_trucks =
    "SELECT t.bucket, t.truck, CASE WHEN o.to_ms IS NULL THEN t.plate END, t.model, t.segment, "
    "o.customer, c.name, o.from_ms, o.to_ms"
    " FROM trucks t LEFT JOIN ownership o ON o.bucket = t.bucket AND o.truck = t.truck"
    " LEFT JOIN customers c ON c.customer = o.customer"
    " WHERE {owner o} AND t.truck > ? ORDER BY t.truck, o.from_ms";
constexpr std::string_view sums_of_days =
    "SELECT COUNT(*), SUM(u.up_s), SUM(u.planned_s), SUM(u.unplanned_s), SUM(u.unknown_s)"
    " FROM uptime_days u WHERE {period u u.day * 86400000}"
    " AND u.bucket = ? AND u.truck = ? AND u.day >= ? AND u.day < ?";

// The first day that begins at or after that moment.
Day first_day_from(Time time) {
    return std::chrono::ceil<days>(time);
}

struct OwnedTruck {
    std::int64_t bucket = 0;
    std::string truck;
    DayRange days;
};

DayRange owned_days(const sql::Statement& row, DayRange period) {
    const auto from = time_if(row, 7);
    const auto to = time_if(row, 8);
    return {.from = from ? std::max(period.from, first_day_from(*from)) : period.from,
            .to = to ? std::min(period.to, first_day_from(*to)) : period.to};
}

uptime::Totals totals_of(sql::Connection& connection, const store::Scope& scope,
                         const OwnedTruck& owned) {
    const Rows row(scope.select(connection, sums_of_days, owned.bucket, owned.truck,
                                days_of(owned.days.from), days_of(owned.days.to)));
    uptime::Totals totals;
    std::int64_t known_days = 0;
    if (row->step() && row->integer(0) > 0) {
        known_days = row->integer(0);
        totals = {.up = seconds{row->integer(1)},
                  .planned = seconds{row->integer(2)},
                  .unplanned = seconds{row->integer(3)},
                  .unknown = seconds{row->integer(4)}};
    }
    totals.unknown += owned.days.to - owned.days.from - days{known_days};
    return totals;
}

struct Named {
    std::string key;
    std::string name;
};

Named group_of(const sql::Statement& row, Grouping by) {
    switch (by) {
        case Grouping::truck:
            return {text_at(row, 1), text_at(row, 2)};
        case Grouping::customer:
            return {text_at(row, 5), text_at(row, 6)};
        case Grouping::model:
            return {text_at(row, 3), ""};
        case Grouping::segment:
            return {text_at(row, 4), ""};
    }
    return {};
}

struct Group {
    UptimeRow row;
    std::set<std::string> trucks;

    void add(const Named& named, const OwnedTruck& owned, const uptime::Totals& totals) {
        row.key = named.key;
        row.name = named.name;
        trucks.insert(owned.truck);
        row.trucks = static_cast<std::uint32_t>(trucks.size());
        row.totals += totals;
    }
};

using Groups = std::map<std::string, Group>;

struct Wanted {
    DayRange period;
    Grouping by = Grouping::truck;
    std::string after;  // the truck of the page before
    std::size_t most = 0;
};

// By truck it ends with the truck after so many, for the order of the rows is that of the groups.
Groups groups_of(sql::Connection& connection, const store::Scope& scope, const Wanted& wanted) {
    Groups groups;
    const Rows row(scope.select(connection, owned_trucks, wanted.after));
    while (row->step()) {
        const OwnedTruck owned{.bucket = row->integer(0),
                               .truck = text_at(*row, 1),
                               .days = owned_days(*row, wanted.period)};
        if (owned.days.from >= owned.days.to) {
            continue;
        }
        const Named named = group_of(*row, wanted.by);
        groups[named.key].add(named, owned, totals_of(connection, scope, owned));
        if (wanted.by == Grouping::truck && groups.size() > wanted.most) {
            break;
        }
    }
    return groups;
}

}  // namespace

Result<Page<UptimeRow>> uptime_report(sql::Connection& connection, const store::Scope& scope,
                                      const UptimeQuery& query) {
    const auto key = key_before(query.page);
    if (!key) {
        return tl::unexpected(key.error());
    }
    const std::optional<std::string>& after = *key;
    const Groups groups = groups_of(connection, scope,
                                    {.period = query.period,
                                     .by = query.by,
                                     .after = query.by == Grouping::truck ? after.value_or("") : "",
                                     .most = query.page.limit});
    Page<UptimeRow> page;
    for (auto group = after ? groups.upper_bound(*after) : groups.begin(); group != groups.end();
         ++group) {
        if (page.rows.size() == query.page.limit) {
            page.next = to_cursor({page.rows.back().key});
            break;
        }
        page.rows.push_back(group->second.row);
    }
    return page;
}

UptimeRow uptime_of_all(sql::Connection& connection, const store::Scope& scope, DayRange period) {
    Group all;
    const Rows row(scope.select(connection, owned_trucks, ""));
    while (row->step()) {
        const OwnedTruck owned{
            .bucket = row->integer(0), .truck = text_at(*row, 1), .days = owned_days(*row, period)};
        if (owned.days.from < owned.days.to) {
            all.add({}, owned, totals_of(connection, scope, owned));
        }
    }
    return all.row;
}

}  // namespace roadworthy::views
