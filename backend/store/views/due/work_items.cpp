#include "backend/store/views/due/work_items.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

const std::string shown =
    "c.contact, c.phone, t.vin, t.bus_vin, t.odometer_m, t.odometer_read_ms, t.heard_ms, " +
    std::string(label_columns);
constexpr int first_label_column = 9;
constexpr int since_column = first_label_column + label_width;

// Of the truck itself.
std::string trucks_with(std::string_view condition) {
    return "SELECT 0, '', " + shown +
           ", NULL FROM trucks t LEFT JOIN customers c ON c.customer = t.customer"
           " WHERE {owner t} AND t.is_entered = 1 AND " +
           std::string(condition) +
           " AND t.truck > ? AND t.workshop = COALESCE(?, t.workshop) ORDER BY t.truck LIMIT ?";
}

// Of some of its items; the outer order is the inner one. A truck has one bucket.
std::string items_with(std::string_view condition) {
    return "SELECT w.items, w.item, " + shown +
           ", NULL FROM (SELECT MIN(d.bucket) AS bucket, d.truck, COUNT(*) AS items,"
           " MIN(d.item) AS item FROM due d WHERE {owner d} AND " +
           std::string(condition) +
           " AND d.truck > ? AND d.workshop = COALESCE(?, d.workshop)"
           " GROUP BY d.truck ORDER BY d.truck LIMIT ?) w"
           " JOIN trucks t ON t.bucket = w.bucket AND t.truck = w.truck"
           " LEFT JOIN customers c ON c.customer = t.customer ORDER BY t.truck";
}

const std::string other_vin = trucks_with("t.bus_vin <> t.vin");
const std::string no_plan = trucks_with("t.plan IS NULL");
const std::string no_delivery_date = trucks_with("t.delivered_day IS NULL AND t.plan IS NOT NULL");
// 1: due::Basis::stale, as the index has it.
const std::string no_reading = items_with("d.basis + 0 = 1");
const std::string disagreeing = items_with("d.counter_disagrees = 1");

// As due_state has it: reached, past its calendar day, or past p50 while that is known.
std::string is_due_and_never_done(const std::string& row) {
    return row + ".is_never_done = 1 AND " + row + ".work_day <= p.today AND (" + row +
           ".is_reached = 1 OR " + row + ".calendar_day <= p.today OR " + row +
           ".known_until_day IS NULL OR " + row + ".known_until_day >= p.today)";
}
// By the truck's first such item, which has waited longest; of the others the number alone.
const std::string never_done =
    "SELECT (SELECT COUNT(*) FROM due o WHERE o.bucket = d.bucket AND o.truck = d.truck AND " +
    is_due_and_never_done("o") + "), d.item, " + shown +
    ", d.work_day FROM (SELECT * FROM due d WHERE {owner d}) d"
    " CROSS JOIN (SELECT CAST(? AS INTEGER) AS today) p"
    " JOIN trucks t ON t.bucket = d.bucket AND t.truck = d.truck"
    " LEFT JOIN customers c ON c.customer = t.customer"
    " WHERE d.work_day <= ? AND " +
    is_due_and_never_done("d") +
    " AND (d.work_day, d.truck) > (?, ?) AND d.workshop = COALESCE(?, d.workshop)"
    " AND NOT EXISTS (SELECT 1 FROM due f WHERE f.bucket = d.bucket AND f.truck = d.truck"
    " AND (f.work_day, f.item) < (d.work_day, d.item) AND " +
    is_due_and_never_done("f") + ") ORDER BY d.work_day, d.truck LIMIT ?";

// The tasks of one truck together, in the order of the trucks; `item` is the first one's rule.
const std::string care_escalated =
    "SELECT w.items, w.rule, " + shown +
    ", w.since FROM (SELECT MIN(k.bucket) AS bucket, k.truck, COUNT(*) AS items,"
    " MIN(k.rule) AS rule, MIN(k.escalates_day) AS since FROM care_tasks k"
    " WHERE {owner k} AND k.state = 0 AND k.escalates_day <= ? AND k.truck > ?"
    " GROUP BY k.truck) w JOIN trucks t ON t.bucket = w.bucket AND t.truck = w.truck"
    " AND t.workshop = COALESCE(?, t.workshop)"
    " LEFT JOIN customers c ON c.customer = t.customer ORDER BY t.truck LIMIT ?";
// Whose scope has the truck now, as notify/decide asks it: 0 everything, 1 a dealer, 2 a workshop,
// 3 a customer. An escalation (5) is for who has its role.
constexpr std::string_view somebody =
    "SELECT 1 FROM recipients r WHERE (r.hears = 0 OR (r.hears = 1 AND r.subject = c.dealer)"
    " OR (r.hears = 2 AND r.subject = t.workshop) OR (r.hears = 3 AND r.subject = t.customer))"
    " AND (a.kind <> 5 OR '\n' || r.roles || '\n' LIKE '%\n' || a.role || '\n%')";
