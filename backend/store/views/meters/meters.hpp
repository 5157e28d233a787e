#pragma once
// A truck's meters as they are believed, and what is not believed, each with its reason.

#include <array>
#include <optional>
#include <vector>

#include "backend/due/scorecard.hpp"
#include "backend/store/scope.hpp"
#include "backend/truck/meter_book.hpp"
#include "backend/truck/sources.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {

struct MeterRow {
    MeterKind kind = MeterKind::odometer;
    truck::KindMeters meters;
    std::optional<truck::RefusedReading> refused;  // the newest
    std::uint64_t refused_count = 0;
    std::vector<due::KeptPrediction> told;  // and not yet settled; targets as life to date
};

// One row a kind that was ever read, or tried to be. What an earlier owner's time brought (held and
// refused readings, epochs that have ended, what was told) is shown to those alone who see everything.
std::optional<std::vector<MeterRow>> meters(sql::Connection& connection, const store::Scope& scope,
                                            const TruckId& truck);

}  // namespace roadworthy::views
