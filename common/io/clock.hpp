#pragma once
// The only place that asks what time it is.

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::io {

Time now();                    // CLOCK_REALTIME
Monotonic since_boot();        // CLOCK_BOOTTIME: goes on while the unit sleeps
Instant instant();             // both, even where the process is interrupted between them
BootId boot_id();              // from /proc/sys/kernel/random/boot_id
ClockQuality clock_quality();  // adjtimex: synchronised or not

}  // namespace roadworthy::io
