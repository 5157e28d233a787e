#include "backend/faults/episodes.hpp"

#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

namespace roadworthy::faults {
namespace {

using Episodes = std::vector<Episode>;

Episodes::iterator place_of(FaultState& state, const FaultKey& key) {
    return std::ranges::lower_bound(state.episodes, key, {}, &Episode::key);
}

Episode* find(FaultState& state, const FaultKey& key) {
    const auto place = place_of(state, key);
    return place != state.episodes.end() && place->key == key ? &*place : nullptr;
}

void judge(Episode& episode, Time at) {
    episode.severity = severity(episode.key, episode.lamps);
    if (episode.severity.action != Action::stop_now) {
        episode.stop_now_since.reset();
    } else if (!episode.stop_now_since) {
        episode.stop_now_since = at;
    }
}

void close(Episode& episode, Time at, CloseReason reason) {
    episode.state = EpisodeState::closed;
    episode.closed = std::max(at, episode.opened.at);
    episode.close_reason = reason;
}

// The one that is missed least: gone already, else the mildest, else the longest unseen.
void make_room(FaultState& state, Time at, Episodes& changed) {
    if (state.episodes.size() < most_episodes) {
        return;
    }
    const auto worth = [](const Episode& episode) {
        return std::tuple(episode.state != EpisodeState::closed, episode.severity.action,
                          episode.last_seen, episode.key);
    };
    const auto least = std::ranges::min_element(state.episodes, {}, worth);
    if (least->state != EpisodeState::closed) {
        close(*least, at, CloseReason::evicted);
        changed.push_back(*least);
        ++state.evicted;
    }
    state.episodes.erase(least);
}

// A closed episode is kept for the hold time, in which its fault may come back as a flap.
void forget_old(FaultState& state, Time at) {
    std::erase_if(state.episodes, [&](const Episode& episode) {
        return episode.closed && at - *episode.closed > hold_time;
    });
}

Episode& open(FaultState& state, const FaultKey& key, truck::EventTime when, Episodes& changed) {
    make_room(state, when.at, changed);
    const Episode episode{
        .number = ++state.last_number, .key = key, .opened = when, .last_seen = when.at};
    return *state.episodes.insert(place_of(state, key), episode);
}

// It is there: the episode of this key, opened, reopened or found again.
Episode& present(FaultState& state, const FaultKey& key, truck::EventTime when, Episodes& changed) {
    Episode* known = find(state, key);
    if (known == nullptr) {
        return open(state, key, when, changed);
    }
    if (known->state == EpisodeState::closed) {
        ++known->flaps;
        known->closed.reset();
        known->close_reason = CloseReason::none;
    }
    known->state = EpisodeState::open;
    known->last_seen = std::max(known->last_seen, when.at);
    return *known;
}

// The ECU's whole active set: what is not in it has been repaired while nobody listened.
void compare_with_set(FaultState& state, const EcuReport& report, truck::EventTime when,
                      Episodes& changed) {
    const auto key_of = [&](const Dtc& dtc) {
        return FaultKey{.source_address = report.source_address, .spn = dtc.spn, .fmi = dtc.fmi};
    };
    for (auto& episode : state.episodes) {
        const bool is_active =
            std::ranges::find(*report.active, episode.key, key_of) != report.active->end();
        if (episode.key.source_address == report.source_address &&
            episode.state != EpisodeState::closed && !is_active) {
            close(episode, when.at, CloseReason::boot_set);
            changed.push_back(episode);
        }
    }
    for (const auto& dtc : *report.active) {
        Episode& episode = present(state, key_of(dtc), when, changed);
        episode.occurrences = dtc.occurrences;
        episode.conversion_method = dtc.conversion_method;
        judge(episode, when.at);
        changed.push_back(episode);
    }
}

}  // namespace

std::vector<Episode> take(FaultState& state, const FaultReport& report, truck::EventTime when) {
    Episodes changed;
    forget_old(state, when.at);
    if (report.event == FaultEvent::cleared) {
        Episode* known = find(state, report.key);
        if (known == nullptr || known->state == EpisodeState::closed) {
            ++state.cleared_unopened;
            return changed;
        }
        close(*known, when.at, CloseReason::evidence);
        changed.push_back(*known);
        return changed;
    }
    Episode& episode = present(state, report.key, when, changed);
    episode.occurrences = report.occurrences;
    episode.conversion_method = report.conversion_method;
    episode.lamps = report.lamps;
    if (!episode.odometer_m) {
        episode.odometer_m = report.odometer_m;
    }
    judge(episode, when.at);
    changed.push_back(episode);
    return changed;
}

std::vector<Episode> take(FaultState& state, const EcuReport& report, truck::EventTime when) {
    Episodes changed;
    forget_old(state, when.at);
    if (report.event == EcuEvent::began) {
        if (report.active) {
            compare_with_set(state, report, when, changed);
        }
        return changed;
    }
    if (report.event == EcuEvent::remembers) {
        return changed;  // of what was: nothing is there or gone by it
    }
    for (auto& episode : state.episodes) {
        if (episode.key.source_address == report.source_address &&
            episode.state == EpisodeState::open) {
            episode.state = EpisodeState::unknown;
            changed.push_back(episode);
        }
    }
    return changed;
}

bool has_stop_now(const FaultState& state) {
    return std::ranges::any_of(state.episodes, [](const Episode& episode) {
        return episode.state != EpisodeState::closed && episode.severity.action == Action::stop_now;
    });
}

}  // namespace roadworthy::faults
