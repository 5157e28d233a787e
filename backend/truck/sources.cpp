#include "backend/truck/sources.hpp"

#include "backend/truck/meters.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <optional>

namespace roadworthy::truck {
namespace {

using namespace std::chrono_literals;

constexpr unsigned confirming_readings = 4;  // a younger level the filter gives up for two readings
constexpr std::size_t most_sources = 8;
constexpr std::size_t most_epochs = 8;
constexpr auto longest_silence = 7 * 24h;    // beside another source that goes on
constexpr unsigned most_without_leader = 4;  // readings of another source
constexpr auto same_moment = 10min;
constexpr auto least_step = 1h;         // the reference counts nearer readings as one
constexpr double slowest_share = 0.33;  // of the fastest source: a slower one stands still

std::int64_t life_shown(const SourceTrack& track) {
    return track.shown().value + track.offset();
}

// Can one instrument have shown both?
bool is_same_scale(MeterKind kind, ValueAt one, ValueAt other) {
    const double apart = std::abs(meter_units(kind, one.value - other.value));
    return apart <= most_per_day(kind) * (std::abs(Days{one.at - other.at}.count()) + 1);
}

// What a truck can have driven on one day, as its own bus tells it: 110 km/h, the clock and a step of
// its counter, 150 l/h. Of a day the first and the last reading are kept, so the filter's cap for
// whole days (62 km/h) and its comparison with a pace of few kilometres would hold a day's drive.
bool is_same_drive(MeterKind kind, const SourceTrack& track, const DatedReading& reading) {
    if (!track.latest || track.source == by_hand ||
        day_of(track.latest->at) != day_of(reading.at)) {
        return false;
    }
    const double most_per_hour = kind == MeterKind::odometer      ? 110.0
                                 : kind == MeterKind::engine_time ? 1.0
                                                                  : 150.0;
    const double hours = Days{reading.at - track.latest->at}.count() * 24;
    const double used = meter_units(kind, reading.value - track.latest->value);
    return used >= 0 && used <= most_per_hour * (hours + 0.1);
}

void begin_epoch(SourceTrack& track, Epoch epoch) {
    if (track.epochs.size() == most_epochs) {
        track.epochs.erase(track.epochs.begin());
    }
    track.epochs.push_back(epoch);
}

}  // namespace

std::int64_t SourceTrack::offset_at(Time at) const {
    const auto next = std::ranges::upper_bound(epochs, at, {}, &Epoch::from);
    if (next == epochs.begin()) {
        return epochs.empty() ? 0 : epochs.front().offset;
    }
    return std::prev(next)->offset;
}

std::int64_t value_between(ValueAt before, ValueAt after, Time at) {
    if (after.at <= before.at) {
        return after.value;
    }
    const double share = Days{at - before.at} / Days{after.at - before.at};
    return before.value + std::llround(share * static_cast<double>(after.value - before.value));
}

const SourceTrack* KindMeters::followed() const {
    return life ? &tracks[primary] : nullptr;
}

SourceTrack& KindMeters::track_of(MeterSource source) {
    const auto known = std::ranges::find(tracks, source, &SourceTrack::source);
    if (known != tracks.end()) {
        return *known;
    }
    if (tracks.size() == most_sources) {
        auto oldest = tracks.end();
        for (auto track = tracks.begin(); track != tracks.end(); ++track) {
            const bool is_primary = life && track - tracks.begin() == std::ptrdiff_t{primary};
            if (!is_primary && (oldest == tracks.end() || track->shown().at < oldest->shown().at)) {
                oldest = track;
            }
        }
        primary -= oldest - tracks.begin() < std::ptrdiff_t{primary} ? 1U : 0U;
        tracks.erase(oldest);
        ++evicted;
    }
    tracks.push_back({.source = source, .meter = {.kind = kind}});
    return tracks.back();
}

Judgement KindMeters::judge(SourceTrack& track, const DatedReading& reading,
                            const QuietDays& quiet) {
    const ValueAt shown{.at = reading.at, .value = reading.value};
    const MeterPoint point{.t = meter_days(shown.at), .x = meter_units(kind, shown.value)};
    // The rates are fed once an hour: the meter takes nearer readings for the same one, and would
    // lose what was driven between them.
    if (track.latest && point.t - track.meter.last.t < Days{least_step}.count() &&
        track.meter.fits(point)) {
        track.latest = shown;
        return {.verdict = Verdict::duplicate};
    }
    if (is_same_drive(kind, track, reading)) {
        track.meter.go_along_to(point, quiet);
        track.latest = shown;
        return {};
    }
    const MeterPoint new_level = track.meter.pending[0];
    const bool was_young = track.meter.believed < confirming_readings;
    const auto judgement = track.meter.add(point, quiet);
    if (judgement.verdict == Verdict::held) {
        return judgement;
    }
    if (judgement.verdict == Verdict::rebased) {
        const bool is_primary = life && &track == &tracks[primary];
        if (was_young && (!is_primary || !is_confirmed())) {
            give_up_level(track);
        } else {
            begin_epoch(track, {.from = reading.at,
                                .offset = life_shown(track) - meter_value(kind, new_level.x)});
        }
    }
    track.latest = {.at = reading.at, .value = meter_value(kind, track.meter.last.x)};
    return judgement;
}

// What stood behind the level was an error: the track is met anew, and life with it.
void KindMeters::give_up_level(SourceTrack& track) {
    track.epochs.clear();
    if (&track == &tracks[primary]) {
        life.reset();
        life_before.reset();
        life_begin.reset();
        early_rate.reset();
    }
}

bool KindMeters::is_confirmed() const {
    return std::ranges::any_of(tracks, [](const SourceTrack& track) {
        return track.meter.believed >= confirming_readings;
    });
}

// Where both speak at the same moment the offset is exact; a source that the followed one has never
// met is put on its scale if it can be, and beside it if not.
void KindMeters::pair_with_primary(SourceTrack& track) const {
    const SourceTrack& leader = tracks[primary];
    const ValueAt shown = track.shown();
    const bool is_together = std::chrono::abs(shown.at - leader.shown().at) <= same_moment;
    if (!is_together && !track.epochs.empty()) {
        return;
    }
    std::int64_t offset = life_at(shown.at).value_or(0) - shown.value;
    if (!is_together && is_same_scale(kind, shown, leader.shown())) {
        offset = leader.offset();
    }
    if (track.epochs.empty()) {
        begin_epoch(track, {.from = shown.at, .offset = offset});
    } else {
        track.epochs.back().offset = offset;
    }
}

// A source is lost when it has been silent for a week, or for four readings of another, beside one
// that goes on, or runs at less than a third of another's pace. A better one is followed once it has a history, or at once where the
// followed one has none either.
std::uint32_t KindMeters::best_source() const {
    Time newest;
    double fastest = 0;
    for (const auto& track : tracks) {
        newest = std::max(newest, track.shown().at);
        fastest = std::max(fastest, track.meter.pace().value_or(0));
    }
    const auto is_alive = [&](const SourceTrack& track) {
        return track.latest && newest - track.shown().at <= longest_silence &&
               track.meter.pace().value_or(fastest) >= slowest_share * fastest;
    };
    const bool is_replaced = std::ranges::any_of(tracks, [](const SourceTrack& track) {
        return track.without_leader >= most_without_leader;
    });
    const bool is_lost = is_replaced || !is_alive(tracks[primary]);
    const bool any_may_lead = is_lost || !tracks[primary].meter.pace();
    std::uint32_t best = primary;
    for (std::uint32_t i = 0; i < tracks.size(); ++i) {
        const bool may_lead = is_alive(tracks[i]) && (any_may_lead || tracks[i].meter.pace());
        const bool is_better =
            rank(tracks[i].source) < rank(tracks[best].source) || (best == primary && is_lost);
        if (may_lead && is_better) {
            best = i;
        }
    }
    return best;
}

void KindMeters::leader_spoke() {
    for (SourceTrack& track : tracks) {
        track.without_leader = 0;
    }
}

void KindMeters::follow(std::uint32_t source) {
    if (source == primary || !life) {
        return;
    }
    primary = source;
    leader_spoke();
    SourceTrack& leader = tracks[primary];
    leader.epochs.back().offset = std::max(leader.offset(), life->value - leader.shown().value);
}

void KindMeters::advance_life() {
    const SourceTrack& leader = tracks[primary];
    if (leader.shown().at > life->at) {
        life_before = life;
        life->at = leader.shown().at;
    }
    life->value = std::max(life->value, life_shown(leader));
    if (!early_rate) {
        early_rate = leader.meter.pace();
    }
}

Judgement KindMeters::add(const DatedReading& reading, const QuietDays& quiet) {
    SourceTrack& track = track_of(reading.source);
    const auto judgement = judge(track, reading, quiet);
    if (judgement.verdict == Verdict::held) {
        track.held = {.reading = {.at = reading.at, .value = reading.value},
                      .reason = judgement.reason};
        ++track.held_count;
        return judgement;
    }
    if (!life) {
        primary = static_cast<std::uint32_t>(&track - tracks.data());
        begin_epoch(track, {.from = reading.at, .offset = 0});
        life = life_begin = track.latest;
        return judgement;
    }
    if (&track == &tracks[primary]) {
        leader_spoke();
    } else {
        ++track.without_leader;
        pair_with_primary(track);
    }
    follow(best_source());
    advance_life();
    return judgement;
}

void KindMeters::set(const Level& level) {
    const MeterSource source = level.source.value_or(life ? tracks[primary].source : by_hand);
    SourceTrack& track = track_of(source);
    const std::int64_t now = level.life.value_or(life ? life->value : level.shown);
    track.meter.go_on_at({.t = meter_days(level.at), .x = meter_units(kind, level.shown)});
    track.latest = {.at = level.at, .value = level.shown};
    begin_epoch(track, {.from = level.at, .offset = now - level.shown});
    if (!life) {
        primary = static_cast<std::uint32_t>(&track - tracks.data());
        life = life_begin = {.at = level.at, .value = now};
    } else if (&track == &tracks[primary]) {
        life_before = life;
        life = {.at = level.at, .value = now};
        leader_spoke();
    }
}

std::int64_t KindMeters::life_of(ValueAt shown, std::int64_t guess) const {
    std::optional<std::int64_t> nearest;
    for (const auto& track : tracks) {
        const std::int64_t candidate = shown.value + track.offset_at(shown.at);
        if (track.latest &&
            (!nearest || std::abs(candidate - guess) < std::abs(*nearest - guess))) {
            nearest = candidate;
        }
    }
    return nearest.value_or(shown.value);
}

std::optional<std::int64_t> KindMeters::life_at(Time at) const {
    if (!life || life->at <= at) {
        return life ? std::optional{life->value} : std::nullopt;
    }
    if (life_before && life_before->at <= at) {
        return value_between(*life_before, *life, at);
    }
    const ValueAt oldest = life_before.value_or(*life);
    const double used = tracks[primary].meter.own_rate().value_or(0) * Days{oldest.at - at}.count();
    return oldest.value - meter_value(kind, used);
}

}  // namespace roadworthy::truck
