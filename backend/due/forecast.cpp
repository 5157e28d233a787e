#include "backend/due/forecast.hpp"

#include "backend/truck/meters.hpp"
#include "backend/truck/quiet_days.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace roadworthy::due {
namespace {

constexpr const ForecastTunables& p = forecast_tunables;  // as the reference calls it
constexpr ForecastTunables of_the_reference{.spread_dispersion = 0.5, .spread_cold = 0.5};

// A date that lies further ahead than any plan is as good as this one.
constexpr double furthest_days = 3650;

constexpr double most_nudges_a_day = 40;

// How silence counts: it is unusual beyond so many days, and this share of that was driven (p50).
struct Silence {
    double usual_days = 0;
    double driven_share = 0;
};

Silence silence_of_the_reference(const truck::Meter& meter) {
    return {.usual_days = 1.5 * meter.usual_gap.value_or(7.0) + 2.0, .driven_share = 0.5};
}

// What both forms of the prediction are made of.
struct Course {
    double days = 0;     // from the last reading, at a steady rate
    double spread = 0;   // of their logarithm
    double silence = 0;  // days since the last reading
    double unusual = 0;  // part of it: parked, or only not reporting?
    double driven = 0;   // part of that
};

// The square of the spread is a constant part, and a part that shrinks with the days ahead.
struct Spread {
    double constant = 0;
    double for_a_day = 0;
    double at(double days) const { return std::sqrt(constant + for_a_day / std::max(days, 3.0)); }
};

Spread spread_of(const truck::Meter& meter, double rate, const ForecastTunables& by = p) {
    const double dispersion = meter.dispersion_weight > 0
                                  ? meter.dispersion / meter.dispersion_weight
                                  : rate * rate * 7.0;
    const double prior = truck::filter_tunables.prior_days;
    return {.constant = by.spread * by.spread +
                        by.spread_cold * by.spread_cold * prior / (prior + meter.history_days()),
            .for_a_day = by.spread_dispersion * dispersion / (rate * rate)};
}

Course course_of(double days, double silent_days, const Spread& spread, const Silence& silence) {
    const double unusual = std::max(silent_days - silence.usual_days, 0.0);
    return {.days = days,
            .spread = spread.at(days),
            .silence = silent_days,
            .unusual = unusual,
            .driven = unusual * silence.driven_share};
}

Outlook map(const Outlook& outlook, auto change) {
    return {.p10 = Days{change(outlook.p10.count())},
            .p50 = Days{change(outlook.p50.count())},
            .p90 = Days{change(outlook.p90.count())}};
}

// Days from `now`. During unusual silence p10 assumes that it drove on, p90 that it was parked.
Outlook outlook_of(const Course& course, const Widths& widths) {
    const double heard = course.silence - course.unusual;
    const auto from_now = [&](double factor, double driven) {
        return Days{course.days * p.median * factor - heard - driven};
    };
    return {.p10 = from_now(std::exp(-widths.z10 * course.spread), course.unusual),
            .p50 = from_now(1.0, course.driven),
            .p90 = from_now(std::exp(widths.z90 * course.spread), 0.0)};
}

// The spread shrinks as the target moves away, so that p90 of an unsteady truck first falls: days *
// exp(z * spread(days)) has its one dip where z * a = 2 * sqrt(constant + a), a = for_a_day / days.
// A target further on is never reached earlier, so what lies before the dip is brought down to it.
double dip_of_p90(const Spread& spread, double z) {
    return spread.for_a_day * z * z / (2 + 2 * std::sqrt(1 + z * z * spread.constant));
}

double nudged(double z, double by) {
    return std::clamp(z + p.calibration_step * by, p.least_z, p.most_z);
}

}  // namespace

std::optional<Outlook> predict(const truck::Meter& meter, double now, double target,
                               const FleetNumbers& fleet) {
    if (meter.believed == 0) {
        return std::nullopt;
    }
    const double rest = target - meter.last.x;
    if (rest <= 0) {
        return Outlook{};
    }
    const auto rate = meter.rate(fleet.rate);
    if (!rate || *rate <= 1e-9) {
        return std::nullopt;
    }
    const Course course =
        course_of(rest / *rate, std::max(now - meter.last.t, 0.0),
                  spread_of(meter, *rate, of_the_reference), silence_of_the_reference(meter));
    return map(outlook_of(course, fleet.widths),
               [](double days) { return std::clamp(days, 0.0, forecast_tunables.most_days); });
}

