#include "backend/exchange/cases/hours.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/cases/calendar/opening_hours.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

constexpr std::array<std::string_view, 7> weekdays = {"mon", "tue", "wed", "thu",
                                                      "fri", "sat", "sun"};

constexpr auto most_days = std::chrono::days{400};  // in one range

// Its parts without the blanks around them; an empty one is none.
std::vector<std::string_view> parts_of(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        if (const auto part = trimmed(text.substr(0, end)); !part.empty()) {
            parts.push_back(part);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::optional<int> two_digits(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_good =
        text.size() == 2 && error == std::errc{} && end == text.data() + text.size();
    return is_good && number >= 0 ? std::optional{number} : std::nullopt;
}

// 00:00 to 24:00
std::optional<std::chrono::minutes> time_of_day(std::string_view text) {
    const auto hour = two_digits(text.substr(0, 2));
    const auto minute =
        text.size() == 5 && text[2] == ':' ? two_digits(text.substr(3)) : std::optional<int>{};
    if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > 24 * 60) {
        return std::nullopt;
    }
    return std::chrono::minutes{*hour * 60 + *minute};
}

std::optional<cases::Span> span(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto from = time_of_day(trimmed(text.substr(0, dash)));
    const auto until = time_of_day(trimmed(text.substr(dash + 1)));
    if (!from || !until || *from == *until) {
        return std::nullopt;
    }
    const auto next_day = *until < *from ? std::chrono::hours{24} : std::chrono::hours{0};
    return cases::Span{.from = *from, .until = *until + next_day};
}

Result<cases::DayHours> hours_in(std::string_view text, char separator) {
    cases::DayHours hours;
    for (const std::string_view part : parts_of(text, separator)) {
        const auto one = span(part);
        if (!one) {
            return fail("expected hours like 08:00-12:00, or closed, got \"" + std::string(part) +
                        '"');
        }
        hours.push_back(*one);
    }
    return hours;
}

struct Days {
    Day first;
    Day last;
};
Result<Days> days_in(std::string_view text) {
    const auto slash = text.find('/');
    const auto first = parse_day(trimmed(text.substr(0, slash)));
    const auto last =
        slash == std::string_view::npos ? first : parse_day(trimmed(text.substr(slash + 1)));
    if (!first || !last || *last < *first || *last - *first > most_days) {
        return fail("expected days like 2026-10-01/2026-10-07, got \"" + std::string(text) + '"');
    }
    return Days{*first, *last};
}

cases::LocalDay local(Day day) {
    return cases::LocalDay{day.time_since_epoch()};
}

}  // namespace

Result<cases::DayHours> day_hours(std::string_view text) {
    return trimmed(text) == "closed" ? cases::DayHours{} : hours_in(text, ';');
}

Result<std::vector<cases::SpecialDay>> special_days(std::string_view closed_on,
                                                    std::string_view open_on) {
    std::vector<cases::SpecialDay> all;
    for (const std::string_view part : parts_of(closed_on, ';')) {
        const auto days = days_in(part);
        if (!days) {
            return tl::unexpected(days.error());
        }
        for (Day day = days->first; day <= days->last; day += std::chrono::days{1}) {
            all.push_back({.day = local(day), .hours = {}});
        }
    }
    for (const std::string_view part : parts_of(open_on, ';')) {
        const auto sign = part.find('=');
        const auto day = parse_day(trimmed(part.substr(0, sign)));
        if (!day || sign == std::string_view::npos) {
            return fail("expected days with hours like 2026-10-10=09:00-17:00, got \"" +
                        std::string(part) + '"');
        }
        auto hours = hours_in(part.substr(sign + 1), '+');
        if (!hours) {
            return tl::unexpected(hours.error());
        }
        all.push_back({.day = local(*day), .hours = std::move(*hours)});
    }
    return all;
}

cases::OpeningHours opening_hours(Fields& row) {
    cases::OpeningHours::Week week;
    bool has_hours = false;
    for (std::size_t day = 0; day < weekdays.size(); ++day) {
        const std::string text = row.text(weekdays.at(day));
        const auto hours = day_hours(text);
        if (!hours) {
            row.refuse(weekdays.at(day), hours.error().message);
            return {};
        }
        week.at(day) = *hours;
        has_hours = has_hours || !hours->empty();
    }
    auto special = special_days(row.text("closed_on"), row.text("open_on"));
    if (!special) {
        row.refuse("closed_on", special.error().message);
        return {};
    }
    if (!has_hours) {
        week = cases::OpeningHours().week();
    }
    auto made = cases::OpeningHours::from(std::move(week), std::move(*special));
    if (!made) {
        row.refuse("mon", made.error().message);
        return {};
    }
    return std::move(*made);
}

}  // namespace roadworthy::exchange
