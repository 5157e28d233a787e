#include "backend/cases/calendar/zone.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {
namespace {

bool is_credible(std::chrono::seconds offset) {
    return offset > -std::chrono::days{1} && offset < std::chrono::days{1};
}

}  // namespace

Result<Zone> Zone::from(std::chrono::seconds offset, std::vector<OffsetChange> changes) {
    if (changes.size() > most_offset_changes) {
        return fail("expected at most " + std::to_string(most_offset_changes) +
                    " changes of a zone's offset, got " + std::to_string(changes.size()));
    }
    for (std::size_t i = 1; i < changes.size(); ++i) {
        if (changes[i].at <= changes[i - 1].at) {
            return fail("expected a zone's changes in order of time, got " + iso(changes[i].at) +
                        " after " + iso(changes[i - 1].at));
        }
    }
    if (!is_credible(offset) || !std::ranges::all_of(changes, is_credible, &OffsetChange::offset)) {
        return fail("expected offsets of less than a day from UTC");
    }
    Zone zone;
    zone.first_offset_ = offset;
    zone.changes_ = std::move(changes);
    return zone;
}

Zone::Stretch Zone::stretch(Time at) const {
    Stretch stretch{.offset = first_offset_};
    const auto next = std::ranges::upper_bound(changes_, at, {}, &OffsetChange::at);
    if (next != changes_.begin()) {
        stretch.from = std::prev(next)->at;
        stretch.offset = std::prev(next)->offset;
    }
    if (next != changes_.end()) {
        stretch.until = next->at;
    }
    return stretch;
}

}  // namespace roadworthy::cases
