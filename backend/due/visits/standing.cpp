#include "backend/due/visits/standing.hpp"

#include "backend/due/visits/slots.hpp"
#include "backend/truck/event_time.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

namespace roadworthy::due {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr int hours_a_week = 168;
constexpr hours longest_trip = days{7};    // else its clock has jumped
constexpr hours longest_step = hours{1};   // between readings of a truck that works
constexpr hours source_is_gone = days{1};  // not among the readings for so long
constexpr std::int64_t moved_m = 1'000;
// Of a week by its age: half after four.
const std::array<double, most_weeks> weights = [] {
    std::array<double, most_weeks> all{};
    for (std::size_t age = 0; age < all.size(); ++age) {
        all.at(age) = std::exp2(-static_cast<double>(age) / 4);
    }
    return all;
}();
// Monday, 29 December 1969: hours and weeks are counted from there.
constexpr Day origin{days{-3}};

std::int64_t hour_number(Time time) {
    return std::chrono::floor<hours>(time - origin).count();
}

// The week of that hour; null where it lies too far in the past to be kept.
WeekSeen* week_of(Standing& standing, std::int64_t hour) {
    auto& weeks = standing.weeks;
    const std::int64_t number = hour / hours_a_week;
    constexpr auto most = static_cast<std::int64_t>(most_weeks);
    if (!weeks.empty() && number <= weeks.back().week - most) {
        return nullptr;
    }
    const auto place = std::ranges::lower_bound(weeks, number, {}, &WeekSeen::week);
    if (place != weeks.end() && place->week == number) {
        return &*place;
    }
    weeks.insert(place, {.week = number, .worked = {}, .stood = {}});
    std::erase_if(weeks, [newest = weeks.back().week](const WeekSeen& week) {
        return week.week <= newest - most;
    });
    return &*std::ranges::find(weeks, number, &WeekSeen::week);
}

// Hours from `first` up to, but without, `end`. The newest first: of what is older than can be kept,
// nothing is looked at.
void mark(Standing& standing, HoursOfWeek WeekSeen::* what, std::int64_t first, std::int64_t end) {
    for (std::int64_t hour = end - 1; hour >= first && hour >= 0; --hour) {
        WeekSeen* week = week_of(standing, hour);
        if (week == nullptr) {
            return;
        }
        (week->*what).add(static_cast<std::size_t>(hour % hours_a_week));
    }
}

void mark_worked(Standing& standing, Time from, Time to) {
    mark(standing, &WeekSeen::worked, hour_number(from), hour_number(to) + 1);
}

// Whole hours alone.
void mark_stood(Standing& standing, Time from, Time to) {
    const bool is_whole = hour_number(from) * hours{1} == from - origin;
    mark(standing, &WeekSeen::stood, hour_number(from) + (is_whole ? 0 : 1), hour_number(to));
}

const MeterReading* odometer_of(const MetersReport& report, const std::optional<OdometerSeen>& seen,
                                Time at) {
    const MeterReading* finest = nullptr;
    for (const MeterReading& reading : report.readings) {
        if (reading.kind != MeterKind::odometer) {
            continue;
        }
        if (seen && reading.source == seen->source) {
            return &reading;
        }
        if (finest == nullptr || reading.source.spn > finest->source.spn) {
            finest = &reading;
        }
    }
    return !seen || at - seen->at > source_is_gone ? finest : nullptr;
}

// How much each of the two hours in UTC, which an hour of the workshop lies in, is of it.
struct Overlap {
    std::size_t first = 0;
    std::size_t second = 0;
    double of_second = 0;
};
Overlap overlap_of(std::size_t local_hour, minutes utc_offset) {
    constexpr minutes week = hours{hours_a_week};
    const minutes begin =
        (hours{static_cast<std::int64_t>(local_hour)} - utc_offset % week + week) % week;
    const auto first = static_cast<std::size_t>(begin / hours{1});
    return {.first = first,
            .second = (first + 1) % hours_a_week,
            .of_second = static_cast<double>((begin % hours{1}).count()) / 60};
}

struct Share {
    double stood = 0;
    double known = 0;
    int weeks = 0;
};
Share share_of(const Standing& standing, std::size_t hour, Time since) {
    Share share;
    for (const WeekSeen& week : standing.weeks) {
        if (origin + days{7 * week.week} < since) {
            continue;
        }
        const auto age = static_cast<std::size_t>(standing.weeks.back().week - week.week);
        const double weight = weights.at(age);
        const bool has_worked = week.worked.has(hour);
        if (has_worked || week.stood.has(hour)) {
            share.known += weight;
            share.stood += has_worked ? 0 : weight;
            ++share.weeks;
        }
    }
    return share;
}

}  // namespace

void take(Standing& standing, const TripReport& report, truck::EventTime when, BootId boot) {
    const auto end = standing.trip_end;
    standing.trip_end.reset();
    if (when.quality == truck::TimeQuality::received) {
        return;
    }
    if (report.event == TripEvent::started) {
        if (end && end->boot == boot && end->at <= when.at) {
            mark_stood(standing, end->at, when.at);
        }
        mark_worked(standing, when.at, when.at);
        return;
    }
    if (report.duration <= longest_trip) {
        mark_worked(standing, when.at - report.duration, when.at);
        standing.trip_end = {.at = when.at, .boot = boot};
    }
}

void take(Standing& standing, const MetersReport& report, truck::EventTime when) {
    auto& seen = standing.odometer;
    const MeterReading* reading = odometer_of(report, seen, when.at);
    if (reading == nullptr || when.quality == truck::TimeQuality::received) {
        return;
    }
    const bool follows = seen && seen->source == reading->source && seen->at <= when.at;
    if (follows && std::abs(reading->value - seen->value_m) < moved_m) {
        // What was marked up to the reading before is marked already.
        mark_stood(standing, std::max(seen->since, Time{std::chrono::floor<hours>(seen->at)}),
                   when.at);
        seen->at = when.at;
        return;
    }
    if (follows && when.at - seen->at <= longest_step) {
        mark_worked(standing, seen->at, when.at);
    }
    seen = OdometerSeen{
        .source = reading->source, .since = when.at, .value_m = reading->value, .at = when.at};
}

void lose_track(Standing& standing) {
    standing.trip_end.reset();
}

UsualWeek usual_week(const Standing& standing, minutes utc_offset, Time since) {
    UsualWeek usual;
    for (std::size_t hour = 0; hour < hours_a_week; ++hour) {
        const Overlap overlap = overlap_of(hour, utc_offset);
        const Share one = share_of(standing, overlap.first, since);
        const Share other = overlap.of_second > 0 ? share_of(standing, overlap.second, since) : one;
        const auto stands = [](const Share& share) {
            return share.known > 0 ? share.stood / share.known : 0;
        };
        usual.stands.at(hour) =
            (1 - overlap.of_second) * stands(one) + overlap.of_second * stands(other);
        usual.weeks_known.at(hour) = std::min(one.weeks, other.weeks);
    }
    return usual;
}

}  // namespace roadworthy::due
