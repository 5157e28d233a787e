#pragma once
// What goes when the outbox is full, in this order, and never without a gap that says so:
//   1. what the backend has committed (kept only in case it is restored from a backup): no loss
//   2. meters between the ends of days, oldest day first
//   3. meters, oldest half first: more recent ones say more
//   4. events that are no evidence of a fault: health, identity, trips
//   5. fault and ECU events, oldest first: only when nothing else is left

#include <array>
#include <cstdint>

#include "agent/uplink/outbox_rows.hpp"

namespace roadworthy::uplink {

// Committed numbers of the two streams.
using Watermarks = std::array<std::uint64_t, 2>;

struct Thinned {
    bool has_freed = false;             // false: nothing is left to go
    std::uint64_t reports_dropped = 0;  // that the backend will never see
};

// One step of the list, in the caller's transaction.
Thinned thin(OutboxRows& rows, const Watermarks& committed);

}  // namespace roadworthy::uplink
