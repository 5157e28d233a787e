#pragma once
// The clocks of one place: their offset from UTC, as a table of the instants at which it changes.
// A table, because pure code reads no files; backend/exchange/zones makes one from a zone's name.

#include <chrono>
#include <cstddef>
#include <vector>

#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {

// What the clock on the wall shows. Some local times come twice, some never.
using LocalTime = std::chrono::local_time<Duration>;
using LocalDay = std::chrono::local_days;

struct OffsetChange {
    Time at;
    std::chrono::seconds offset{0};  // from `at` on; east of Greenwich positive
    friend bool operator==(const OffsetChange&, const OffsetChange&) = default;
};

constexpr std::size_t most_offset_changes = 1'024;

class Zone {
public:
    Zone() = default;  // UTC
    // `offset` until the first change; the last holds for ever. Refuses changes that are not in
    // order of time, too many of them, and offsets of a day and more.
    static Result<Zone> from(std::chrono::seconds offset, std::vector<OffsetChange> changes = {});

    std::chrono::seconds first_offset() const { return first_offset_; }
    const std::vector<OffsetChange>& changes() const { return changes_; }

    // The time around `at` in which the clocks run on: [from, until), without bound before the
    // first change and after the last.
    struct Stretch {
        Time from = Time::min();
        Time until = Time::max();
        std::chrono::seconds offset{0};

        LocalTime local(Time time) const { return LocalTime{(time + offset).time_since_epoch()}; }
        Time utc(LocalTime time) const { return Time{time.time_since_epoch()} - offset; }
    };
    Stretch stretch(Time at) const;
    LocalTime local(Time time) const { return stretch(time).local(time); }

    friend bool operator==(const Zone&, const Zone&) = default;

private:
    std::chrono::seconds first_offset_{0};
    std::vector<OffsetChange> changes_;
};

}  // namespace roadworthy::cases
