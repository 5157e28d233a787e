#pragma once
// The meters of one kind on one truck. Several sources may count the same thing (SPN 917 and 245 of
// engine, cluster, tachograph), 98,000 km apart. One is followed, the primary; the others run
// beside it with their offset, and take over when it is lost.
//
// Invariant: once four readings of a source stand behind it, life to date never decreases, whatever
// is sent: it goes on without a step when a source is replaced, re-based or changed for another.
// Before that, a first level that two later readings contradict was an error: life begins with
// them.

#include <cstdint>
#include <optional>
#include <vector>

#include "backend/truck/meters.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::truck {

struct ValueAt {
    Time at;
    std::int64_t value = 0;  // m, s, ml
    friend bool operator==(const ValueAt&, const ValueAt&) = default;
};

struct HeldReading {
    ValueAt reading;
    HeldReason reason = HeldReason::none;
    friend bool operator==(const HeldReading&, const HeldReading&) = default;
};

// From `from` on, life to date = what the source shows + offset.
struct Epoch {
    Time from;
    std::int64_t offset = 0;
    friend bool operator==(const Epoch&, const Epoch&) = default;
};

struct SourceTrack {
    MeterSource source;
    Meter meter;
    std::optional<ValueAt> latest;    // the newest believed, as the source shows it
    std::vector<Epoch> epochs;        // in order of time, the last is in force; at most 8
    std::optional<HeldReading> held;  // the last one that was held
    std::uint32_t held_count = 0;
    std::uint32_t without_leader = 0;  // readings since the followed source spoke
    friend bool operator==(const SourceTrack&, const SourceTrack&) = default;

    // The newest believed reading; of a track that has one.
    ValueAt shown() const { return latest.value_or(ValueAt{}); }
    std::int64_t offset() const { return epochs.empty() ? 0 : epochs.back().offset; }
    std::int64_t offset_at(Time at) const;
};

// On the straight line between two readings.
std::int64_t value_between(ValueAt before, ValueAt after, Time at);

struct KindMeters {
    MeterKind kind = MeterKind::odometer;
    std::vector<SourceTrack> tracks;     // in order of their first reading; at most 8
    std::uint32_t primary = 0;           // index into tracks
    std::optional<ValueAt> life;         // to date
    std::optional<ValueAt> life_before;  // and at the believed reading before it
    std::optional<ValueAt> life_begin;   // at the first believed reading
    std::optional<double> early_rate;    // units a day, when the truck's pace was first known
    std::uint32_t evicted = 0;           // sources forgotten for a newer one
    friend bool operator==(const KindMeters&, const KindMeters&) = default;

    // In the order of time.
    Judgement add(const DatedReading& reading, const QuietDays& quiet = no_quiet_days);
    // A person's word: it holds against the readings before it, and may take life back.
    void set(const Level& level);
    // The followed source; none before the first believed reading.
    const SourceTrack* followed() const;
    // What `shown` means as life to date, by the source on whose scale it is nearest to `life`.
    std::int64_t life_of(ValueAt shown, std::int64_t life) const;
    // Life to date at a moment: between the newest two readings, or back at the own rate.
    std::optional<std::int64_t> life_at(Time at) const;

private:
    SourceTrack& track_of(MeterSource source);
    Judgement judge(SourceTrack& track, const DatedReading& reading, const QuietDays& quiet);
    void give_up_level(SourceTrack& track);
    bool is_confirmed() const;
    void pair_with_primary(SourceTrack& track) const;
    std::uint32_t best_source() const;
    void leader_spoke();
    void follow(std::uint32_t source);
    void advance_life();
};

}  // namespace roadworthy::truck
