#pragma once
// The operator's calendar of days on which trucks hardly drive (Chinese New Year, a summer break).
// A quiet day counts as a small part of a day: it is left out of the time over which a rate is
// learned, and walked over where days of driving become a date. So a shutdown neither slows the
// rate nor lets a date fall into it. One calendar an operator; what is plausible goes by the clock.

#include <cstddef>
#include <optional>
#include <vector>

#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::truck {

struct QuietSpan {
    Time from;  // the operator's midnight
    Time until;
    double weight = 0.1;  // of a usual day's driving
    friend bool operator==(const QuietSpan&, const QuietSpan&) = default;
};

constexpr std::size_t most_quiet_spans = 64;  // every meter has them with it

// Time runs in days since 1970, as in a meter. `driving` never falls and has one inverse, `date`.
class QuietDays {
public:
    QuietDays() = default;
    // Refuses spans that are empty or overlap, weights outside 0.01 to 1, and too many of them.
    static Result<QuietDays> from(std::vector<QuietSpan> spans);

    const std::vector<QuietSpan>& spans() const { return given_; }  // in order
    // The first moment at which the two may count time differently.
    std::optional<Time> first_difference(const QuietDays& other) const;

    // The part of [from, until] that counts, in days; until >= from.
    double driving_days(double from, double until) const;
    // When so many days that count have gone by since `from`; before it where they are negative.
    double date(double from, double driving_days) const;

    friend bool operator==(const QuietDays&, const QuietDays&) = default;

private:
    struct Span {
        double from = 0;
        double until = 0;
        double left_out = 0;         // share of each day
        double left_out_before = 0;  // days, in all spans before
        friend bool operator==(const Span&, const Span&) = default;
    };
    double counted(double t) const;  // days since 1970 less what is left out of them

    std::vector<QuietSpan> given_;
    std::vector<Span> spans_;  // in the same order
};

inline const QuietDays no_quiet_days;

}  // namespace roadworthy::truck
