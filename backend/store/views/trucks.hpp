#pragma once
// Trucks as people see them: the record, whose it is now, and the newest readings.

#include <optional>
#include <string>
#include <string_view>

#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/sources.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {

// What stands beside every row about a truck, so that nobody has to look it up.
struct TruckLabel {
    TruckId id;
    std::string plate;
    std::string model;
    std::string workshop;
    std::optional<CustomerId> customer;  // the present owner
    std::string customer_name;
};

// Its columns, from the tables trucks t and customers c, and the label that starts at `column`.
inline constexpr std::string_view label_columns =
    "t.truck, t.plate, t.model, t.workshop, t.customer, c.name";
inline constexpr int label_width = 6;
TruckLabel label_at(const sql::Statement& row, int column);

struct TruckRow {
    truck::TruckRecord record;
    std::optional<PlanId> plan;  // by which it goes: the record's, or the best template
    bool is_entered = false;     // by people; else it was only heard
    std::optional<std::string> bus_vin;
    std::optional<CustomerId> customer;
    std::string customer_name;
    std::optional<truck::ValueAt> odometer;     // m
    std::optional<truck::ValueAt> engine_time;  // s
    std::optional<truck::ValueAt> fuel_used;    // ml
    std::optional<Time> heard;
};

// In the order of their ids.
Result<Page<TruckRow>> trucks(sql::Connection& connection, const store::Scope& scope,
                              const PageQuery& page);
std::optional<TruckRow> truck(sql::Connection& connection, const store::Scope& scope,
                              const TruckId& id);
// All that the scope owns now; for one customer, not for a fleet of thousands.
std::vector<TruckRow> all_trucks(sql::Connection& connection, const store::Scope& scope);

}  // namespace roadworthy::views
