#pragma once
// Was the truck able to work? What speaks of it, and the tiling of a period by what speaks loudest.
//
//   up         it worked or was ready to
//   planned    it stood in the workshop for a service that was planned
//   unplanned  it stood, or should have stood, for a reason that nobody had planned
//   unknown    nobody can say; silence is this, never standstill
//
// Everything is in whole seconds, so that up + planned + unplanned + unknown = period holds exactly.

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/time.hpp"

namespace roadworthy::uptime {

enum class Condition : std::uint8_t { unknown = 0, up = 1, planned = 2, unplanned = 3 };

// Who says so. Where several speak of the same second, the last in this list holds, because it is
// nearest to the truck and to somebody who can be asked. The numbers are stored.
enum class Source : std::uint8_t {
    none = 0,          // unknown: nobody
    ready = 1,         // up: it was heard, or was parked between two times that it was heard
    silent_fault = 2,  // unknown: a stop_now fault of which nobody hears whether it is still there
    fault = 3,         // unplanned: a stop_now fault, as long as it is confirmed
    stands = 4,        // unplanned: a breakdown, from when it happened until it is in the workshop
    driven = 5,        // up: it was on the road, whatever lamp was lit
    visit = 6,         // planned: in the workshop for a service
    repair = 7,        // unplanned: in the workshop for a case, whatever was serviced beside it
    correction = 8,    // as a person says
    visit_void = 9,    // takes back the visit of the same name
    withdrawn = 10,    // takes back the correction of the same name
};
Condition condition_of(Source source);  // not of a correction

// From `from` up to, but without, `to`.
struct Evidence {
    Source source = Source::none;
    std::string ref;  // the episode, the case, the service, the correction
    Time from;
    Time to;
    // It goes on after `to`, the last time that anything was heard of it: see tile.
    bool is_open = false;
    Condition said = Condition::unknown;  // by a correction
    Time entered;                         // likewise: of two, the one entered last holds
    std::string by = {};
    std::string words = {};
    friend bool operator==(const Evidence&, const Evidence&) = default;
};

// An open case of which nobody says a word for so long is not known to stand any longer.
constexpr Duration longest_unsaid = std::chrono::days{31};
// Nor is one whose truck has been on the road for longer than this since the last word: a road
// test and the way to a workshop are shorter.
constexpr Duration longest_road_test = std::chrono::hours{2};

struct Period {
    Time from;
    Time to;
    friend bool operator==(const Period&, const Period&) = default;
};
Period period_of(Day day);

struct Tile {
    Time from;
    Time to;
    Condition condition = Condition::unknown;
    Source source = Source::none;
    std::string ref;  // of the evidence that holds
    Time since;       // when that began: perhaps before the tile
    friend bool operator==(const Tile&, const Tile&) = default;

    Duration length() const { return to - from; }
};

// In order, touching each other, from end to end of the period; neighbours differ in what holds.
// Bounds that are no whole seconds count from the second in which they fall. What would lie after
// `now` is unknown. The order of the evidence is of no matter. The driven evidence must reach back
// to the beginning of the earliest open case.
std::vector<Tile> tile(Period period, std::span<const Evidence> evidence, Time now);

}  // namespace roadworthy::uptime
