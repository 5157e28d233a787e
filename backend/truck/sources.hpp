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

// What a person read off the instrument: not a source on the bus, ranked behind them.
inline constexpr MeterSource by_hand{.spn = 0, .source_address = 254};

struct SourceTrack {
    MeterSource source;
    Meter meter;
    std::optional<ValueAt> latest;    // the newest believed, as the source shows it
    std::vector<Epoch> epochs;        // in order of time, the last is in force; at most 8
    std::optional<HeldReading> held;  // the last one that was held
    std::uint32_t held_count = 0;
    friend bool operator==(const SourceTrack&, const SourceTrack&) = default;

    // The newest believed reading; of a track that has one.
    ValueAt shown() const { return latest.value_or(ValueAt{}); }
    std::int64_t offset() const { return epochs.empty() ? 0 : epochs.back().offset; }
    std::int64_t offset_at(Time at) const;
};

struct NewReading {
    MeterSource source;
    ValueAt reading;
    ReadingQuality quality = ReadingQuality::steady;
};

struct LifeAt {
    std::int64_t life = 0;
    bool is_final = false;  // no later reading will say it better
    friend bool operator==(const LifeAt&, const LifeAt&) = default;
};

struct KindMeters {
    MeterKind kind = MeterKind::odometer;
    std::vector<SourceTrack> tracks;     // in order of their first reading; at most 8
    std::uint32_t primary = 0;           // index into tracks
    std::optional<ValueAt> life;         // to date
    std::optional<ValueAt> life_before;  // and at the believed reading before it
    std::uint32_t evicted = 0;           // sources forgotten for a newer one
    friend bool operator==(const KindMeters&, const KindMeters&) = default;

    Judgement add(const NewReading& reading);
    // The followed source; none before the first believed reading.
    const SourceTrack* followed() const;
    // Life to date when an instrument of this truck showed `shown`: by the nearest source.
    std::int64_t life_of(ValueAt shown) const;
    // Life to date at a past moment: between the newest two readings, or back at the own rate.
    std::optional<LifeAt> life_at(Time at) const;

private:
    SourceTrack& track_of(MeterSource source);
    Judgement judge(SourceTrack& track, const NewReading& reading);
    void give_up_level(SourceTrack& track);
    bool is_confirmed() const;
    void pair_with_primary(SourceTrack& track) const;
    std::uint32_t best_source() const;
    void follow(std::uint32_t source);
    void advance_life();
};

}  // namespace roadworthy::truck