// 1: customers::Untold::nobody_in_scope. The first condition reads the few rows of `untold` alone.
const std::string nobody_to_tell = trucks_with(
    "t.truck IN (SELECT b.truck FROM untold v JOIN alerts b ON b.alert = v.alert"
    " WHERE v.reason = 1) AND EXISTS (SELECT 1 FROM untold u JOIN alerts a ON a.alert = u.alert"
    " WHERE u.reason = 1 AND a.truck = t.truck AND NOT EXISTS (" +
    std::string(somebody) + "))");

WorkItem item_at(const sql::Statement& row, WorkReason reason) {
    WorkItem item{.reason = reason,
                  .truck = label_at(row, first_label_column),
                  .contact = text_at(row, 2),
                  .phone = text_at(row, 3),
                  .items = row.integer(0),
                  .item = text_at(row, 1),
                  .vin = text_at(row, 4),
                  .bus_vin = row.is_null(5) ? std::nullopt : std::optional{text_at(row, 5)},
                  .odometer = reading_if(row, 6),
                  .heard = time_if(row, 8)};
    if (const auto since = integer_if(row, since_column)) {
        item.due_since = day_of_days(*since);
    }
    return item;
}

// VINs that differ in their case alone are the same.
bool is_so(const WorkItem& item) {
    return item.reason != WorkReason::other_vin ||
           truck::vin_contradicts({.bus_vin = item.bus_vin},
                                  {.id = item.truck.id, .vin = item.vin});
}

// After which one of a reason to go on. The day counts where they go by one.
struct Place {
    std::int64_t due_since = std::numeric_limits<std::int32_t>::min();
    std::string truck;
};

Place place_of(const WorkItem& item) {
    Place place{.truck = item.truck.id.text()};
    if (item.due_since) {
        place.due_since = days_of(*item.due_since);
    }
    return place;
}

class WorkSearch {
public:
    WorkSearch(sql::Connection& connection, const store::Scope& scope, const WorkQuery& query)
        : connection_(connection), scope_(scope), query_(query) {}

    // Adds up to a full page and one more.
    void read(WorkReason reason, Place after, Page<WorkItem>& page) {
        const std::size_t most = query_.page.limit + 1;
        while (page.rows.size() < most) {
            const std::size_t asked = most - page.rows.size();
            std::size_t got = 0;
            const Rows row(rows(reason, after, asked));
            while (row->step()) {
                ++got;
                WorkItem item = item_at(*row, reason);
                after = place_of(item);
                if (is_so(item)) {
                    page.rows.push_back(std::move(item));
                }
            }
            if (got < asked) {
                return;
            }
        }
    }

private:
    sql::Statement& rows(WorkReason reason, const Place& after, std::size_t most) {
        const auto of = [&](const std::string& text) -> sql::Statement& {
            return scope_.select(connection_, text, after.truck, query_.workshop, most);
        };
        switch (reason) {
            case WorkReason::other_vin:
                return of(other_vin);
            case WorkReason::no_plan:
                return of(no_plan);
            case WorkReason::no_delivery_date:
                return of(no_delivery_date);
            case WorkReason::no_reading:
                return of(no_reading);
            case WorkReason::counter_disagrees:
                return of(disagreeing);
            case WorkReason::care_escalated:
                return scope_.select(connection_, care_escalated, days_of(query_.today),
                                     after.truck, query_.workshop, most);
            case WorkReason::nobody_to_tell:
                return of(nobody_to_tell);
            case WorkReason::never_done:
                break;
        }
        const std::int64_t today = days_of(query_.today);
        return scope_.select(connection_, never_done, today, today, after.due_since, after.truck,
                             query_.workshop, most);
    }

    sql::Connection& connection_;
    const store::Scope& scope_;
    const WorkQuery& query_;
};

// Where a page begins.
struct Start {
    WorkReason reason = all_work.front();
    Place after;
};

Result<Start> start_of(const PageQuery& page) {
    if (!page.after) {
        return Start{};
    }
    const auto key = from_cursor(*page.after, 3);
    const auto reason = key ? integer_of((*key)[0]) : Result<std::int64_t>(0);
    const auto since = key ? integer_of((*key)[1]) : Result<std::int64_t>(0);
    if (!key || !reason || !since || *reason < 0 || *reason > static_cast<int>(all_work.back())) {
        return fail("expected a cursor as the page before gave it");
    }
    return Start{.reason = static_cast<WorkReason>(*reason),
                 .after = {.due_since = *since, .truck = key->back()}};
}

}  // namespace

Result<Page<WorkItem>> work_items(sql::Connection& connection, const store::Scope& scope,
                                  const WorkQuery& query) {
    const auto start = start_of(query.page);
    if (!start) {
        return tl::unexpected(start.error());
    }
    Page<WorkItem> page;
    WorkSearch search(connection, scope, query);
    for (const WorkReason reason : all_work) {
        if (reason >= start->reason && query.reasons.contains(reason)) {
            search.read(reason, reason == start->reason ? start->after : Place{}, page);
        }
    }
    if (page.rows.size() > query.page.limit) {
        page.rows.pop_back();
        const WorkItem& last = page.rows.back();
        const Place place = place_of(last);
        page.next = to_cursor({std::to_string(static_cast<int>(last.reason)),
                               std::to_string(place.due_since), place.truck});
    }
    return page;
}

}  // namespace roadworthy::views
