#include "agent/uplink/thinning.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "agent/uplink/outbox_rows.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {
namespace {

template <class Body>
constexpr std::size_t kind_of = ReportBody(Body{}).index();

using Heads = std::span<const RowHead>;

bool is_gap(const RowHead& head) {
    return head.kind == kind_of<GapReport>;
}

std::uint64_t reports_in(Heads heads) {
    return static_cast<std::uint64_t>(std::ranges::count_if(heads, std::not_fn(is_gap)));
}

// A gap in place of these rows; nothing is gained where one gap already stands for all of them.
Thinned drop(OutboxRows& rows, Stream stream, Heads heads) {
    const std::uint64_t dropped = reports_in(heads);
    if (dropped == 0 && heads.size() < 2) {
        return {};
    }
    rows.replace_by_gap({.stream = stream, .first = heads.front().first, .last = heads.back().last},
                        GapReason::quota);
    return {.has_freed = true, .reports_dropped = dropped};
}

Thinned remove_committed(OutboxRows& rows, Stream stream, std::uint64_t committed) {
    auto heads = rows.heads(stream, 0);
    std::erase_if(heads, [&](const RowHead& head) { return head.last > committed; });
    if (heads.empty()) {
        return {};
    }
    const RowHead& middle = heads[heads.size() / 2];
    rows.remove(stream, middle.last, Day::max());
    return {.has_freed = true};
}

// The rows of the oldest day that has more than its last one.
Thinned thin_a_day(OutboxRows& rows, Heads heads) {
    const auto same_day = [](const RowHead& a, const RowHead& b) {
        return !is_gap(a) && !is_gap(b) && a.day == b.day;
    };
    const auto begin = std::ranges::adjacent_find(heads, same_day);
    if (begin == heads.end()) {
        return {};
    }
    const auto last_of_day = std::adjacent_find(
        begin, heads.end(), [&](const RowHead& a, const RowHead& b) { return !same_day(a, b); });
    const auto end = last_of_day == heads.end() ? std::prev(heads.end()) : last_of_day;
    return drop(rows, Stream::meters, {begin, end});
}

Thinned drop_oldest(OutboxRows& rows, Stream stream, Heads heads, std::size_t parts) {
    const auto count = std::min(heads.size(), heads.size() / parts + 1);
    return drop(rows, stream, heads.first(count));
}

// Runs of rows that are no evidence of a fault, from the oldest on, until half of them have gone.
Thinned drop_lesser_events(OutboxRows& rows, Heads heads) {
    const auto is_lesser = [](const RowHead& head) {
        return head.kind != kind_of<FaultReport> && head.kind != kind_of<EcuReport>;
    };
    const auto all = static_cast<std::uint64_t>(std::ranges::count_if(
        heads, [&](const RowHead& head) { return is_lesser(head) && !is_gap(head); }));
    Thinned gone;
    for (auto begin = std::ranges::find_if(heads, is_lesser);
         begin != heads.end() && gone.reports_dropped * 2 < all;) {
        const auto end = std::find_if_not(begin, heads.end(), is_lesser);
        gone.reports_dropped += drop(rows, Stream::events, {begin, end}).reports_dropped;
        begin = std::find_if(end, heads.end(), is_lesser);
    }
    gone.has_freed = gone.reports_dropped > 0;
    return gone;
}

Thinned thin_meters(OutboxRows& rows, std::uint64_t committed) {
    const auto heads = rows.heads(Stream::meters, committed);
    const Thinned day = thin_a_day(rows, heads);
    return day.has_freed || heads.empty() ? day : drop_oldest(rows, Stream::meters, heads, 2);
}

Thinned thin_events(OutboxRows& rows, std::uint64_t committed) {
    const auto heads = rows.heads(Stream::events, committed);
    const Thinned lesser = drop_lesser_events(rows, heads);
    return lesser.has_freed || heads.empty() ? lesser : drop_oldest(rows, Stream::events, heads, 4);
}

}  // namespace

Thinned thin(OutboxRows& rows, const Watermarks& committed) {
    const auto [events, meters] = committed;
    for (const auto& [stream, through] :
         {std::pair{Stream::meters, meters}, std::pair{Stream::events, events}}) {
        if (const Thinned freed = remove_committed(rows, stream, through); freed.has_freed) {
            return freed;
        }
    }
    const Thinned freed = thin_meters(rows, meters);
    return freed.has_freed ? freed : thin_events(rows, events);
}

}  // namespace roadworthy::uplink
