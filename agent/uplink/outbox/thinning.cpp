#include "agent/uplink/outbox/thinning.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "agent/uplink/outbox/outbox_rows.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {
namespace {

template <class Body>
constexpr std::size_t kind_of = ReportBody(Body{}).index();

constexpr std::size_t most_runs = 64;  // in one step

// What the backend has not committed of a slot.
struct Waiting {
    Slot slot = 0;
    std::uint64_t committed = 0;
    Run all() const { return {slot, committed + 1, std::numeric_limits<std::int64_t>::max()}; }
};

bool is_gap(const RowHead& head) {
    return head.kind == kind_of<GapReport>;
}

bool is_same_day(const RowHead& a, const RowHead& b) {
    return !is_gap(a) && !is_gap(b) && a.day == b.day;
}

bool is_lesser(const RowHead& head) {
    return head.kind != kind_of<FaultReport> && head.kind != kind_of<EcuReport>;
}

// A gap in place of these rows; nothing is gained where one gap already stands for all of them.
Thinned drop(OutboxRows& rows, const Run& run) {
    const RowCount count = rows.count(run);
    if (count.rows == count.gaps && count.rows < 2) {
        return {};
    }
    rows.replace_by_gap(run, GapReason::quota);
    return {.has_freed = true, .reports_dropped = count.rows - count.gaps};
}

Thinned remove_committed(OutboxRows& rows, const Waiting& waiting) {
    const Run committed{waiting.slot, 0, waiting.committed};
    const auto middle = rows.end_of_row(committed, rows.count(committed).rows / 2);
    if (!middle) {
        return {};
    }
    rows.remove(waiting.slot, *middle, Day::max());
    return {.has_freed = true};
}

// The rows of the oldest day that has more than its last one.
Thinned thin_a_day(OutboxRows& rows, const Waiting& waiting) {
    std::optional<RowHead> before;
    std::optional<Run> run;
    rows.each_head(waiting.slot, waiting.committed, [&](const RowHead& head) {
        const bool goes_on = before && is_same_day(*before, head);
        if (goes_on) {
            run = Run{waiting.slot, run ? run->first : before->first, before->last};
        }
        before = head;
        return goes_on || !run;
    });
    return run ? drop(rows, *run) : Thinned{};
}

// The oldest 1/parts of what waits.
Thinned drop_oldest(OutboxRows& rows, const Waiting& waiting, std::uint64_t parts) {
    const std::uint64_t all = rows.count(waiting.all()).rows;
    if (all == 0) {
        return {};
    }
    std::optional<std::uint64_t> first;
    rows.each_head(waiting.slot, waiting.committed, [&](const RowHead& head) {
        first = head.first;
        return false;
    });
    const auto last = rows.end_of_row(waiting.all(), std::min(all - 1, all / parts));
    return first && last ? drop(rows, {waiting.slot, *first, *last}) : Thinned{};
}

Thinned halve_meters(OutboxRows& rows, const Waiting& waiting) {
    constexpr std::uint64_t halves = 2;
    return drop_oldest(rows, waiting, halves);
}

Thinned quarter_events(OutboxRows& rows, const Waiting& waiting) {
    constexpr std::uint64_t quarters = 4;
    return drop_oldest(rows, waiting, quarters);
}

// Unbroken runs of rows that are no evidence of a fault, the oldest, up to half of these rows.
std::vector<Run> lesser_runs(OutboxRows& rows, const Waiting& waiting) {
    std::uint64_t all = 0;
    rows.each_head(waiting.slot, waiting.committed, [&](const RowHead& head) {
        all += is_lesser(head) && !is_gap(head) ? 1U : 0U;
        return true;
    });
    if (all == 0) {
        return {};
    }
    std::vector<Run> runs;
    std::uint64_t chosen = 0;
    bool is_in_run = false;
    rows.each_head(waiting.slot, waiting.committed, [&](const RowHead& head) {
        if (!is_lesser(head)) {
            is_in_run = false;
            return chosen * 2 < all && runs.size() < most_runs;
        }
        if (!is_in_run && !is_gap(head)) {
            runs.push_back({waiting.slot, head.first, head.last});
            is_in_run = true;
        }
        if (is_in_run) {
            runs.back().last = head.last;
        }
        chosen += is_gap(head) ? 0U : 1U;
        return true;
    });
    return runs;
}

Thinned drop_lesser_events(OutboxRows& rows, const Waiting& waiting) {
    Thinned gone;
    for (const Run& run : lesser_runs(rows, waiting)) {
        gone.reports_dropped += drop(rows, run).reports_dropped;
    }
    gone.has_freed = gone.reports_dropped > 0;
    return gone;
}

struct Step {
    Stream stream = Stream::meters;
    Thinned (*take)(OutboxRows&, const Waiting&) = nullptr;
    MayGo needs = MayGo::meters;
};

constexpr std::array steps{Step{Stream::meters, remove_committed},
                           Step{Stream::events, remove_committed},
                           Step{Stream::meters, thin_a_day},
                           Step{Stream::meters, halve_meters},
                           Step{Stream::events, drop_lesser_events, MayGo::all},
                           Step{Stream::events, quarter_events, MayGo::all}};

}  // namespace

Thinned thin(OutboxRows& rows, const StreamRows& streams, MayGo may_go) {
    const auto slots = oldest_first(streams);
    for (const Step& step : steps) {
        for (const Slot slot : slots) {
            if (stream_in(slot) != step.stream || step.needs > may_go) {
                continue;
            }
            const Thinned freed =
                step.take(rows, {.slot = slot, .committed = streams.at(slot).committed});
            if (freed.has_freed) {
                return freed;
            }
        }
    }
    return {};
}

}  // namespace roadworthy::uplink
