#pragma once
// How good the predictions were that were kept: of each group of trucks, and each kind of meter.

#include <cstdint>
#include <string>
#include <vector>

#include "backend/due/scorecard.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/result.hpp"

namespace roadworthy::views {

enum class ScoreGrouping : std::uint8_t { all, truck, customer, model, segment, duty };

struct ScoreRow {
    std::string key;  // empty: all of them, or those of which nobody has entered it
    MeterKind kind = MeterKind::odometer;
    std::uint32_t trucks = 0;  // with something settled
    due::Scorecard scorecard;  // of what has been settled
};

struct ScoreQuery {
    ScoreGrouping by = ScoreGrouping::all;
    PageQuery page;
};

// In the order of the keys, then of the kinds. Trucks go by their present owner.
Result<Page<ScoreRow>> scorecard(sql::Connection& connection, const store::Scope& scope,
                                 const ScoreQuery& query);

}  // namespace roadworthy::views
