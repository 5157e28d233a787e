#pragma once
// What goes when the outbox is full, in this order, and never without a gap that says so:
//   1. what the backend has committed (kept only in case it is restored from a backup): no loss
//   2. meters between the ends of days, oldest day first
//   3. meters, oldest half first: more recent ones say more
//   4. events that are no evidence of a fault: health, identity, trips
//   5. fault and ECU events, oldest first: only when nothing else is left
// It needs memory for a few rows, however many there are.

#include <cstdint>

#include "agent/uplink/outbox/outbox_rows.hpp"

namespace roadworthy::uplink {

struct Thinned {
    bool has_freed = false;             // false: nothing is left to go
    std::uint64_t reports_dropped = 0;  // that the backend will never see
};

// Events may not go where they could wait in memory.
enum class MayGo : std::uint8_t { meters, all };

// One step of the list, in the caller's transaction.
Thinned thin(OutboxRows& rows, const StreamRows& streams, MayGo may_go);

}  // namespace roadworthy::uplink
