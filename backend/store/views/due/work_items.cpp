#include "backend/store/views/due/work_items.hpp"

#include <cstddef>
#include <cstdint>
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

// Of the truck itself.
std::string trucks_with(std::string_view condition) {
    return "SELECT 0, '', " + shown +
           " FROM trucks t LEFT JOIN customers c ON c.customer = t.customer"
           " WHERE {owner t} AND t.is_entered = 1 AND " +
           std::string(condition) +
           " AND t.truck > ? AND t.workshop = COALESCE(?, t.workshop) ORDER BY t.truck LIMIT ?";
}

// Of some of its items; the outer order is the inner one.
std::string items_with(std::string_view condition) {
    return "SELECT w.items, w.item, " + shown +
           " FROM (SELECT d.bucket, d.truck, COUNT(*) AS items, MIN(d.item) AS item FROM due d"
           " WHERE {owner d} AND " +
           std::string(condition) +
           " AND d.truck > ? AND d.workshop = COALESCE(?, d.workshop)"
           " GROUP BY d.truck, d.bucket ORDER BY d.truck LIMIT ?) w"
           " JOIN trucks t ON t.bucket = w.bucket AND t.truck = w.truck"
           " LEFT JOIN customers c ON c.customer = t.customer ORDER BY t.truck";
}

const std::string other_vin = trucks_with("t.bus_vin <> t.vin");
const std::string no_plan = trucks_with("t.plan IS NULL");
const std::string no_delivery_date = trucks_with("t.delivered_day IS NULL AND t.plan IS NOT NULL");
// 1: due::Basis::stale, as the index has it.
const std::string no_reading = items_with("d.basis = 1");
const std::string disagreeing = items_with("d.counter_disagrees = 1");
// As due_state has it: reached, past its calendar day, or past p50 while that is known.
const std::string never_done = items_with(
    "d.is_never_done = 1 AND (d.is_reached = 1 OR d.calendar_day <= CAST(? AS INTEGER)"
    " OR (d.p50_day <= CAST(? AS INTEGER) AND COALESCE(d.known_until_day, CAST(? AS INTEGER))"
    " >= CAST(? AS INTEGER)))");

WorkItem item_at(const sql::Statement& row, WorkReason reason) {
    return {.reason = reason,
            .truck = label_at(row, first_label_column),
            .contact = text_at(row, 2),
            .phone = text_at(row, 3),
            .items = row.integer(0),
            .item = text_at(row, 1),
            .vin = text_at(row, 4),
            .bus_vin = row.is_null(5) ? std::nullopt : std::optional{text_at(row, 5)},
            .odometer = reading_if(row, 6),
            .heard = time_if(row, 8)};
}

// VINs that differ in their case alone are the same.
bool is_so(const WorkItem& item) {
    return item.reason != WorkReason::other_vin ||
           truck::vin_contradicts({.bus_vin = item.bus_vin},
                                  {.id = item.truck.id, .vin = item.vin});
}

class WorkSearch {
public:
    WorkSearch(sql::Connection& connection, const store::Scope& scope, const WorkQuery& query)
        : connection_(connection), scope_(scope), query_(query) {}

    // Adds up to a full page and one more.
    void read(WorkReason reason, std::string after, Page<WorkItem>& page) {
        const std::size_t most = query_.page.limit + 1;
        while (page.rows.size() < most) {
            const std::size_t asked = most - page.rows.size();
            std::size_t got = 0;
            const Rows row(rows(reason, after, asked));
            while (row->step()) {
                ++got;
                WorkItem item = item_at(*row, reason);
                after = item.truck.id.text();
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
    sql::Statement& rows(WorkReason reason, const std::string& after, std::size_t most) {
        const auto of = [&](const std::string& text) -> sql::Statement& {
            return scope_.select(connection_, text, after, query_.workshop, most);
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
            case WorkReason::never_done:
                break;
        }
        const std::int64_t today = days_of(query_.today);
        return scope_.select(connection_, never_done, today, today, today, today, after,
                             query_.workshop, most);
    }

    sql::Connection& connection_;
    const store::Scope& scope_;
    const WorkQuery& query_;
};

}  // namespace

Result<Page<WorkItem>> work_items(sql::Connection& connection, const store::Scope& scope,
                                  const WorkQuery& query) {
    auto first = static_cast<int>(all_work.front());
    std::string after;
    if (query.page.after) {
        const auto key = from_cursor(*query.page.after, 2);
        const auto reason = key ? integer_of(key->front()) : Result<std::int64_t>(0);
        if (!key || !reason || *reason < 0 || *reason > static_cast<int>(all_work.back())) {
            return fail("expected a cursor as the page before gave it");
        }
        first = static_cast<int>(*reason);
        after = key->back();
    }
    Page<WorkItem> page;
    WorkSearch search(connection, scope, query);
    for (const WorkReason reason : all_work) {
        if (static_cast<int>(reason) >= first && query.reasons.contains(reason)) {
            search.read(reason, static_cast<int>(reason) == first ? after : "", page);
        }
    }
    if (page.rows.size() > query.page.limit) {
        page.rows.pop_back();
        const WorkItem& last = page.rows.back();
        page.next =
            to_cursor({std::to_string(static_cast<int>(last.reason)), last.truck.id.text()});
    }
    return page;
}

}  // namespace roadworthy::views
