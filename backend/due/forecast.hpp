#pragma once
// When will a meter reach a target: the days that 10, 50 and 90 of 100 cases do not pass. The way
// of the reference predictor (backend/truck/meters.hpp), and the same with a fleet that learns how
// much its trucks drive while they are silent.

#include <cstdint>
#include <optional>
#include <vector>

#include "backend/truck/meters.hpp"
#include "backend/truck/quiet_days.hpp"

namespace roadworthy::due {

using truck::Days;

struct ForecastTunables {
    double spread = 0.25;  // of the logarithm of the duration
    double spread_dispersion = 0.35;
    double spread_cold = 0.6;
    double driven_in_silence = 0.5;   // before the fleet's silences say otherwise
    double known_silent_days = 30.0;  // that this weighs
    double median = 1.05;             // durations are skewed: a plain rate is early
    double most_days = 365.0;
    double calibration_step = 0.005;
    double least_z = 0.6;
    double most_z = 3.0;
};
inline constexpr ForecastTunables forecast_tunables;

// How many spreads lie between p50 and p10, p50 and p90.
struct Widths {
    double z10 = 1.15;
    double z90 = 1.25;
    friend bool operator==(const Widths&, const Widths&) = default;
};

// How the predictions that were kept came out: totals since ever.
struct Outcomes {
    std::uint64_t settled = 0;
    std::uint64_t early = 0;  // before p10
    std::uint64_t late = 0;   // after p90
    friend bool operator==(const Outcomes&, const Outcomes&) = default;
};

// What the fleet teaches about one kind of meter; trucks use the version of the last day tick.
struct FleetNumbers {
    std::optional<double> rate;  // units (km, h, l) a day: the cold-start prior
    Widths widths;
    double driven_in_silence = forecast_tunables.driven_in_silence;  // share; for p50
    Outcomes outcomes;  // that `widths` have learned from
    friend bool operator==(const FleetNumbers&, const FleetNumbers&) = default;
};

struct Outlook {
    Days p10{0};
    Days p50{0};
    Days p90{0};
    friend bool operator==(const Outlook&, const Outlook&) = default;
};

// Days from `now` (days since 1970) until the meter reaches `target` (its unit), each within 0 and
// 365; nothing where no rate is known. To the digit as the reference.
std::optional<Outlook> predict(const truck::Meter& meter, double now, double target,
                               const FleetNumbers& fleet);

// Ours, as points in time (days since 1970) and without the bounds: a target that has been passed
// is dated back at the own rate. What a due row stores.
// Days of driving become dates by the operator's quiet days.
struct Question {
    double now = 0;     // days since 1970
    double target = 0;  // the meter's unit
    const truck::QuietDays& quiet = truck::no_quiet_days;
};
std::optional<Outlook> reach(const truck::Meter& meter, const Question& asked,
                             const FleetNumbers& fleet);
inline std::optional<Outlook> reach(const truck::Meter& meter, double now, double target,
                                    const FleetNumbers& fleet) {
    return reach(meter, {.now = now, .target = target}, fleet);
}

// The geometric mean of the own rates.
struct Prior {
    double count = 0;
    double sum = 0;
    friend bool operator==(const Prior&, const Prior&) = default;

    void add(double units_a_day);
    std::optional<double> rate() const;
};
// How the unusual silences of the fleet's trucks ended.
struct Silences {
    double silent_days = 0;
    double driven_days = 0;
    friend bool operator==(const Silences&, const Silences&) = default;

    void add(const truck::Meter& meter);
    double driven_share() const;
};
// An own rate counts for the fleet from 28 days of history on.
bool is_seasoned(const truck::Meter& meter);

// Adaptive conformal inference: the widths, nudged whenever an asked prediction turns out right or
// wrong, so that in the long run one in ten falls below p10 and one in ten above p90.
struct AskedPrediction {
    double target = 0;
    double p10 = 0;  // days since 1970
    double p90 = 0;
    friend bool operator==(const AskedPrediction&, const AskedPrediction&) = default;
};
enum class Outcome : std::uint8_t { open = 0, early = 1, within = 2, late = 3 };
Outcome outcome(const AskedPrediction& asked, truck::MeterPoint believed);
void settle(Widths& widths, Outcome outcome);
// The same for all that were settled in a day: as many nudges, but those of a large fleet count as
// forty, else a day's chance would throw the widths about.
void calibrate(Widths& widths, const Outcomes& since);
// Settles what the newest believed reading settles, and forgets it.
void settle(Widths& widths, std::vector<AskedPrediction>& asked, truck::MeterPoint believed);

}  // namespace roadworthy::due
