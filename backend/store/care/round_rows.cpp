#include "backend/store/care/round_rows.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

TruckId truck_in(const sql::Statement& row, int column) {
    auto truck = TruckId::from(row.text(column));
    if (!truck) {
        throw sql::Failure(sql::Fault::corrupt,
                           "a truck of the care round: " + truck.error().message);
    }
    return std::move(*truck);
}

}  // namespace

void await_care(sql::Connection& connection, const TruckId& truck) {
    connection
        .prepared(
            "INSERT INTO care_waiting (bucket, truck) VALUES (?, ?)"
            " ON CONFLICT (bucket, truck) DO NOTHING")
        .with(topics::bucket_of(truck), truck.text())
        .run();
}

std::vector<TruckId> awaiting_care(sql::Connection& connection, std::size_t most) {
    std::vector<TruckId> all;
    sql::Statement& row =
        connection.prepared("SELECT truck FROM care_waiting ORDER BY bucket, truck LIMIT ?")
            .with(most);
    while (row.step()) {
        all.push_back(truck_in(row, 0));
    }
    row.reset();
    return all;
}

void care_taken(sql::Connection& connection, const TruckId& truck) {
    connection.prepared("DELETE FROM care_waiting WHERE bucket = ? AND truck = ?")
        .with(topics::bucket_of(truck), truck.text())
        .run();
}

CareRoundPlace care_round(sql::Connection& connection) {
    CareRoundPlace place;
    sql::Statement& row =
        connection.prepared("SELECT day, after_truck, is_done FROM care_progress").with();
    if (row.step()) {
        place.day = day_of_days(row.integer(0));
        if (!row.is_null(1)) {
            place.after = truck_in(row, 1);
        }
        place.is_done = row.integer(2) != 0;
    }
    row.reset();
    return place;
}

void set_care_round(sql::Connection& connection, const CareRoundPlace& place) {
    const auto after =
        place.after ? std::optional<std::string_view>(place.after->text()) : std::nullopt;
    connection.prepared("UPDATE care_progress SET day = ?, after_truck = ?, is_done = ?")
        .with(days_of(place.day), after, place.is_done ? 1 : 0)
        .run();
}

void restart_care_round(sql::Connection& connection) {
    set_care_round(connection, CareRoundPlace{});
}

}  // namespace roadworthy::store
