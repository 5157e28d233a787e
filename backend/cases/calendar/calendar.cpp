#include "backend/cases/calendar/calendar.hpp"

#include <algorithm>
#include <optional>

#include "backend/cases/calendar/opening_hours.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {
namespace {

struct Reach {
    std::optional<Time> at;
    Duration left{0};
};

Reach reach(const Calendar& calendar, Time from, Time until, Duration amount) {
    while (from < until) {
        const Zone::Stretch stretch = calendar.zone.stretch(from);
        const Time end = std::min(until, stretch.until);
        const auto reached = calendar.hours.reach(stretch.local(from), stretch.local(end), amount);
        if (reached.at) {
            return {.at = stretch.utc(*reached.at)};
        }
        amount = reached.left;
        from = end;
    }
    return {.at = std::nullopt, .left = amount};
}

}  // namespace

Duration Calendar::working_time(Time from, Time until) const {
    // More than any two times are apart: it is never reached, and what is not left has gone by.
    constexpr Duration endless = Duration::max();
    return endless - reach(*this, from, until, endless).left;
}

std::optional<Time> Calendar::after(Time from, Duration amount) const {
    if (amount <= Duration{0}) {
        return from;
    }
    return reach(*this, from, from + furthest_deadline, amount).at;
}

}  // namespace roadworthy::cases
