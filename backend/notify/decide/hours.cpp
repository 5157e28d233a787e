#include "backend/notify/decide/hours.hpp"

#include <algorithm>
#include <chrono>

#include "backend/cases/calendar/zone.hpp"
#include "backend/customers/recipient.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

using cases::LocalDay;
using cases::LocalTime;
using cases::Zone;
using std::chrono::days;
using std::chrono::minutes;

LocalDay day_in(const Zone& zone, Time at) {
    return std::chrono::floor<days>(zone.local(at));
}

// The first instant at which the clock shows that time of that day or a later one.
Time beginning(const Zone& zone, LocalDay day, minutes time_of_day) {
    const LocalTime wanted = LocalTime{day} + time_of_day;
    // No clock is a day away from UTC, so here it shows less.
    Zone::Stretch stretch = zone.stretch(Time{wanted.time_since_epoch()} - days{1});
    for (;;) {
        const Time at = std::max(stretch.from, stretch.utc(wanted));
        if (at < stretch.until) {
            return at;
        }
        stretch = zone.stretch(stretch.until);
    }
}

// What `time_on` makes of the days from the one before `after` on, the first that is later.
template <class TimeOn>
Time first_later(const Zone& zone, Time after, TimeOn time_on) {
    for (LocalDay day = day_in(zone, after) - days{1};; day += days{1}) {
        const Time at = time_on(day);
        if (at > after) {
            return at;
        }
    }
}

bool is_in(const customers::DayHours& hours, LocalTime local) {
    const auto time_of_day = local - std::chrono::floor<days>(local);
    return hours.from < hours.until ? time_of_day >= hours.from && time_of_day < hours.until
                                    : time_of_day >= hours.from || time_of_day < hours.until;
}

}  // namespace

bool is_on_duty(const Person& person, Time at) {
    const auto& duty = person.recipient.duty;
    return !duty || is_in(*duty, person.zone.local(at));
}

Time not_quiet(const Person& person, Time at) {
    const auto& quiet = person.recipient.quiet;
    if (!quiet || !is_in(*quiet, person.zone.local(at))) {
        return at;
    }
    return first_later(person.zone, at,
                       [&](LocalDay day) { return beginning(person.zone, day, quiet->until); });
}

Time next_digest(const Person& person, Time after) {
    return first_later(person.zone, after, [&](LocalDay day) {
        return not_quiet(person, beginning(person.zone, day, person.recipient.digest_at));
    });
}

Span local_day(const Zone& zone, Time at) {
    const LocalDay day = day_in(zone, at);
    return {.from = beginning(zone, day, minutes{0}),
            .until = beginning(zone, day + days{1}, minutes{0})};
}

}  // namespace roadworthy::notify
