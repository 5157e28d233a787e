#pragma once
// What is due, when, how sure, and why. A row stores dates; what depends on today is asked with
// today. A plan never advances without a completion; boundaries are inclusive.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/truck/sources.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

enum class Criterion : std::uint8_t {
    none = 0,
    distance = 1,
    engine_time = 2,
    calendar = 3,
    fuel_used = 4
};
enum class DueState : std::uint8_t { not_due = 0, soon = 1, due = 2, overdue = 3, unknown = 4 };

constexpr int days_of_lead = 14;      // `soon`
constexpr int most_reading_age = 45;  // days; older: no date, ask for a reading

struct Window {
    Day p10;
    Day p50;
    Day p90;
    friend bool operator==(const Window&, const Window&) = default;
};

// Distance, engine time or fuel, as the followed instrument shows it, so that a driver can compare.
struct UsageCriterion {
    std::optional<std::int64_t> target;  // m, s, ml; none: where it was last done is not known
    std::optional<truck::ValueAt> reading;
    std::optional<Window> window;  // none: no reading, too old a one, or no rate
    bool is_reached = false;       // by a reading
    bool is_past_tolerance = false;
    friend bool operator==(const UsageCriterion&, const UsageCriterion&) = default;
};

// What the truck itself counts down (SPN 914 to 916) beside what our plan says is left.
struct OwnCounter {
    ServiceKind kind = ServiceKind::distance;
    std::int64_t left = 0;  // m, days, s; negative beyond
    std::int64_t ours = 0;
    bool disagrees = false;  // by more than the tolerance or 5 % of the interval: to be looked at
    friend bool operator==(const OwnCounter&, const OwnCounter&) = default;
};

// The items of one truck that fall due near each other: one call, one visit.
struct Together {
    int items = 1;  // this one among them
    int labour_minutes = 0;
    friend bool operator==(const Together&, const Together&) = default;
};
// papers: a date that stands in this truck's papers. seasonal: by the day of the year alone.
enum class ItemKind : std::uint8_t { plan_item = 0, papers = 1, recall = 2, seasonal = 3 };

struct DueRow {
    std::string item;                      // PlanItem::key
    Criterion limiting = Criterion::none;  // the one behind p50
    std::optional<Window> window;          // the earliest of all criteria, quantile by quantile
    std::optional<UsageCriterion> distance;
    std::optional<UsageCriterion> engine_time;
    std::optional<Day> calendar;
    int tolerance_days = 0;
    bool is_reached = false;         // some usage criterion, by a reading
    bool is_past_tolerance = false;  // likewise
    // After this day the usage criteria say nothing any more; in the past: they do not now.
    std::optional<Day> usage_known_until;
    std::optional<UsageCriterion> fuel_used;
    // Between these days it may be done: the early tolerance before, and the tolerance beyond, by
    // which it is still as planned. Of usage in the likely case, the latest in nine of ten cases.
    std::optional<Day> earliest;
    std::optional<Day> latest;
    std::optional<Time> last_done;
    Interval interval;         // the rule that was applied
    bool is_of_truck = false;  // the rule is this truck's own (ItemOverride)
    std::optional<OwnCounter> own_counter;
    int labour_minutes = 0;  // of this item
    Together together;
    ItemKind kind = ItemKind::plan_item;
    std::string name_zh;  // this truck's own; empty: as the plan or the recall says
    std::string name_en;
    bool is_vin_contradicted = false;  // a recall for the record's VIN; the bus says another one
    friend bool operator==(const DueRow&, const DueRow&) = default;
};

// All that a state hangs on, but for today: what a table keeps to find rows by their state.
struct StateDays {
    bool is_reached = false;
    std::optional<Day> expected;     // p50; without a window, the calendar's
    std::optional<Day> calendar;     // after known_until this alone counts
    std::optional<Day> known_until;  // none: for ever
    std::optional<Day> overdue_from;
    friend bool operator==(const StateDays&, const StateDays&) = default;
};
StateDays state_days(const DueRow& row);

DueState due_state(const StateDays& days, Day today, int lead = days_of_lead);
DueState due_state(const DueRow& row, Day today, int lead = days_of_lead);

using OverrideByItem = std::map<std::string, ItemOverride>;
inline const OverrideByItem no_overrides;

// The one with the latest `from` is kept; of two with the same, the later entered one.
void take(OverrideByItem& overrides, const ItemOverride& change);

struct DueQuestion {
    const Plan& plan;
    std::optional<Day> delivered;
    const HistoryByItem& done;
    const truck::TruckState& state;
    const std::optional<DayTick>& tick;  // before the first: no prior, and the day of the reading
    const OverrideByItem& overrides = no_overrides;
    std::string_view region;
    std::span<const OpenRecall> recalls;
    bool is_vin_contradicted = false;  // the truck says another VIN than its record
};
// One row an item that can fall due, in the order of the plan; then those that the truck
// has beside its plan, and its recalls.
std::vector<DueRow> due_rows(const DueQuestion& question);

}  // namespace roadworthy::due
