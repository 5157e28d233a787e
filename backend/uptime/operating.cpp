#include "backend/uptime/operating.hpp"

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/time.hpp"

#include <span>

namespace roadworthy::uptime {

Time begin_of(Day day, const cases::Zone& zone) {
    const cases::LocalTime midnight{day.time_since_epoch()};
    // By the clocks of about then, and then by those of that very moment: they may be changed between.
    const Time about = zone.stretch(day).utc(midnight);
    const Time then = zone.stretch(about).utc(midnight);
    return zone.local(then) == midnight ? then : about;
}

Totals totals(std::span<const Tile> tiles, const cases::Calendar& hours) {
    Totals sum;
    for (Tile tile : tiles) {
        tile.to = tile.from + hours.working_time(tile.from, tile.to);
        sum += totals(std::span(&tile, 1));
    }
    return sum;
}

}  // namespace roadworthy::uptime
