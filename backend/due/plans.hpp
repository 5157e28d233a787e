#pragma once
// Maintenance plans as data, what is different for one truck, and the record that a service was
// done.

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
    std::optional<std::int64_t> fuel_used_ml;
    friend bool operator==(const Interval&, const Interval&) = default;

    bool is_empty() const { return *this == Interval{}; }
};

// From where the next target counts. Anniversary: from the planned one, if the item was done within
// its tolerances around it; what was done earlier or later counts as it was done.
enum class Counting : std::uint8_t { actual = 0, anniversary = 1 };

// Due each year on this day where the truck's region is this one, or has none of its own.
struct Season {
    std::string region;  // empty: every other
    std::uint8_t month = 1;
    std::uint8_t day = 1;
    friend bool operator==(const Season&, const Season&) = default;
};

struct Part {
    std::string number;
    std::int64_t quantity_thousandths = 1000;  // oil comes in litres
    friend bool operator==(const Part&, const Part&) = default;
};

struct PlanItem {
    std::string key;
    std::string name_zh;
    std::string name_en;
    Interval first;  // from delivery and zero meters; where empty, `every` counts from there too
    Interval every;  // from the last completion; where empty, the item is done once
    Interval tolerance;  // beyond the target
    int labour_minutes = 0;
    Interval early;  // before the target; where empty, as `tolerance`
    Counting counting = Counting::actual;
    std::vector<Season> seasons;
    std::vector<std::string> bring;  // items and papers that the customer brings along
    std::vector<Part> parts;
    // What the truck itself counts down to (SPN 911 to 913): beside our plan, never instead of it.
    std::optional<std::uint8_t> service_component;
    friend bool operator==(const PlanItem&, const PlanItem&) = default;

    const Interval& early_tolerance() const { return early.is_empty() ? tolerance : early; }
};

// For which trucks a plan is the template: those that each of its lists names; an empty list: any.
struct Selector {
    std::vector<std::string> models;
    std::vector<std::string> engines;
    std::vector<std::string> segments;
    std::vector<std::string> duties;
    friend bool operator==(const Selector&, const Selector&) = default;
};

// The highest version that was ever entered is in force, whichever came last. A version is what was
// entered first under its number.
struct Plan {
    PlanId id;
    int version = 1;
    std::vector<PlanItem> items;
    std::optional<Selector> selector;  // none: only for trucks that name it
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

// It was not done then: the plan goes back to the completion before. For good, whichever of the two
// comes first.
struct CompletionVoid {
    TruckId truck;
    std::string item;
    Time at;  // as the completion says
    std::string reason;
    friend bool operator==(const CompletionVoid&, const CompletionVoid&) = default;
};

// What holds for this truck instead of its plan's item, or beside the plan; the one with the latest
// `from` alone. What is absent is as in the plan.
struct ItemOverride {
    TruckId truck;
    std::string item;
    Time from;
    bool is_excluded = false;  // not for this truck
    std::optional<Interval> first;
    std::optional<Interval> every;
    std::optional<Interval> tolerance;
    std::optional<Interval> early;
    std::optional<Counting> counting;
    // By the papers (inspection, insurance, tachograph). It stands until the item is done, at most
    // the early tolerance before it; then `every` counts on.
    std::optional<Day> due_on;
    std::string note;
    std::string name_zh;  // where no plan has a name for it
    std::string name_en;
    friend bool operator==(const ItemOverride&, const ItemOverride&) = default;
};

// The plan's item as it is for this truck.
PlanItem changed_by(PlanItem item, const ItemOverride& change);

}  // namespace roadworthy::due
