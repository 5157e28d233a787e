#include "backend/store/views/customers.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/customer_record.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/faults/fault_list.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "backend/truck/registry.hpp"
#include "backend/uptime/availability.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"

namespace roadworthy::views {
namespace {

const std::string customers_where =
    "SELECT c.customer, c.dealer, c.name, c.contact, c.phone, c.language, c.tier,"
    " (SELECT COUNT(*) FROM trucks t WHERE t.customer = c.customer)"
    " FROM customers c WHERE {owner c} AND ";
const std::string page_of_customers = customers_where + "c.customer > ? ORDER BY c.customer";
const std::string one_customer = customers_where + "c.customer = ?";

CustomerRow customer_at(const sql::Statement& row) {
    return {.customer = {.id = id_at<CustomerId>(row, 0),
                         .dealer = id_at<DealerId>(row, 1),
                         .name = text_at(row, 2),
                         .contact = text_at(row, 3),
                         .phone = text_at(row, 4),
                         .language = text_at(row, 5),
                         .tier = enum_at<truck::Tier>(row, 6)},
            .trucks = row.integer(7)};
}

// How much each truck could work, by its id.
std::map<std::string, uptime::Totals> uptime_by_truck(sql::Connection& connection,
                                                      const store::Scope& scope, DayRange period,
                                                      Time now) {
    std::map<std::string, uptime::Totals> totals;
    UptimeQuery query{.period = period, .page = {.limit = most_rows}, .now = now};
    do {
        auto page = uptime_report(connection, scope, query);
        for (UptimeRow& row : page->rows) {
            totals.emplace(std::move(row.key), row.totals);
        }
        query.page.after = std::move(page->next);
    } while (query.page.after);
    return totals;
}

}  // namespace

Result<Page<CustomerRow>> customers(sql::Connection& connection, const store::Scope& scope,
                                    const PageQuery& page) {
    return page_of<CustomerRow>(
        page,
        [&](const std::string& after) -> sql::Statement& {
            return scope.select(connection, page_of_customers, after);
        },
        customer_at, [](const CustomerRow& row) { return row.customer.id.text(); });
}

std::optional<CustomerRow> customer(sql::Connection& connection, const store::Scope& scope,
                                    const CustomerId& id) {
    const Rows row(scope.select(connection, one_customer, id.text()));
    return row->step() ? std::optional(customer_at(*row)) : std::nullopt;
}

std::optional<store::Scope> narrowed(sql::Connection& connection, const store::Scope& scope,
                                     const CustomerId& id) {
    return customer(connection, scope, id) ? std::optional(store::Scope::of(id)) : std::nullopt;
}

std::optional<roadworthy::customers::CustomerRecord> customer_record(sql::Connection& connection,
                                                                     const store::Scope& scope,
                                                                     const RecordQuery& query) {
    const auto found = customer(connection, scope, query.id);
    if (!found) {
        return std::nullopt;
    }
    const store::Scope own = store::Scope::of(query.id);
    const auto uptime = uptime_by_truck(connection, own, query.uptime, query.now);
    std::vector<roadworthy::customers::TruckCare> cares;
    for (TruckRow& truck : all_trucks(connection, own)) {
        const TruckId id = truck.record.id;
        roadworthy::customers::TruckCare care{.record = std::move(truck.record),
                                              .plan = std::move(truck.plan),
                                              .odometer = truck.odometer,
                                              .engine_time = truck.engine_time,
                                              .last_heard = truck.heard};
        for (DueEntry& entry : due_of_truck(connection, own, id, query.today)) {
            care.due.push_back(std::move(entry.row));
        }
        care.faults = open_faults(connection, own, id);
        const auto totals = uptime.find(id.text());
        care.uptime = totals == uptime.end() ? uptime::Totals{} : totals->second;
        cares.push_back(std::move(care));
    }
    return roadworthy::customers::customer_record(found->customer, std::move(cares), query.today);
}

}  // namespace roadworthy::views
