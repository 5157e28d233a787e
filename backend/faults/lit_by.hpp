#pragma once
// Whose lamp is it? A DM1 has one set of lamps for all its codes, and J1939 does not say which of them
// has lit what. One that comes on while a code stands, with another code that has just come, is
// not its own; one that was on when it came may be.

#include <chrono>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

namespace roadworthy::faults {

// The agent tells a change of the lamps within a minute of the code that brought it.
constexpr Duration lamps_late_by = std::chrono::seconds{90};

// One of them was told at `at` with these lamps.
void light(const std::vector<Episode>& episodes, Episode& episode, Lamps lamps, Time at);

}  // namespace roadworthy::faults
