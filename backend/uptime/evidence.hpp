#pragma once
// From what happened on the bus, and what people say, to spans of evidence.
//
// A contact is a moment at which the truck was heard: a trip, an ECU, a fault (the events stream
// alone, which is in order). The rules:
//   - a contact shows the truck up; it stays up for two hours after it (the open tail), then it is
//     unknown;
//   - the gap between two contacts counts as up if it is at most 72 h and no stop_now fault was
//     there at either end: it was parked, and came back working. A longer gap is unknown;
//   - a stop_now episode is unplanned from its beginning until the evidence that it is gone or less
//     severe; while nothing is heard of it, only until it was last confirmed;
//   - the time in the workshop for a recorded service is planned, up to a month: more is a typing
//     error. A service that was voided held nobody in the workshop: what no other one of the
//     newest eight of an item holds is taken back.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "backend/due/history.hpp"
#include "backend/due/plans.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/truck/event_time.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/time.hpp"

namespace roadworthy::uptime {

constexpr Duration open_tail = std::chrono::hours{2};
constexpr Duration longest_parking = std::chrono::hours{72};
constexpr Duration longest_visit = std::chrono::days{31};
constexpr int days_kept = 400;
constexpr std::size_t most_spans = 512;

// A span as a row of history: written again under its number when it grows.
struct NumberedSpan {
    std::uint64_t number = 0;  // within the truck, from 1
    Span span;
    std::uint64_t episode = 0;  // that caused it; 0: none
    friend bool operator==(const NumberedSpan&, const NumberedSpan&) = default;
};

enum class StopNow : std::uint8_t { absent = 0, present = 1 };

struct UptimeState {
    std::vector<NumberedSpan> spans;  // by number; of the last 400 days, at most 512
    std::uint64_t last_number = 0;
    std::uint64_t up_number = 0;  // the span that the next contact may lengthen; 0: none
    std::optional<Time> last_contact;
    StopNow at_last_contact = StopNow::absent;
    std::optional<Time> undated_contact;  // waits for an hour, as readings do
    // Spans that ended up to here have been forgotten: days until then are not worked out again.
    std::optional<Time> forgotten_until;
    friend bool operator==(const UptimeState&, const UptimeState&) = default;
};

struct Contact {
    truck::EventTime when;
    StopNow stop_now = StopNow::absent;  // after what was reported with it
    std::optional<Time> since;           // a trip that ended: when it began
};

// A span that is new, different or gone between `from` and `to`.
struct Touched {
    std::uint64_t number = 0;
    Time from;
    Time to;
    bool is_gone = false;
};

void take(UptimeState& state, const Contact& contact, std::vector<Touched>& touched);
// A stop_now episode, as it was heard of at `heard`.
void take(UptimeState& state, const faults::Episode& episode, Time heard,
          std::vector<Touched>& touched);
// One that has come, or has been voided: `done` as it stands after that.
void take(UptimeState& state, const due::Completion& completion, const due::HistoryByItem& done,
          std::vector<Touched>& touched);
void settle_undated(UptimeState& state, Time now, std::vector<Touched>& touched);

// What the touched spans have become, and the days that they touch, as rows to be written.
struct UptimeChanges {
    std::vector<NumberedSpan> spans;
    std::vector<std::uint64_t> spans_gone;  // by number
    std::vector<DayTotals> days;
};
UptimeChanges rows_of(const UptimeState& state, const std::vector<Touched>& touched);

}  // namespace roadworthy::uptime
