#include "tests/simulator/model/calendar.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>

#include "common/time.hpp"

namespace roadworthy::sim {
namespace {

using std::chrono::days;
using std::chrono::month;
using std::chrono::year;

// First day of the lunar year.
constexpr std::array<Day, 10> spring_festivals = {
    Day{year{2023} / month{1} / 22}, Day{year{2024} / month{2} / 10},
    Day{year{2025} / month{1} / 29}, Day{year{2026} / month{2} / 17},
    Day{year{2027} / month{2} / 6},  Day{year{2028} / month{1} / 26},
    Day{year{2029} / month{2} / 13}, Day{year{2030} / month{2} / 3},
    Day{year{2031} / month{1} / 23}, Day{year{2032} / month{2} / 11}};

// -1 at the trough, +1 half a period later, in thousandths; straight lines between.
std::int64_t triangle(std::int64_t since_trough, std::int64_t period) {
    const std::int64_t phase = ((since_trough % period) + period) % period;
    return 1000 - std::abs(phase - period / 2) * 4000 / period;
}

}  // namespace

bool is_holiday(Day day) {
    const std::chrono::year_month_day date{day};
    const auto in_month = static_cast<unsigned>(date.month());
    const auto in_day = static_cast<unsigned>(date.day());
    if ((in_month == 1 && in_day == 1) || (in_month == 5 && in_day <= 3) ||
        (in_month == 10 && in_day <= 7)) {
        return true;
    }
    return std::ranges::any_of(spring_festivals, [day](Day first) {
        return day >= first - days{1} && day <= first + days{6};
    });
}

std::int64_t ambient_millicelsius(Time time, std::int64_t mean_millicelsius) {
    constexpr Day mid_january{year{2020} / month{1} / 15};
    constexpr std::int64_t year_swing = 14'000;
    constexpr std::int64_t day_swing = 5'000;
    const std::int64_t minutes =
        std::chrono::floor<std::chrono::minutes>(time - local_midnight(mid_january)).count();
    constexpr std::int64_t minutes_a_day = 24 * 60;
    const std::int64_t of_year = triangle(minutes, minutes_a_day * 36525 / 100);
    const std::int64_t of_day = triangle(minutes - 5 * 60, minutes_a_day);
    return mean_millicelsius + year_swing * of_year / 1000 + day_swing * of_day / 1000;
}

}  // namespace roadworthy::sim
