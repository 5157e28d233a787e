#include "backend/cases/clocks.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "backend/cases/calendar/calendar.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {
namespace {

struct Stretch {
    Time from;
    Time until;
};

// What is known of the pauses at `now`: in order, without overlaps. One that lasts has no end.
std::vector<Stretch> standing(const ClockRun& run, Time now) {
    std::vector<Stretch> known;
    for (const Pause& pause : run.pauses) {
        const bool lasts = !pause.until || *pause.until > now;
        const Stretch stretch{.from = std::max(pause.from, run.started),
                              .until = lasts ? Time::max() : *pause.until};
        if (pause.from <= now && stretch.from < stretch.until) {
            known.push_back(stretch);
        }
    }
    std::ranges::sort(known, {}, &Stretch::from);
    std::vector<Stretch> merged;
    for (const Stretch& stretch : known) {
        if (!merged.empty() && stretch.from <= merged.back().until) {
            merged.back().until = std::max(merged.back().until, stretch.until);
        } else {
            merged.push_back(stretch);
        }
    }
    return merged;
}

// Between them, from the start on; the first may be empty, the last has no end, unless the clock
// stands still for ever.
std::vector<Stretch> running(const ClockRun& run, const std::vector<Stretch>& pauses) {
    std::vector<Stretch> between;
    Time from = run.started;
    for (const Stretch& pause : pauses) {
        between.push_back({.from = from, .until = pause.from});
        from = pause.until;
    }
    if (from < Time::max()) {
        between.push_back({.from = from, .until = Time::max()});
    }
    return between;
}

Duration working_time(const Calendar& calendar, const std::vector<Stretch>& stretches, Time end) {
    Duration sum{0};
    for (const Stretch& stretch : stretches) {
        sum += calendar.working_time(stretch.from, std::min(stretch.until, end));
    }
    return sum;
}

std::optional<Time> when_used(const std::vector<Stretch>& running, const Target& target) {
    Duration left = target.amount;
    for (const Stretch& stretch : running) {
        const auto reached = target.calendar->after(stretch.from, left);
        if (reached && *reached <= stretch.until) {
            return reached;
        }
        if (stretch.until == Time::max()) {
            return std::nullopt;
        }
        left -= target.calendar->working_time(stretch.from, stretch.until);
    }
    return std::nullopt;
}

}  // namespace

std::optional<Time> when_used(const ClockRun& run, const Target& target, Time now) {
    return when_used(running(run, standing(run, now)), target);
}

ClockReading read_clock(const ClockRun& run, const Target& target, Time now) {
    const bool has_stopped = run.stopped && *run.stopped <= now;
    const Time end = has_stopped ? *run.stopped : now;
    const auto pauses = standing(run, now);
    const auto between = running(run, pauses);
    ClockReading reading;
    reading.used = working_time(*target.calendar, between, end);
    reading.paused = working_time(*target.calendar, pauses, end);
    reading.left = std::max(target.amount - reading.used, Duration{0});
    reading.over = std::max(reading.used - target.amount, Duration{0});
    reading.deadline = when_used(between, target);
    if (reading.over > Duration{0}) {
        reading.state = ClockState::missed;
    } else if (has_stopped) {
        reading.state = ClockState::met;
    } else if (!pauses.empty() && pauses.back().until == Time::max()) {
        reading.state = ClockState::paused;
    }
    return reading;
}

}  // namespace roadworthy::cases
