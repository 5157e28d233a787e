#include "backend/store/views/uptime/uptime_report.hpp"

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
#include <vector>

#include "backend/cases/calendar/zone.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/uptime/operating_book.hpp"
#include "backend/store/views/uptime/owned_time.hpp"
#include "backend/uptime/figures.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/operating.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

// A repair counts when it was done, and was in vain if the fault came back after it.
constexpr std::string_view repairs_of =
    "SELECT COUNT(DISTINCT e.repaired_ms) FROM episodes e WHERE {period e e.repaired_ms}"
    " AND e.bucket = ? AND e.truck = ? AND e.repaired_ms >= ? AND e.repaired_ms < ?";
constexpr std::string_view comebacks_of =
    "SELECT COUNT(DISTINCT e.comeback_of_ms) FROM episodes e WHERE {period e e.comeback_of_ms}"
    " AND e.bucket = ? AND e.truck = ? AND e.comeback_of_ms >= ? AND e.comeback_of_ms < ?";

class Counting {
public:
    Counting(sql::Connection& connection, const store::Scope& scope, Time now)
        : connection_(connection), scope_(scope), now_(now), book_(connection) {}

    uptime::Figures figures(const OwnedTruck& owned) const {
        const auto tiles = tiles_of(evidence_of(connection_, scope_, owned), owned, now_);
        auto figures = uptime::figures_of(tiles, book_.hours(owned.truck.text(), owned.segment));
        for (const cases::Case& one : cases_of(connection_, scope_, owned)) {
            uptime::add_stages(figures, one);
        }
        figures.repairs = number(repairs_of, owned);
        figures.comebacks = std::min(figures.repairs, number(comebacks_of, owned));
        return figures;
    }
    std::optional<uptime::Targets> targets(const OwnedTruck& owned) const {
        return book_.targets(owned.segment);
    }

private:
    std::int64_t number(std::string_view text, const OwnedTruck& owned) const {
        const Rows row(scope_.select(connection_, text, owned.bucket, owned.truck.text(),
                                     milliseconds_of(owned.owned.from),
                                     milliseconds_of(owned.owned.to)));
        return row->step() ? row->integer(0) : 0;
    }

    sql::Connection& connection_;
    const store::Scope& scope_;
    Time now_;
    OperatingBook book_;
};

std::string month_of(Time time, const cases::Zone& zone) {
    const auto day = std::chrono::floor<std::chrono::days>(zone.local(time));
    return iso(Day{day.time_since_epoch()}).substr(0, 7);
}

Time month_after(Time time, const cases::Zone& zone) {
    const auto local = std::chrono::floor<std::chrono::days>(zone.local(time));
    const std::chrono::year_month_day date{Day{local.time_since_epoch()}};
    return uptime::begin_of(Day{(date.year() / date.month() + std::chrono::months{1}) / 1}, zone);
}

struct Named {
    std::string key;
    std::string name;
};

Named group_of(const OwnedTruck& owned, const UptimeQuery& query) {
    switch (query.by) {
        case Grouping::truck:
            return {owned.truck.text(), owned.plate};
        case Grouping::customer:
            return {owned.customer, owned.customer_name};
        case Grouping::model:
            return {owned.model, ""};
        case Grouping::segment:
            return {owned.segment, ""};
        case Grouping::workshop:
            return {owned.workshop, ""};
        case Grouping::month:
            return {month_of(owned.owned.from, query.zone), ""};
    }
    return {};
}

struct Group {
    UptimeRow row;
    std::set<std::string> trucks;

    void add(const Named& named, const OwnedTruck& owned, const Counting& counting) {
        row.key = named.key;
        row.name = named.name;
        const auto targets = counting.targets(owned);
        if (trucks.empty()) {
            row.targets = targets;
        } else if (row.targets != targets) {
            row.targets.reset();
        }
        trucks.insert(owned.truck.text());
        row.trucks = static_cast<std::uint32_t>(trucks.size());
        row.figures += counting.figures(owned);
        row.totals = row.figures.clock;
    }
};

using Groups = std::map<std::string, Group>;

// By month each truck's time is cut where the months begin.
std::vector<OwnedTruck> parts_of(OwnedTruck owned, const UptimeQuery& query) {
    std::vector<OwnedTruck> parts;
    const Time end = owned.owned.to;
    while (query.by == Grouping::month && month_after(owned.owned.from, query.zone) < end) {
        owned.owned.to = month_after(owned.owned.from, query.zone);
        parts.push_back(owned);
        owned.owned.from = owned.owned.to;
    }
    owned.owned.to = end;
    parts.push_back(std::move(owned));
    return parts;
}

// By truck it ends with the truck after so many, for the order of the rows is that of the groups.
Groups groups_of(sql::Connection& connection, const store::Scope& scope, const UptimeQuery& query,
                 const std::string& after) {
    Groups groups;
    const Counting counting(connection, scope, query.now);
    for (const OwnedTruck& owned : owned_trucks(
             connection, scope, period_of(query.period, query.zone), query.trucks, after)) {
        for (const OwnedTruck& part : parts_of(owned, query)) {
            const Named named = group_of(part, query);
            groups[named.key].add(named, part, counting);
        }
        if (query.by == Grouping::truck && groups.size() > query.page.limit) {
            break;
        }
    }
    return groups;
}

}  // namespace

uptime::Period period_of(const DayRange& days, const cases::Zone& zone) {
    return {uptime::begin_of(days.from, zone), uptime::begin_of(days.to, zone)};
}

Result<Page<UptimeRow>> uptime_report(sql::Connection& connection, const store::Scope& scope,
                                      const UptimeQuery& query) {
    const auto key = key_before(query.page);
    if (!key) {
        return tl::unexpected(key.error());
    }
    const std::optional<std::string>& after = *key;
    const Groups groups =
        groups_of(connection, scope, query, query.by == Grouping::truck ? after.value_or("") : "");
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

UptimeRow uptime_of_all(sql::Connection& connection, const store::Scope& scope,
                        const UptimeQuery& query) {
    Group all;
    const Counting counting(connection, scope, query.now);
    for (const OwnedTruck& owned :
         owned_trucks(connection, scope, period_of(query.period, query.zone), query.trucks)) {
        all.add({}, owned, counting);
    }
    return all.row;
}

}  // namespace roadworthy::views
