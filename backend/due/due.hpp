#pragma once
// What is due, when, how sure, and why. A row stores dates; what depends on today is asked with
// today. A plan never advances without a completion; boundaries are inclusive.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/plans.hpp"
#include "backend/truck/sources.hpp"
#include "backend/truck/truck_state.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

enum class Criterion : std::uint8_t { none = 0, distance = 1, engine_time = 2, calendar = 3 };
enum class DueState : std::uint8_t { not_due = 0, soon = 1, due = 2, overdue = 3, unknown = 4 };

constexpr int days_of_lead = 14;      // `soon`
constexpr int most_reading_age = 45;  // days; older: no date, ask for a reading

struct Window {
    Day p10;
    Day p50;
    Day p90;
    friend bool operator==(const Window&, const Window&) = default;
};

// Distance or engine time, as the followed instrument shows it, so that a driver can compare.
struct UsageCriterion {
    std::optional<std::int64_t> target;  // m or s; none: where it was last done is not known
    std::optional<truck::ValueAt> reading;
    std::optional<Window> window;  // none: no reading, too old a one, or no rate
    bool is_reached = false;       // by a reading
    bool is_past_tolerance = false;
    friend bool operator==(const UsageCriterion&, const UsageCriterion&) = default;
};

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
    friend bool operator==(const DueRow&, const DueRow&) = default;
};

DueState due_state(const DueRow& row, Day today, int lead = days_of_lead);

// The last completion of an item, and what the meters stood at, counted as life to date.
struct LastDone {
    Completion completion;
    std::optional<truck::LifeAt> distance;     // m
    std::optional<truck::LifeAt> engine_time;  // s
    friend bool operator==(const LastDone&, const LastDone&) = default;
};
using LastDoneByItem = std::map<std::string, LastDone>;

// A completion older than the one known is history alone.
void take(LastDoneByItem& done, const Completion& completion);
void place_on_meters(LastDoneByItem& done, const truck::TruckState& state);
// They are placed anew: the meter's past has changed.
void forget_places(LastDoneByItem& done, MeterKind kind);

struct DueQuestion {
    const Plan& plan;
    std::optional<Day> delivered;
    const LastDoneByItem& done;
    const truck::TruckState& state;
    const std::optional<DayTick>& tick;  // before the first: no prior, and the day of the reading
};
// One row an item that can fall due, in the order of the plan.
std::vector<DueRow> due_rows(const DueQuestion& question);

}  // namespace roadworthy::due
