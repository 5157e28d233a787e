#pragma once
// Maintenance plans as data, and the record that a service was done.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

// Whichever comes first; without any: never.
struct Interval {
    std::optional<std::int64_t> distance_m;
    std::optional<std::int64_t> engine_time_s;
    std::optional<int> days;
    friend bool operator==(const Interval&, const Interval&) = default;
};

struct PlanItem {
    std::string key;
    std::string name_zh;
    std::string name_en;
    Interval first;  // from delivery and zero meters; where empty, `every` counts from there too
    Interval every;  // from the last completion; where empty, the item is done once
    Interval tolerance;
    int labour_minutes = 0;
    friend bool operator==(const PlanItem&, const PlanItem&) = default;
};

struct Plan {
    PlanId id;
    int version = 1;
    std::vector<PlanItem> items;
    friend bool operator==(const Plan&, const Plan&) = default;
};

struct Completion {
    TruckId truck;
    std::string item;  // PlanItem::key
    Time at;
    std::optional<std::int64_t> odometer_m;  // as the instrument showed
    std::optional<std::int64_t> engine_time_s;
    std::string workshop;
    std::string note;
    std::optional<std::int64_t> cost_cents;
    // When the truck stood in the workshop for it: planned standstill.
    std::optional<Time> arrived;
    std::optional<Time> left;
    friend bool operator==(const Completion&, const Completion&) = default;
};

}  // namespace roadworthy::due
