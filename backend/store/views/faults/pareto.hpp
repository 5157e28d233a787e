#pragma once
// Which faults occur most, and on which trucks: for whoever makes or chooses them.
//
// Episodes are those that appeared within the period, while the reader owned the truck. What they are
// held against are his trucks of today: their number, and the distance that they would drive in the period
// at the rate at which they drive now. A truck whose rate is not known yet adds no distance.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/store/scope.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {

// km_band: by the odometer when the fault appeared, "200" from 200,000 km up to 300,000; of trucks by
// their newest. system: of the truck, as the catalogue has it; it is held against all trucks.
// software: that of the ECU which sends the code, as it says now.
enum class ParetoBy : std::uint8_t { model = 0, engine = 1, km_band = 2, software = 3, system = 4 };
std::string_view name(ParetoBy by);
std::optional<ParetoBy> pareto_by_named(std::string_view name);

struct ParetoRow {
    std::string group;  // empty: not known
    std::uint32_t spn = 0;
    std::uint8_t fmi = 0;
    std::uint64_t episodes = 0;
    std::uint64_t trucks = 0;           // that had one
    std::uint64_t trucks_in_group = 0;  // of today; a group that has none any more has 0
    std::int64_t distance_m = 0;        // of those; 0: not known
    friend bool operator==(const ParetoRow&, const ParetoRow&) = default;
};

struct ParetoQuery {
    DayRange period;
    ParetoBy by = ParetoBy::model;
    std::size_t most = 100;
};

// Those with the most episodes first.
std::vector<ParetoRow> pareto(sql::Connection& connection, const store::Scope& scope,
                              const ParetoQuery& query);

// Episodes for each hundred trucks, and for each million km; none where there is nothing to hold them
// against. In thousandths.
std::optional<std::int64_t> per_100_trucks_thousandths(const ParetoRow& row);
std::optional<std::int64_t> per_million_km_thousandths(const ParetoRow& row);

}  // namespace roadworthy::views
