#include "backend/store/views/trucks.hpp"

#include <optional>
#include <string>
#include <vector>

#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::views {
namespace {

const std::string trucks_where =
    "SELECT t.truck, t.vin, t.plate, t.model, t.segment, t.workshop, t.plan, t.delivered_day,"
    " t.is_entered, t.bus_vin, t.customer, c.name, t.odometer_m, t.odometer_read_ms,"
    " t.engine_time_s, t.engine_time_read_ms, t.fuel_used_ml, t.fuel_used_read_ms, t.heard_ms,"
    " t.engine, t.duty, t.agreement, t.agreement_until_day, t.plan_named"
    " FROM trucks t LEFT JOIN customers c ON c.customer = t.customer"
    " WHERE {owner t} AND ";
const std::string page_of_trucks = trucks_where + "t.truck > ? ORDER BY t.truck";
const std::string one_truck = trucks_where + "t.bucket = ? AND t.truck = ?";

TruckRow truck_at(const sql::Statement& row) {
    const auto day = [&](int column) {
        const auto number = integer_if(row, column);
        return number ? std::optional{day_of_days(*number)} : std::nullopt;
    };
    return {.record = {.id = id_at<TruckId>(row, 0),
                       .vin = text_at(row, 1),
                       .plate = text_at(row, 2),
                       .model = text_at(row, 3),
                       .segment = text_at(row, 4),
                       .workshop = text_at(row, 5),
                       .plan = id_if<PlanId>(row, 23),
                       .delivered = day(7),
                       .engine = text_at(row, 19),
                       .duty = text_at(row, 20),
                       .agreement = text_at(row, 21),
                       .agreement_until = day(22)},
            .plan = id_if<PlanId>(row, 6),
            .is_entered = row.integer(8) != 0,
            .bus_vin = row.is_null(9) ? std::nullopt : std::optional{text_at(row, 9)},
            .customer = id_if<CustomerId>(row, 10),
            .customer_name = text_at(row, 11),
            .odometer = reading_if(row, 12),
            .engine_time = reading_if(row, 14),
            .fuel_used = reading_if(row, 16),
            .heard = time_if(row, 18)};
}

}  // namespace

TruckLabel label_at(const sql::Statement& row, int column) {
    return {.id = id_at<TruckId>(row, column),
            .plate = text_at(row, column + 1),
            .model = text_at(row, column + 2),
            .workshop = text_at(row, column + 3),
            .customer = id_if<CustomerId>(row, column + 4),
            .customer_name = text_at(row, column + 5)};
}

Result<Page<TruckRow>> trucks(sql::Connection& connection, const store::Scope& scope,
                              const PageQuery& page) {
    return page_of<TruckRow>(
        page,
        [&](const std::string& after) -> sql::Statement& {
            return scope.select(connection, page_of_trucks, after);
        },
        truck_at, [](const TruckRow& row) { return row.record.id.text(); });
}

std::optional<TruckRow> truck(sql::Connection& connection, const store::Scope& scope,
                              const TruckId& id) {
    const Rows row(scope.select(connection, one_truck, topics::bucket_of(id), id.text()));
    return row->step() ? std::optional(truck_at(*row)) : std::nullopt;
}

std::vector<TruckRow> all_trucks(sql::Connection& connection, const store::Scope& scope) {
    std::vector<TruckRow> found;
    const Rows row(scope.select(connection, page_of_trucks, ""));
    while (row->step()) {
        found.push_back(truck_at(*row));
    }
    return found;
}

}  // namespace roadworthy::views
