#include "backend/uptime/evidence.hpp"

#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/truck/event_time.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace roadworthy::uptime {
namespace {

using namespace std::chrono_literals;

constexpr Duration undated_wait = 1h;

Time whole_second(Time time) {
    return std::chrono::floor<std::chrono::seconds>(time);
}

NumberedSpan* find(UptimeState& state, std::uint64_t number) {
    const auto place = std::ranges::lower_bound(state.spans, number, {}, &NumberedSpan::number);
    return place != state.spans.end() && place->number == number ? &*place : nullptr;
}

void forget(UptimeState& state, const NumberedSpan& one) {
    const Time until = state.forgotten_until.value_or(one.span.to);
    state.forgotten_until = std::max(until, one.span.to);
}

// What lies more than 400 days before the newest contact stays in the store alone.
void make_room(UptimeState& state) {
    if (state.spans.size() >= most_spans) {
        forget(state, state.spans.front());
        state.spans.erase(state.spans.begin());
    }
    if (!state.last_contact) {
        return;
    }
    const Time oldest = *state.last_contact - std::chrono::days{days_kept};
    std::erase_if(state.spans, [&](const NumberedSpan& one) {
        const bool is_old = one.span.to < oldest;
        if (is_old) {
            forget(state, one);
        }
        return is_old;
    });
}

NumberedSpan& add(UptimeState& state, const NumberedSpan& one, std::vector<Touched>& touched) {
    make_room(state);
    touched.push_back({.number = one.number, .from = one.span.from, .to = one.span.to});
    const auto place = std::ranges::upper_bound(state.spans, one.number, {}, &NumberedSpan::number);
    return *state.spans.insert(place, one);
}

NumberedSpan& add(UptimeState& state, const Span& span, std::vector<Touched>& touched) {
    const std::uint64_t number = ++state.last_number;
    return add(state, {.number = number, .span = span}, touched);
}

// What people enter comes at any time: its number hangs on when it was, not on when it came.
std::uint64_t visit_number(Time arrived) {
    constexpr std::uint64_t first = std::uint64_t{1} << 40;
    return first +
           static_cast<std::uint64_t>(std::max<std::int64_t>(0, milliseconds_of(arrived) / 1000));
}

std::optional<Span> workshop_span(const due::Completion& completion) {
    if (!completion.arrived || !completion.left) {
        return std::nullopt;
    }
    const Span span{.from = whole_second(*completion.arrived),
                    .to = whole_second(*completion.left),
                    .condition = Condition::planned};
    const bool is_credible = span.from < span.to && span.to - span.from <= longest_visit;
    return is_credible ? std::optional{span} : std::nullopt;
}

// Of those who arrived then, and count.
std::optional<Time> last_left(const due::HistoryByItem& done, Time arrived) {
    std::optional<Time> last;
    for (const auto& [item, history] : done) {
        for (const due::Done* one : history.counted()) {
            const auto span = workshop_span(one->completion);
            if (span && span->from == arrived) {
                last = std::max(last.value_or(span->to), span->to);
            }
        }
    }
    return last;
}

void end_at(NumberedSpan& one, Time to, std::vector<Touched>& touched) {
    if (one.span.to != to) {
        touched.push_back({.number = one.number,
                           .from = std::min(one.span.to, to),
                           .to = std::max(one.span.to, to)});
        one.span.to = to;
    }
}

void begin_at(NumberedSpan& one, Time from, std::vector<Touched>& touched) {
    touched.push_back({.number = one.number, .from = from, .to = one.span.from});
    one.span.from = from;
}

void show_up(UptimeState& state, const Contact& contact, std::vector<Touched>& touched) {
    const Time at = whole_second(contact.when.at);
    const Time from = std::min(at, whole_second(contact.since.value_or(at)));
    bool was_parked = false;
    if (state.last_contact) {
        if (at < *state.last_contact) {
            return;
        }
        was_parked = from - *state.last_contact <= longest_parking &&
                     state.at_last_contact == StopNow::absent &&
                     contact.stop_now == StopNow::absent;
    }
    state.last_contact = at;
    state.at_last_contact = contact.stop_now;
    NumberedSpan* up = find(state, state.up_number);
    if (up == nullptr || (from > up->span.to && !was_parked)) {
        const Span span{.from = from, .to = at + open_tail, .condition = Condition::up};
        state.up_number = add(state, span, touched).number;
        return;
    }
    if (from < up->span.from) {
        begin_at(*up, from, touched);
    }
    end_at(*up, at + open_tail, touched);
}

}  // namespace

