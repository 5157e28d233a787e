#pragma once
// Days as the truck's people live them: local time, weekdays, holidays, the weather of the season.

#include "common/time.hpp"

namespace roadworthy::sim {

// All simulated trucks work in China: UTC+8 the whole year.
constexpr std::chrono::hours utc_offset{8};

inline Time local_midnight(Day day) {
    return Time{day} - utc_offset;
}
inline Day local_day_of(Time time) {
    return day_of(time + utc_offset);
}

enum class Holidays : std::uint8_t { none, chinese };

// New Year, Spring Festival (2023 to 2032), Labour Day, National Day.
bool is_holiday(Day day);

// 0 Sunday .. 6 Saturday
inline unsigned weekday_of(Day day) {
    return std::chrono::weekday{day}.c_encoding();
}

// Outside air in thousandths of a degree: a triangle over the year and one over the day, around a
// mean; coldest in mid-January and at five in the morning.
std::int64_t ambient_millicelsius(Time time, std::int64_t mean_millicelsius);

inline bool is_winter(Day day) {
    const auto month = static_cast<unsigned>(std::chrono::year_month_day{day}.month());
    return month == 12 || month <= 2;
}

}  // namespace roadworthy::sim
