#pragma once
// Once a day, in the journal: the day, and the fleet-wide numbers of that day. Every truck uses the
// last tick's, so that no truck's figures hang on when another's reports arrived.

#include <array>
#include <cstddef>

#include "backend/due/forecast.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

struct DayTick {
    Day day;
    std::array<FleetNumbers, 3> numbers;  // by MeterKind
    friend bool operator==(const DayTick&, const DayTick&) = default;

    const FleetNumbers& of(MeterKind kind) const { return numbers[static_cast<std::size_t>(kind)]; }
};

}  // namespace roadworthy::due
