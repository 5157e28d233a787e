#pragma once
// The tables evidence, operating_hours and uptime_targets.

#include <vector>

#include "backend/store/derived/tables.hpp"
#include "backend/uptime/blocks.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/operating.hpp"
#include "common/ids.hpp"

namespace roadworthy::store {

void write(Tables& tables, const TruckId& truck, const uptime::EvidenceChanges& changed);

// Those of a truck's that touch the period: as they stand, and as `changed` will have them.
std::vector<uptime::Period> past_blocks(Tables& tables, const TruckId& truck, uptime::Source source,
                                        uptime::Period around,
                                        const uptime::EvidenceChanges& changed);

void write(Tables& tables, const uptime::OperatingHours& hours);
void write(Tables& tables, const uptime::Targets& targets);

}  // namespace roadworthy::store
