#pragma once
// Was the truck able to work? Evidence as spans of time, and the tiling of a period by them.
//
//   unplanned  it stood, or should have stood: an open stop_now episode
//   planned    it stood in the workshop for a service that was planned
//   up         it worked or was ready to
//   unknown    nobody can say
//
// Where spans overlap, the one higher in this list holds. Everything is in whole seconds, so that
// up + planned + unplanned + unknown = period holds exactly.

#include <cstdint>
#include <span>
#include <vector>

#include "common/time.hpp"

namespace roadworthy::uptime {

// In rising priority.
enum class Condition : std::uint8_t { unknown = 0, up = 1, planned = 2, unplanned = 3 };

// From `from` up to, but without, `to`.
struct Span {
    Time from;
    Time to;
    Condition condition = Condition::unknown;
    friend bool operator==(const Span&, const Span&) = default;
};

struct Period {
    Time from;
    Time to;
    friend bool operator==(const Period&, const Period&) = default;
};
Period period_of(Day day);

// In order, touching each other, no two neighbours alike, from end to end of the period. Bounds
// that are no whole seconds count from the second in which they fall.
std::vector<Span> tile(Period period, std::span<const Span> evidence);

}  // namespace roadworthy::uptime
