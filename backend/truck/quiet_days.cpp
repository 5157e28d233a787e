#include "backend/truck/quiet_days.hpp"

#include "backend/truck/meters.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace roadworthy::truck {

Result<QuietDays> QuietDays::from(std::vector<QuietSpan> spans) {
    std::ranges::sort(spans, {}, &QuietSpan::from);
    if (spans.size() > most_quiet_spans) {
        return fail("expected at most " + std::to_string(most_quiet_spans) +
                    " spans of quiet days");
    }
    QuietDays quiet;
    double left_out = 0;
    for (const QuietSpan& span : spans) {
        const Span one{.from = meter_days(span.from),
                       .until = meter_days(span.until),
                       .left_out = 1 - span.weight,
                       .left_out_before = left_out};
        if (!(span.weight >= 0.01 && span.weight <= 1)) {
            return fail("expected a weight of 0.01 to 1 for a quiet day");
        }
        if (span.until <= span.from) {
            return fail("expected quiet days that end after they begin");
        }
        if (!quiet.spans_.empty() && one.from < quiet.spans_.back().until) {
            return fail("expected quiet days that do not overlap");
        }
        left_out += one.left_out * (one.until - one.from);
        quiet.spans_.push_back(one);
    }
    quiet.given_ = std::move(spans);
    return quiet;
}

std::optional<Time> QuietDays::first_difference(const QuietDays& other) const {
    const auto [mine, theirs] = std::ranges::mismatch(given_, other.given_);
    if (mine == given_.end() && theirs == other.given_.end()) {
        return std::nullopt;
    }
    if (mine == given_.end() || theirs == other.given_.end()) {
        return mine == given_.end() ? theirs->from : mine->from;
    }
    return std::min(mine->from, theirs->from);
}

double QuietDays::counted(double t) const {
    const auto after = std::ranges::upper_bound(spans_, t, {}, &Span::from);
    if (after == spans_.begin()) {
        return t;
    }
    const Span& span = *std::prev(after);
    return t - span.left_out_before - span.left_out * (std::min(t, span.until) - span.from);
}

double QuietDays::driving_days(double from, double until) const {
    return spans_.empty() ? until - from : counted(until) - counted(from);
}

double QuietDays::date(double from, double driving_days) const {
    if (spans_.empty()) {
        return from + driving_days;
    }
    const double wanted = counted(from) + driving_days;
    const auto begins_at = [](const Span& span) { return span.from - span.left_out_before; };
    const auto after = std::ranges::upper_bound(spans_, wanted, {}, begins_at);
    if (after == spans_.begin()) {
        return wanted;
    }
    const Span& span = *std::prev(after);
    const double within = (wanted - begins_at(span)) / (1 - span.left_out);
    const double left_out = span.left_out * std::min(within, span.until - span.from);
    return wanted + span.left_out_before + left_out;
}

}  // namespace roadworthy::truck
