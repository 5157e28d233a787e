#pragma once
// The meters of a truck: the latest reading of each source, how far it has advanced, and whether it
// has settled. Only believable readings come in (j1939/signals holds the rule).

#include "common/report.hpp"
#include "common/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace roadworthy::onboard {

struct Meter {
    MeterReading reading;
    Monotonic time;         // of that reading
    Monotonic heard_since;  // of the first reading of this source
    Monotonic
        agreeing_since;  // the first of the readings since when each agreed with its forerunner
    std::int64_t advanced = 0;  // sum of the steps that agreed; jumps are not in it

    bool is_steady() const { return reading.quality == ReadingQuality::steady; }
};

// Goals: tell the reading of a source that is awake from what it sends while it wakes: a cluster
//   may show 37.5 km, then 0, then 158,910.6 km within a second.
// Assumptions: a source counts up, and no faster than a truck can. One ECU heard on two buses
//   may be heard a little late on one of them. Time does not step back.
// Invariants: a reading is one that was given to read(), unchanged. It is steady only if an
//   earlier one, at least settling_time before, and all between agree with it.
class Meters {
public:
    static constexpr std::size_t most_sources = 24;
    static constexpr std::chrono::seconds settling_time{2};
    static constexpr std::chrono::seconds most_lateness{2};  // of a second bus

    struct Input {
        MeterKind kind = MeterKind::odometer;
        MeterSource source;
        std::int64_t value = 0;
    };
    void read(const Input& input, Monotonic time);

    // In the order in which the sources were first heard; a place never changes its source.
    std::span<const Meter> all() const { return {meters_.data(), count_}; }

    // Of the source of highest resolution among those that have settled.
    std::optional<std::int64_t> odometer_m() const;

    std::uint64_t readings_refused() const { return readings_refused_; }

private:
    Meter* find(const Input& input);

    std::array<Meter, most_sources> meters_{};
    std::size_t count_ = 0;
    std::uint64_t readings_refused_ = 0;  // of sources beyond the bound
};

}  // namespace roadworthy::onboard
