#include "backend/store/views/due/due_search.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/store/derived/due_rows.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/due/due_filter.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

using due::Basis;

constexpr std::array bases = {Basis::reached, Basis::expected, Basis::stale};
constexpr std::int64_t overdue_group = 0;
constexpr std::int64_t other_group = 1;
const PlaceOfDay begin_of_day{.handicap = std::numeric_limits<std::int32_t>::min()};

due::RankDay ranked(Basis basis, std::int64_t rank_day) {
    return {.day = rank_day == store::undated_rank_day ? std::nullopt
                                                       : std::optional{day_of_days(rank_day)},
            .basis = basis};
}

}  // namespace

void DueSearch::put(FoundDue row) {
    found_.insert(std::move(row));
    if (found_.size() > most_) {
        found_.erase(--found_.end());
    }
}

bool DueSearch::may_have_better(int urgency) const {
    return !is_full() || -(urgency + due::most_merit_points) <= found_.rbegin()->place;
}

void DueSearch::read_ranked_day(due::RankDay day, std::int64_t rank_day) {
    const int urgency = due::urgency_points(day, today_);
    PlaceOfDay after = begin_of_day;
    if (after_) {
        after = {.handicap = urgency + after_->place, .truck = after_->truck, .item = after_->item};
    }
    const Rows row(selection_.rows_of(day.basis, rank_day, after));
    while (row->step()) {
        DuePlace place = DueSelection::place_at(*row);
        FoundDue found{.place = place.handicap - urgency,
                       .truck = std::move(place.truck),
                       .item = std::move(place.item)};
        if (!is_needed(found)) {
            return;  // nor is what comes after it
        }
        if (selection_.is_wanted(place)) {
            put(std::move(found));
        }
    }
}

// The later a day, the less urgent: but for what has none, which comes first here.
void DueSearch::read_stream(Basis basis) {
    const auto span = selection_.span(basis);
    if (!span) {
        return;
    }
    if (span->to == store::undated_rank_day) {
        read_ranked_day(ranked(basis, span->to), span->to);
    }
    for (auto day = selection_.day_from(basis, span->from);
         day && *day <= span->to && *day != store::undated_rank_day;
         day = selection_.day_from(basis, *day + 1)) {
        const due::RankDay of = ranked(basis, *day);
        if (!may_have_better(due::urgency_points(of, today_))) {
            return;
        }
        read_ranked_day(of, *day);
    }
}

std::vector<FoundDue> DueSearch::by_rank() {
    for (const Basis basis : bases) {
        read_stream(basis);
    }
    return found();
}

void DueSearch::read_day(std::int64_t group, Basis basis, std::int64_t rank_day) {
    const Rows row(selection_.rows_of(basis, rank_day, begin_of_day));
    while (row->step()) {
        DuePlace place = DueSelection::place_at(*row);
        const bool is_overdue = due::due_state(place.state, today_) == due::DueState::overdue;
        FoundDue found{.group = is_overdue ? overdue_group : other_group,
                       .place = rank_day,
                       .truck = std::move(place.truck),
                       .item = std::move(place.item)};
        if (found.group == group && is_needed(found) && selection_.is_wanted(place)) {
            put(std::move(found));
        }
    }
}

// Where the rows of each basis go on, for days that are read one after the other.
class DueSearch::Streams {
public:
    Streams(DueSelection& selection, std::int64_t last_past) : selection_(selection) {
        for (const Basis basis : bases) {
            if (const auto span = selection.span(basis)) {
                const bool may_be_later = basis == Basis::reached;
                streams_.push_back({.basis = basis,
                                    .from = span->from,
                                    .to = may_be_later ? span->to : std::min(span->to, last_past)});
            }
        }
    }
    void begin(std::int64_t day) {
        for (Stream& stream : streams_) {
            move(stream, std::max(day, stream.from));
        }
    }
    std::optional<std::int64_t> next_day() const {
        std::optional<std::int64_t> first;
        for (const Stream& stream : streams_) {
            if (stream.next) {
                first = std::min(first.value_or(*stream.next), *stream.next);
            }
        }
        return first;
    }
    // Those that have rows of that day; they go on after it.
    std::vector<Basis> take(std::int64_t day) {
        std::vector<Basis> taken;
        for (Stream& stream : streams_) {
            if (stream.next == day) {
                taken.push_back(stream.basis);
                move(stream, day + 1);
            }
        }
        return taken;
    }

private:
    struct Stream {
        Basis basis = Basis::expected;
        std::int64_t from = 0;
        std::int64_t to = 0;
        std::optional<std::int64_t> next;
    };
    void move(Stream& stream, std::int64_t from) {
        stream.next = selection_.day_from(stream.basis, from);
        if (stream.next && *stream.next > stream.to) {
            stream.next.reset();
        }
    }

    DueSelection& selection_;
    std::vector<Stream> streams_;
};

void DueSearch::read_group(std::int64_t group) {
    // What is overdue fell due before today, unless a reading says it.
    Streams streams(selection_, group == overdue_group ? days_of(today_) : store::undated_rank_day);
    const bool goes_on = after_ && after_->group == group;
    streams.begin(goes_on ? after_->place : std::numeric_limits<std::int32_t>::min());
    for (auto day = streams.next_day(); day && !is_full(); day = streams.next_day()) {
        for (const Basis basis : streams.take(*day)) {
            read_day(group, basis, *day);
        }
    }
}

std::vector<FoundDue> DueSearch::by_day() {
    if (selection_.wants(due::DueState::overdue) && (!after_ || after_->group == overdue_group)) {
        read_group(overdue_group);
    }
    if (!is_full()) {
        read_group(other_group);
    }
    return found();
}

}  // namespace roadworthy::views