std::optional<Outlook> reach(const truck::Meter& meter, const Question& asked,
                             const FleetNumbers& fleet) {
    if (meter.believed == 0) {
        return std::nullopt;
    }
    const double rest = asked.target - meter.last.x;
    const auto rate = meter.rate(fleet.rate);
    if (!rate || *rate <= 1e-9) {
        return rest <= 0 ? std::optional{Outlook{Days{meter.last.t}, Days{meter.last.t},
                                                 Days{meter.last.t}}}
                         : std::nullopt;
    }
    if (rest <= 0) {
        const Days passed{asked.quiet.date(meter.last.t, std::max(rest / *rate, -furthest_days))};
        return Outlook{passed, passed, passed};
    }
    const Spread spread = spread_of(meter, *rate);
    const double silent = asked.quiet.driving_days(meter.last.t, std::max(asked.now, meter.last.t));
    Course course = course_of(
        rest / *rate, silent, spread,
        {.usual_days = meter.usual_silence_days(), .driven_share = fleet.driven_in_silence});
    Outlook outlook = outlook_of(course, fleet.widths);
    const double dip = dip_of_p90(spread, fleet.widths.z90);
    if (course.days < dip) {
        course.days = dip;
        course.spread = spread.at(dip);
        outlook.p90 = std::min(outlook.p90, outlook_of(course, fleet.widths).p90);
    }
    return map(outlook, [&](double days) {
        return asked.quiet.date(asked.now, std::min(days, furthest_days));
    });
}

void Prior::add(double units_a_day) {
    if (units_a_day > 0) {
        count += 1;
        sum += std::log(units_a_day);
    }
}

std::optional<double> Prior::rate() const {
    return count > 0 ? std::optional{std::exp(sum / count)} : std::nullopt;
}

void Silences::add(const truck::Meter& meter) {
    silent_days += meter.silent_minutes / 1440.0;
    driven_days += meter.driven_minutes / 1440.0;
}

double Silences::driven_share() const {
    return (p.driven_in_silence * p.known_silent_days + driven_days) /
           (p.known_silent_days + silent_days);
}

bool is_seasoned(const truck::Meter& meter) {
    return meter.believed > 0 && meter.history_days() >= 28 && meter.own_rate().value_or(0) != 0;
}

Outcome outcome(const AskedPrediction& asked, truck::MeterPoint believed) {
    if (believed.x < asked.target) {
        return believed.t > asked.p90 ? Outcome::late : Outcome::open;
    }
    if (believed.t < asked.p10) {
        return Outcome::early;
    }
    return believed.t > asked.p90 ? Outcome::late : Outcome::within;
}

void settle(Widths& widths, Outcome outcome) {
    if (outcome == Outcome::open) {
        return;
    }
    widths.z10 = nudged(widths.z10, (outcome == Outcome::early ? 1.0 : 0.0) - 0.1);
    widths.z90 = nudged(widths.z90, (outcome == Outcome::late ? 1.0 : 0.0) - 0.1);
}

void calibrate(Widths& widths, const Outcomes& since) {
    if (since.settled == 0) {
        return;
    }
    const auto settled = static_cast<double>(since.settled);
    const double nudges = std::min(settled, most_nudges_a_day);
    widths.z10 = nudged(widths.z10, nudges * (static_cast<double>(since.early) / settled - 0.1));
    widths.z90 = nudged(widths.z90, nudges * (static_cast<double>(since.late) / settled - 0.1));
}

void settle(Widths& widths, std::vector<AskedPrediction>& asked, truck::MeterPoint believed) {
    std::erase_if(asked, [&](const AskedPrediction& one) {
        const Outcome found = outcome(one, believed);
        settle(widths, found);
        return found != Outcome::open;
    });
}

}  // namespace roadworthy::due
