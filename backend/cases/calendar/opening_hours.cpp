#include "backend/cases/calendar/opening_hours.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/cases/calendar/zone.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {
namespace {

using std::chrono::days;
using std::chrono::minutes;

std::string text(LocalDay day) {
    return iso(Day{day.time_since_epoch()});
}

Result<void> check(const DayHours& hours) {
    if (hours.size() > most_spans_a_day) {
        return fail("expected at most " + std::to_string(most_spans_a_day) +
                    " opening spans a day, got " + std::to_string(hours.size()));
    }
    for (const Span& span : hours) {
        if (span.from < minutes{0} || span.from >= days{1} || span.until <= span.from ||
            span.until > span.from + days{1}) {
            return fail(
                "expected an opening that begins within its day and lasts at most 24 hours, got "
                "minutes " +
                std::to_string(span.from.count()) + " to " + std::to_string(span.until.count()));
        }
    }
    return {};
}

// One opening, in the time since midnight, within its day.
struct Piece {
    Duration from{0};
    Duration until{0};
};

// What is open on a day, given the hours of the day before: in order, without overlaps.
std::vector<Piece> pieces(const DayHours& before, const DayHours& own) {
    std::vector<Piece> all;
    all.reserve(before.size() + own.size());
    for (const Span& span : before) {
        if (span.until > days{1}) {
            all.push_back({.from = Duration{0}, .until = span.until - days{1}});
        }
    }
    for (const Span& span : own) {
        all.push_back({.from = span.from, .until = std::min<Duration>(span.until, days{1})});
    }
    std::ranges::sort(all, {}, &Piece::from);
    std::vector<Piece> merged;
    for (const Piece& piece : all) {
        if (!merged.empty() && piece.from <= merged.back().until) {
            merged.back().until = std::max(merged.back().until, piece.until);
        } else {
            merged.push_back(piece);
        }
    }
    return merged;
}

LocalDay day_at(LocalTime time) {
    return std::chrono::floor<days>(time);
}

}  // namespace

OpeningHours::OpeningHours() : open_in_usual_week_(days{7}) {
    week_.fill({{.from = minutes{0}, .until = days{1}}});
}

Result<OpeningHours> OpeningHours::from(Week week, std::vector<SpecialDay> special) {
    if (special.size() > most_special_days) {
        return fail("expected at most " + std::to_string(most_special_days) +
                    " holidays and special openings, got " + std::to_string(special.size()));
    }
    std::ranges::sort(special, {}, &SpecialDay::day);
    const auto twice = std::ranges::adjacent_find(special, {}, &SpecialDay::day);
    if (twice != special.end()) {
        return fail("expected each special day once, got " + text(twice->day) + " twice");
    }
    for (const DayHours& hours : week) {
        if (auto good = check(hours); !good) {
            return tl::unexpected(good.error());
        }
    }
    for (const SpecialDay& day : special) {
        if (auto good = check(day.hours); !good) {
            return fail(text(day.day) + ": " + good.error().message);
        }
    }
    OpeningHours hours;
    hours.open_in_usual_week_ = Duration{0};
    for (std::size_t day = 0; day < week.size(); ++day) {
        for (const Piece& piece : pieces(week[(day + 6) % 7], week[day])) {
            hours.open_in_usual_week_ += piece.until - piece.from;
        }
    }
    hours.week_ = std::move(week);
    hours.special_ = std::move(special);
    return hours;
}

const DayHours& OpeningHours::hours(LocalDay day) const {
    const auto found = std::ranges::lower_bound(special_, day, {}, &SpecialDay::day);
    if (found != special_.end() && found->day == day) {
        return found->hours;
    }
    return week_[std::chrono::weekday{day}.iso_encoding() - 1];
}

bool OpeningHours::is_open(LocalTime at) const {
    const LocalDay day = day_at(at);
    const auto open = pieces(hours(day - days{1}), hours(day));
    return std::ranges::any_of(
        open, [&](const Piece& piece) { return at >= day + piece.from && at < day + piece.until; });
}

std::chrono::weeks OpeningHours::usual_weeks(LocalDay day, LocalDay until) const {
    // The day after a special one has that one's night.
    const auto next = std::ranges::lower_bound(special_, day - days{1}, {}, &SpecialDay::day);
    const LocalDay end = next == special_.end() ? until : std::min(until, next->day);
    return end > day ? std::chrono::floor<std::chrono::weeks>(end - day) : std::chrono::weeks{0};
}

OpeningHours::Reach OpeningHours::reach(LocalTime from, LocalTime until, Duration amount) const {
    LocalDay day = day_at(from);
    while (day < until) {
        if (day >= from) {  // Usual weeks at once: a century costs no more than a month.
            auto weeks = usual_weeks(day, day_at(until));
            if (open_in_usual_week_ > Duration{0}) {
                weeks = std::min(weeks,
                                 std::chrono::weeks{(amount - Duration{1}) / open_in_usual_week_});
            }
            day += weeks;
            amount -= weeks.count() * open_in_usual_week_;
        }
        for (const Piece& piece : pieces(hours(day - days{1}), hours(day))) {
            const LocalTime begin = std::max<LocalTime>(from, day + piece.from);
            const LocalTime end = std::min<LocalTime>(until, day + piece.until);
            if (end - begin >= amount) {
                return {.at = begin + amount};
            }
            amount -= std::max(end - begin, Duration{0});
        }
        day += days{1};
    }
    return {.at = std::nullopt, .left = amount};
}

}  // namespace roadworthy::cases
