#pragma once
// One meter of one source: decides which readings to believe, and keeps the rate at which the truck
// uses it, in constant memory and without history. It follows the reference predictor that was
// measured on public odometer histories: their answers are the same to the last digit.
//
// Inside, time is days since 1970 and a value is in the meter's unit (km, h, l), both as double:
// the arithmetic is the same for every unit, and the stored state is these numbers.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <ratio>

#include "backend/truck/quiet_days.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::truck {

using Days = std::chrono::duration<double, std::ratio<86400>>;

double meter_days(Time time);                            // days since 1970
double meter_units(MeterKind kind, std::int64_t value);  // m, s, ml to km, h, l
std::int64_t meter_value(MeterKind kind, double units);  // and back

// Chosen on public odometer histories, each by what it changes in coverage and width.
struct FilterTunables {
    std::array<double, 2> memory_days{30.0, 365.0};  // recent and long-run rate, half each
    std::array<double, 2> weight{0.5, 0.5};
    double dispersion_memory_days = 120.0;
    double prior_days = 10.0;      // cold start: the fleet's rate weighs as much as ten own days
    double jump = 15.0;            // times the own rate
    double distance_cap = 1500.0;  // km a day: nothing drives faster
    double hours_cap = 24.0;       // h a day
    double fuel_cap = 3000.0;      // l a day; ours: the reference has no fuel meter
    unsigned confirmations = 3;
    double slowest_pace = 0.33;  // a new level is believed sooner at 0.33 to 3 times the own pace
    double fastest_pace = 3.0;
    double first_gap_days = 7.0;  // the usual gap before there is one; it weighs as two readings
    double first_gap_readings = 2.0;
    double most_silence_days = 45.0;  // after that nobody is told a date
};
inline constexpr FilterTunables filter_tunables;

double most_per_day(MeterKind kind);  // units: nothing counts faster

enum class Verdict : std::uint8_t { accepted = 0, duplicate = 1, held = 2, rebased = 3 };
enum class HeldReason : std::uint8_t {
    none = 0,
    went_back = 1,   // below the last, or from before it
    too_fast = 2,    // faster than physics, or than this truck ever runs
    unsettled = 3,   // the agent marks it: the source had just woken or jumped
    future = 4,      // dated more than a day after it came
    impossible = 5,  // no meter shows it
};
struct Judgement {
    Verdict verdict = Verdict::accepted;
    HeldReason reason = HeldReason::none;
    friend bool operator==(const Judgement&, const Judgement&) = default;
};

struct MeterPoint {
    double t = 0;
    double x = 0;
    friend bool operator==(const MeterPoint&, const MeterPoint&) = default;
};

struct Meter {
    MeterKind kind = MeterKind::odometer;
    MeterPoint first;  // of the current level, moved back at a re-base so that the pace stays
    MeterPoint last;   // believed
    std::uint32_t believed = 0;  // readings; 0: nothing yet
    std::uint32_t rejected = 0;
    std::uint32_t rebased = 0;
    std::array<double, 2> sum{};  // usage and time, each decayed
    std::array<double, 2> weight{};
    double dispersion = 0;
    double dispersion_weight = 0;
    std::optional<double> usual_gap;  // days between readings
    std::uint8_t pending_count = 0;   // suspect readings that wait to be continued
    std::array<MeterPoint, 4> pending{};
    // Of all unusual silences that a reading ended, and how much of that the truck drove meanwhile.
    std::uint32_t silent_minutes = 0;
    std::uint32_t driven_minutes = 0;
    friend bool operator==(const Meter&, const Meter&) = default;

    // On quiet days a rate learns little; what is plausible goes by the clock.
    Judgement add(MeterPoint reading, const QuietDays& quiet = no_quiet_days);
    // As add, for a reading of which the caller knows that the truck has driven to it.
    void go_along_to(MeterPoint reading, const QuietDays& quiet = no_quiet_days);
    // Goes on at this level, whatever was read before: the rates stay, no usage is added.
    void go_on_at(MeterPoint level);
    bool fits(MeterPoint reading) const;     // on the line of what is believed
    std::optional<double> own_rate() const;  // units a day
    std::optional<double> rate(std::optional<double> fleet_rate) const;  // with the cold start
    std::optional<double> pace() const;  // the own rate once there is history enough to trust it
    double history_days() const { return last.t - first.t; }
    double usual_silence_days() const;  // longer without a reading: parked, or only not reporting?

private:
    HeldReason misfit(MeterPoint reading, MeterPoint from, std::optional<double> pace) const;
    void accept(MeterPoint reading, const QuietDays& quiet);
    void learn_silence(double days, double usage);
    unsigned confirmations_wanted(std::optional<double> pace) const;
    void rebase(const QuietDays& quiet);
};

}  // namespace roadworthy::truck