void take(UptimeState& state, const Contact& contact, std::vector<Touched>& touched) {
    if (contact.when.quality != truck::TimeQuality::received) {
        state.undated_contact.reset();
        show_up(state, contact, touched);
        return;
    }
    settle_undated(state, contact.when.at, touched);
    state.at_last_contact = contact.stop_now;
    if (!state.undated_contact) {
        state.undated_contact = contact.when.at;
    }
}

void settle_undated(UptimeState& state, Time now, std::vector<Touched>& touched) {
    if (state.undated_contact && now - *state.undated_contact >= undated_wait) {
        const truck::EventTime when{.at = *state.undated_contact};
        state.undated_contact.reset();
        show_up(state, {.when = when, .stop_now = state.at_last_contact}, touched);
    }
}

void take(UptimeState& state, const faults::Episode& episode, Time heard,
          std::vector<Touched>& touched) {
    const auto since = episode.stop_now_since();
    if (!since) {
        return;
    }
    const bool is_closed = episode.state == faults::EpisodeState::closed;
    const Time from = whole_second(*since);
    const Time to = is_closed ? whole_second(*episode.closed) : whole_second(heard) + open_tail;
    const auto known = std::ranges::find_if(state.spans, [&](const NumberedSpan& one) {
        return one.episode == episode.number && one.span.from == from;
    });
    if (known != state.spans.end()) {
        end_at(*known, std::max(to, is_closed ? from : known->span.to), touched);
    } else if (from < to) {
        const Span span{.from = from, .to = to, .condition = Condition::unplanned};
        add(state, span, touched).episode = episode.number;
    }
}

void take(UptimeState& state, const due::Completion& completion, const due::HistoryByItem& done,
          std::vector<Touched>& touched) {
    const auto visit = workshop_span(completion);
    if (!visit) {
        return;
    }
    // Several items of one visit stand in the workshop together. Its days are worked out in whatever
    // order it comes and goes.
    const std::uint64_t number = visit_number(visit->from);
    NumberedSpan* known = find(state, number);
    const bool was_longer = known != nullptr && known->span.to > visit->to;
    const Time to = was_longer ? known->span.to : visit->to;
    touched.push_back({.number = number, .from = visit->from, .to = to});
    auto until = last_left(done, visit->from);
    if (!due::find(done, completion.item, completion.at)) {
        until = std::max(until.value_or(to), to);
    }
    if (!until) {
        touched.back().is_gone = true;
        std::erase_if(state.spans, [&](const NumberedSpan& one) { return one.number == number; });
    } else if (known != nullptr) {
        end_at(*known, *until, touched);
    } else {
        const Span span{.from = visit->from, .to = *until, .condition = Condition::planned};
        add(state, {.number = number, .span = span}, touched);
    }
}

UptimeChanges rows_of(const UptimeState& state, const std::vector<Touched>& touched) {
    UptimeChanges rows;
    std::set<Day> days;
    for (const auto& mark : touched) {
        if (mark.is_gone) {
            rows.spans_gone.push_back(mark.number);
        }
        for (Day day = day_of(mark.from); day <= day_of(mark.to); day += std::chrono::days{1}) {
            if (!state.forgotten_until || day > day_of(*state.forgotten_until)) {
                days.insert(day);
            }
        }
    }
    std::vector<Span> spans;
    spans.reserve(state.spans.size());
    for (const auto& one : state.spans) {
        spans.push_back(one.span);
        if (std::ranges::find(touched, one.number, &Touched::number) != touched.end()) {
            rows.spans.push_back(one);
        }
    }
    for (const Day day : days) {
        rows.days.push_back({.day = day, .totals = totals(period_of(day), spans)});
    }
    return rows;
}

}  // namespace roadworthy::uptime
