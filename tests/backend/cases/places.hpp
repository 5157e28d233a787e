#pragma once
// Places and hours for the tests: offsets and their changes as the places' laws have them in 2026.

#include <array>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/cases/calendar/calendar.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::make {

inline cases::Zone zone(std::chrono::seconds offset,
                        std::vector<cases::OffsetChange> changes = {}) {
    return cases::Zone::from(offset, std::move(changes)).value();
}

inline cases::LocalDay local_day(std::string_view text) {
    return cases::LocalDay{day(text).time_since_epoch()};
}

inline cases::DayHours hours(int from, int until) {
    return {{.from = std::chrono::hours{from}, .until = std::chrono::hours{until}}};
}

// The same on `days` days from Monday on, closed on the others.
inline cases::OpeningHours open(int days, const cases::DayHours& each,
                                std::vector<cases::SpecialDay> special = {}) {
    cases::OpeningHours::Week week;
    for (std::size_t day = 0; day < static_cast<std::size_t>(days); ++day) {
        week[day] = each;
    }
    return cases::OpeningHours::from(std::move(week), std::move(special)).value();
}

namespace place {

using namespace std::chrono_literals;

inline const auto pago_pago = zone(-11h);
inline const auto st_johns = zone(-3h - 30min, {{time("2026-03-08T05:30:00Z"), -2h - 30min},
                                                {time("2026-11-01T04:30:00Z"), -3h - 30min}});
inline const auto london =
    zone(0h, {{time("2026-03-29T01:00:00Z"), 1h}, {time("2026-10-25T01:00:00Z"), 0h}});
inline const auto kathmandu = zone(5h + 45min);
inline const auto shanghai = zone(8h);
inline const auto lord_howe =
    zone(11h, {{time("2026-04-04T15:00:00Z"), 10h + 30min}, {time("2026-10-03T15:30:00Z"), 11h}});
inline const auto chatham = zone(13h + 45min, {{time("2026-04-04T14:00:00Z"), 12h + 45min},
                                               {time("2026-09-26T14:00:00Z"), 13h + 45min}});
inline const auto kiritimati = zone(14h);

}  // namespace place
}  // namespace roadworthy::make
