#pragma once
// When somebody works, by the clock on the wall: hours for each weekday, and days on which others
// hold (a holiday has none, a special opening has its own).
//
// A span belongs to the day on which it begins, and may end on the next: a holiday takes the night
// shift that would begin on it, not the end of the one before.

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "backend/cases/calendar/zone.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {

// [from, until) since the midnight with which the day began.
struct Span {
    std::chrono::minutes from{0};   // 0 to 23:59
    std::chrono::minutes until{0};  // after `from`, by at most 24 hours
    friend bool operator==(const Span&, const Span&) = default;
};
using DayHours = std::vector<Span>;  // may overlap: counted once

struct SpecialDay {
    LocalDay day;
    DayHours hours;  // instead of the weekday's; empty: closed
    friend bool operator==(const SpecialDay&, const SpecialDay&) = default;
};

constexpr std::size_t most_spans_a_day = 16;
constexpr std::size_t most_special_days = 4'096;

class OpeningHours {
public:
    using Week = std::array<DayHours, 7>;  // Monday first

    OpeningHours();  // round the clock
    // Refuses spans out of their bounds, a special day that is there twice, and too many of either.
    static Result<OpeningHours> from(Week week, std::vector<SpecialDay> special = {});

    const Week& week() const { return week_; }
    const std::vector<SpecialDay>& special() const { return special_; }  // in order

    bool is_open(LocalTime at) const;

    // How far `amount` of open time leads. `at`: the first moment in [from, until] by which it has
    // gone by; without it, `left` is what has not.
    struct Reach {
        std::optional<LocalTime> at;
        Duration left{0};
    };
    Reach reach(LocalTime from, LocalTime until, Duration amount) const;

    friend bool operator==(const OpeningHours&, const OpeningHours&) = default;

private:
    const DayHours& hours(LocalDay day) const;
    // Whole weeks from `day`, at most until `until`, without anything special in them.
    std::chrono::weeks usual_weeks(LocalDay day, LocalDay until) const;

    Week week_;
    std::vector<SpecialDay> special_;
    Duration open_in_usual_week_{0};
};

}  // namespace roadworthy::cases
