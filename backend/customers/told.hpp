#pragma once
// What was told of one truck's meters, once a week, and how it came out.
//
// It is history: what comes late may settle it, and changes nothing of what had been told. So it is
// the one part of a dossier that hangs on when its inputs came.

#include <array>
#include <optional>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/scorecard.hpp"
#include "backend/truck/sources.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {

constexpr std::size_t most_kept = 16;  // predictions of a meter that are open; the oldest go

struct Told {
    std::array<std::vector<due::KeptPrediction>, 3> kept;  // by MeterKind; targets as life to date
    std::array<due::Scorecard, 3> scorecards;              // likewise; what has been settled
    std::optional<Day> asked;                              // when it was asked last
    friend bool operator==(const Told&, const Told&) = default;
};

struct Asking {
    const TruckId& truck;
    const truck::TruckState& state;
    const std::vector<due::DueRow>& due;
    const due::DayTick& tick;
};
// Once a week, each truck on its own day: of each meter that is read, when it reaches the plan item
// that comes next within 4 to 84 days, or else what it will have done in four weeks.
void ask(Told& told, const Asking& asking);

// What the newest reading settles. True: something was.
bool settle(Told& told, const truck::KindMeters& meters);

}  // namespace roadworthy::customers
