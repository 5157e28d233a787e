#include "backend/uptime/evidence.hpp"

#include "backend/faults/episodes.hpp"
#include "backend/truck/event_time.hpp"
#include "backend/uptime/blocks.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace roadworthy::uptime {
namespace {

using std::chrono::seconds;

constexpr Duration undated_wait = std::chrono::hours{1};

Time whole_second(Time time) {
    return std::chrono::floor<seconds>(time);
}

std::optional<MeterReading> reading_of(const MetersReport& report, MeterKind kind) {
    const auto found = std::ranges::find(report.readings, kind, &MeterReading::kind);
    return found == report.readings.end() ? std::nullopt : std::optional(*found);
}

std::int64_t advance(const std::optional<MeterReading>& before,
                     const std::optional<MeterReading>& now) {
    return before && now && before->source == now->source ? now->value - before->value : 0;
}

Evidence row_of(const OpenFault& fault, bool is_open) {
    return {.source = Source::fault,
            .ref = std::to_string(fault.episode),
            .from = fault.from,
            .to = fault.to,
            .is_open = is_open};
}

}  // namespace

void Evidencing::show_up(Period period) {
    add(state_.ready, period, ready_rule, past_, changes_);
}

void Evidencing::contact(const Contact& contact) {
    if (contact.when.quality == truck::TimeQuality::received) {
        settle_undated(contact.when.at);
        if (!state_.undated_contact) {
            state_.undated_contact = contact.when.at;
        }
        return;
    }
    state_.undated_contact.reset();
    const Time at = whole_second(contact.when.at);
    const Period heard{std::min(at, whole_second(contact.since.value_or(at))), at};
    show_up(heard);
    if (contact.distance_m >= shortest_drive_m && heard.from < heard.to) {
        add(state_.driven, heard, driven_rule, past_, changes_);
    }
}

void Evidencing::settle_undated(Time now) {
    if (state_.undated_contact && now - *state_.undated_contact >= undated_wait) {
        const Time at = whole_second(*state_.undated_contact);
        state_.undated_contact.reset();
        show_up({at, at});
    }
}

// Only what went on says that the truck worked: a unit may tell what it knew before.
void Evidencing::meters(const MetersReport& report, truck::EventTime when, BootId boot) {
    if (when.quality == truck::TimeQuality::received) {
        return;
    }
    const MetersSeen seen{.at = whole_second(when.at),
                          .boot = boot,
                          .odometer = reading_of(report, MeterKind::odometer),
                          .engine_time = reading_of(report, MeterKind::engine_time)};
    const auto before = state_.meters;
    state_.meters = seen;
    if (!before || before->boot != boot || seen.at <= before->at) {
        return;
    }
    const auto took = std::chrono::duration_cast<seconds>(seen.at - before->at);
    const std::int64_t metres = advance(before->odometer, seen.odometer);
    const bool has_moved = metres > 0 && metres <= fastest_m_per_s * took.count();
    const std::int64_t ran = advance(before->engine_time, seen.engine_time);
    if (has_moved && took <= close_readings) {
        show_up({before->at, seen.at});
        add(state_.driven, {before->at, seen.at}, driven_rule, past_, changes_);
    } else if (has_moved || (ran > 0 && ran <= took.count())) {
        show_up({seen.at, seen.at});
    }
}

void Evidencing::episode(const faults::Episode& episode, Time heard) {
    const auto since = episode.stop_now_since();
    const bool is_closed = episode.state == faults::EpisodeState::closed;
    const Time at = whole_second(is_closed ? *episode.closed : heard);
    const auto known = std::ranges::find(state_.faults, episode.number, &OpenFault::episode);
    const bool is_another =
        known != state_.faults.end() && since && whole_second(*since) != known->from;
    if (known != state_.faults.end() && (!since || is_closed || is_another)) {
        const Time gone = is_another && !is_closed ? whole_second(*since) : at;
        known->to = std::max(known->from, gone);
        changes_.put(row_of(*known, false));
        state_.faults.erase(known);
        if (!is_another) {
            return;
        }
    }
    if (!since) {
        return;
    }
    const OpenFault told{.episode = episode.number,
                         .from = whole_second(*since),
                         .to = is_closed ? at : at + open_tail};
    if (is_closed) {
        if (told.from < told.to) {
            changes_.put(row_of(told, false));
        }
        return;
    }
    const auto still = std::ranges::find(state_.faults, episode.number, &OpenFault::episode);
    if (still == state_.faults.end()) {
        state_.faults.push_back(told);
        changes_.put(row_of(told, true));
    } else if (told.to > still->to) {
        still->to = told.to;
        changes_.put(row_of(*still, true));
    }
}

}  // namespace roadworthy::uptime
