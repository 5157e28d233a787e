#pragma once
// Which row of the due list is to be called about first: urgency x certainty x value, each a factor
// whose reasons can be shown. Factors are kept as their logarithm, in hundredths of a doubling
// ("points"), so that a product is a sum of whole numbers: 100 is twice, 0 is once, -100 is half.
//
// Only the urgency hangs on today, and it hangs on the row's day alone (`RankDay`): so of the rows
// of one day the order never changes, and a table can keep it.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

// Who changes one makes a migration that empties the derived tables: they keep sums of these.
struct Weights {
    // Urgency: 1 on the day itself, and twice as much each so many days; at most 8.
    int doubled_in_days_before = 7;
    int doubled_in_days_after = 30;
    int most_days_after = 90;
    int undated_as_days_before = 7;  // what nobody can date, is asked about as if due in a week
    int halved_by_tolerance_days = 30;
    int most_tolerance_points = 100;  // urgency: what may wait a month longer, is half as urgent
    // Certainty: 1 where the day is known, at least 1/4. The second is the age that the reading
    // will have on the row's day; its age today is in the width already.
    int halved_by_width_days = 28;
    int halved_by_reading_days = 56;
    int most_doubt_points = 200;
    int doubt_step_points = 20;  // so that a row keeps its place from one reading to the next
    // Value: 1 for an ordinary customer with one short item; from 0.7 to 5.7.
    int vip_points = 100;
    int prospect_points = -50;
    int agreement_points = 50;
    int doubled_by_labour_minutes = 240;  // of what falls due beside it
    int most_together_points = 100;
};
inline constexpr Weights weights;

// Items whose days lie so near to each other are one visit.
constexpr int days_together = 14;
// Counts for each row those of its truck that fall due near it. What nobody can date stands alone.
void put_together(std::vector<DueRow>& rows);

// What the day of a row rests on.
enum class Basis : std::uint8_t {
    expected = 0,
    stale = 1,   // some usage has no reading that is young enough: worth a call at any time
    reached = 2  // a reading has reached it
};

// The day by which a row is ranked.
struct RankDay {
    std::optional<Day> day;  // p50
    Basis basis = Basis::expected;
    friend bool operator==(const RankDay&, const RankDay&) = default;
};
RankDay rank_day(const DueRow& row);

struct Agreement {
    std::string_view name;  // empty: none
    std::optional<Day> until;

    bool covers(Day day) const { return !name.empty() && (!until || day <= *until); }
};

// ---- Points

// More for each later `today`, never less; at most 300.
int urgency_points(const RankDay& day, Day today);
// Of the row's own tolerance, its certainty, and of its value what hangs on the truck alone. An
// agreement counts if it covers the row's day, or where there is none, if there is an agreement.
int merit_points(const DueRow& row, const Agreement& agreement);
int tier_points(truck::Tier tier);
// No row has more of the last two together.
constexpr int most_merit_points =
    weights.vip_points + weights.agreement_points + weights.most_together_points;

// ---- The same with its reasons

enum class ScoreReason : std::uint8_t {
    past_its_day = 0,
    near_its_day = 1,  // within the days of lead
    undated = 2,       // also: some usage of it
    may_wait = 3,      // its tolerance is long
    vague = 4,         // the window is wide
    old_reading = 5,
    vip = 6,
    prospect = 7,
    agreement = 8,
    more_together = 9
};

struct RowScore {
    int urgency = 0;  // points
    int certainty = 0;
    int value = 0;
    std::vector<ScoreReason> reasons;  // in the order of the enumeration
    friend bool operator==(const RowScore&, const RowScore&) = default;

    int total() const { return urgency + certainty + value; }
};
struct ScoreQuestion {
    const DueRow& row;
    Agreement agreement;
    truck::Tier tier = truck::Tier::ordinary;
    Day today;
};
// Its total is urgency_points + merit_points + tier_points.
RowScore score_of(const ScoreQuestion& question);

// What points mean as a factor: 2 to the power of a hundredth of them.
double factor(int points);

}  // namespace roadworthy::due
