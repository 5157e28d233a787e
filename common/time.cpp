#include "common/time.hpp"

#include "common/result.hpp"

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace roadworthy {
namespace {

// `width` digits at the front of `text`, which is shortened by them.
std::optional<int> take_number(std::string_view& text, std::size_t width) {
    const std::string_view digits = text.substr(0, width);
    int value = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') {
            return std::nullopt;
        }
        value = value * 10 + (digit - '0');
    }
    if (digits.size() < width) {
        return std::nullopt;
    }
    text.remove_prefix(width);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

std::optional<Day> take_day(std::string_view& text) {
    const auto year = take_number(text, 4);
    const bool first_dash = take(text, "-");
    const auto month = take_number(text, 2);
    const bool second_dash = take(text, "-");
    const auto day = take_number(text, 2);
    if (!year || !month || !day || !first_dash || !second_dash) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    return Day{date};
}

std::optional<Duration> take_fraction(std::string_view& text) {
    int microseconds = 0;
    int digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 6) {
            microseconds = microseconds * 10 + (text.front() - '0');
        }
        ++digits;
        text.remove_prefix(1);
    }
    for (int digit = digits; digit < 6; ++digit) {
        microseconds *= 10;
    }
    return digits > 0 ? std::optional{Duration{microseconds}} : std::nullopt;
}

std::optional<Duration> take_time_of_day(std::string_view& text) {
    const auto hour = take_number(text, 2);
    const bool colon = take(text, ":");
    const auto minute = take_number(text, 2);
    if (!hour || !minute || !colon || *hour > 23 || *minute > 59) {
        return std::nullopt;
    }
    Duration of_day = std::chrono::hours{*hour} + std::chrono::minutes{*minute};
    if (take(text, ":")) {
        const auto second = take_number(text, 2);
        if (!second || *second > 59) {
            return std::nullopt;
        }
        of_day += std::chrono::seconds{*second};
        if (take(text, ".")) {
            const auto fraction = take_fraction(text);
            if (!fraction) {
                return std::nullopt;
            }
            of_day += *fraction;
        }
    }
    return of_day;
}

}  // namespace

std::string iso(Day day) {
    const std::chrono::year_month_day date{day};
    char text[40];
    const int length =
        std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return {text, static_cast<std::size_t>(length)};
}

std::string iso(Time time) {
    const Day day = day_of(time);
    const std::chrono::hh_mm_ss<Duration> clock{time - day};
    char text[40];
    int length = std::snprintf(
        text, sizeof text, "T%02d:%02d:%02d", static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    std::string result = iso(day) + std::string(text, static_cast<std::size_t>(length));
    if (clock.subseconds().count() != 0) {
        length =
            std::snprintf(text, sizeof text, ".%06d", static_cast<int>(clock.subseconds().count()));
        result.append(text, static_cast<std::size_t>(length));
    }
    return result + 'Z';
}

Result<Day> parse_day(std::string_view text) {
    std::string_view rest = text;
    const auto day = take_day(rest);
    if (!day || !rest.empty()) {
        return fail("expected a date as 2026-11-22, got \"" + std::string(text) + '"');
    }
    return *day;
}

Result<Time> parse_time(std::string_view text) {
    std::string_view rest = text;
    const auto day = take_day(rest);
    std::optional<Duration> of_day = Duration{0};
    if (day && !rest.empty()) {
        of_day = take(rest, "T ") ? take_time_of_day(rest) : std::nullopt;
        take(rest, "Z");
    }
    if (!day || !of_day || !rest.empty()) {
        return fail("expected a time as 2026-11-22T21:30:00Z, got \"" + std::string(text) + '"');
    }
    return Time{*day} + *of_day;
}

}  // namespace roadworthy
