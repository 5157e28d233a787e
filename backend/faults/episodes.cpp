#include "backend/faults/episodes.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "backend/faults/cascades.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/faults/lit_by.hpp"
#include "backend/faults/rule_book.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/event_time.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::faults {
namespace {

using Episodes = std::vector<Episode>;

// Until when its ECU is known to have talked. A fault that is there was heard with its last event.
Time heard(const Episode& episode, const FaultState& state) {
    return std::max(episode.last_seen,
                    episode.silent_since.value_or(state.heard.value_or(episode.last_seen)));
}

Judged judged(const Episode& episode, const FaultState& state) {
    return {.evidence = {.key = episode.key,
                         .lamps = episode.own_lamps(),
                         .occurrences = episode.occurrences,
                         .flaps = episode.flaps,
                         .episodes = episode.nth},
            .opened = episode.opened.at,
            .last_event = episode.last_seen,
            .heard = heard(episode, state)};
}

// A code that comes back is one more for an ECU that counts and remembers. Once again the first: its
// memory was cleared, or it never counts, which it has shown by then.
bool counts_anew(const Episode& before, std::uint8_t occurrences) {
    if (before.occurrences == occurrences_absent || occurrences == occurrences_absent) {
        return false;
    }
    const bool is_first_again = before.occurrences == 1 && occurrences == 1;
    const bool never_counts = before.flaps > 0 || before.nth > 2;
    return occurrences < before.occurrences || (is_first_again && !never_counts);
}

Lifetime lifetime(const Episode& episode) {
    return {.key = episode.key,
            .opened = episode.opened.at,
            .closed = episode.closed,
            .odometer_m = episode.odometer_m};
}

// One input's changes to a truck's episodes.
class Change {
public:
    Change(FaultState& state, const Terms& terms, Time at) : state_(state), terms_(terms) {
        state_.heard = std::max(state_.heard.value_or(at), at);
        grow_older(at);
        forget_old(at);
    }

    Episode* find(const FaultKey& key) {
        const auto place = place_of(key);
        return place != state_.episodes.end() && place->key == key ? &*place : nullptr;
    }

    // It is there: the episode of this key, opened, reopened or found again.
    Episode& present(const FaultKey& key, std::uint8_t occurrences, truck::EventTime when) {
        Episode* known = find(key);
        if (known == nullptr) {
            return open(key, when);
        }
        if (known->state != EpisodeState::closed) {
            settle_worst(*known, when.at);
        } else {
            const bool is_flap = when.at - *known->closed <= flap_time;
            if (!is_flap && counts_anew(*known, occurrences)) {
                forget(*known);
                state_.episodes.erase(place_of(key));
                return open(key, when);
            }
            reopen(*known, when.at);
            if (!is_flap) {
                known->at_last_event = {};  // its action is reached again now
            }
        }
        known->state = EpisodeState::open;
        known->silent_since.reset();
        known->last_seen = std::max(known->last_seen, when.at);
        return *known;
    }

    void judge(Episode& episode) {
        const Judged fault = judged(episode, state_);
        faults::judge(episode.at_last_event, fault, terms_);
        set(episode, episode.at_last_event);
        episode.worst =
            std::max(episode.worst_before, faults::worst(episode.at_last_event, fault, terms_));
        const Judgement at_last = faults::later(episode.at_last_event, fault, terms_);
        if (at_last != episode.at_last_event) {
            before_switch_.insert_or_assign(episode.number, episode);
            set(episode, at_last);
        }
        episode.links = links_of(lifetime(episode), state_.repairs);
        touched_.insert(episode.number);
    }

    void close(Episode& episode, Time at, CloseReason reason) {
        const std::uint64_t number = episode.number;
        episode.state = EpisodeState::closed;
        episode.closed = std::max(at, episode.opened.at);
        episode.close_reason = reason;
        episode.parent = 0;
        episode.cascade = Cascade::none;
        set(episode,
            faults::later(episode.at_last_event, judged(episode, state_), terms_, *episode.closed));
        settle_worst(episode, *episode.closed);
        episode.worst = episode.worst_before;
        episode.silent_since.reset();
        episode.links = links_of(lifetime(episode), state_.repairs);
        touched_.insert(number);
        closed_.push_back(number);
    }

    void fall_silent(Episode& episode, Time at) {
        episode.state = EpisodeState::unknown;
        episode.silent_since = std::max(at, episode.last_seen);
        touched_.insert(episode.number);
    }

    void judge_all_again() {
        for (Episode& episode : state_.episodes) {
            if (episode.state == EpisodeState::closed) {
                continue;
            }
            faults::judge(episode.at_last_event, judged(episode, state_), terms_);
            bring_forward(episode);
        }
    }

    Episodes finish() {
        std::vector<std::uint64_t> numbers;
        for (const std::uint64_t number : closed_) {
            release(state_.episodes, number, numbers);
        }
        for (const std::uint64_t number : newcomers_) {
            fold_in(state_.episodes, number, numbers);
        }
        weigh_groups(state_.episodes, numbers);
        touched_.insert(numbers.begin(), numbers.end());
        for (const Episode& episode : state_.episodes) {
            if (touched_.contains(episode.number)) {
                if (const auto before = before_switch_.find(episode.number);
                    before != before_switch_.end()) {
                    changed_.push_back(before->second);
                }
                changed_.push_back(episode);
            }
        }
        return std::move(changed_);
    }

    FaultState& state() { return state_; }

private:
    void reopen(Episode& episode, Time at) {
        episode.appeared = at;
        episode.foreign_lamps = 0;
        ++episode.flaps;
        episode.closed.reset();
        episode.close_reason = CloseReason::none;
        newcomers_.push_back(episode.number);
    }

    Episodes::iterator place_of(const FaultKey& key) {
        return std::ranges::lower_bound(state_.episodes, key, {}, &Episode::key);
    }

    static Judgement now(const Episode& episode) {
        return {.severity = episode.severity, .since = episode.since};
    }
    static void set(Episode& episode, const Judgement& judgement) {
        episode.severity = judgement.severity;
        episode.since = judgement.since;
    }
    // What it has been until its next event is known for good.
    void settle_worst(Episode& episode, Time until) const {
        episode.worst_before =
            std::max(episode.worst_before,
                     faults::worst(episode.at_last_event, judged(episode, state_), terms_, until));
    }
    void bring_forward(Episode& episode) {
        const std::pair before(now(episode), episode.worst);
        const Judged fault = judged(episode, state_);
        set(episode, faults::later(episode.at_last_event, fault, terms_));
        episode.worst =
            std::max(episode.worst_before, faults::worst(episode.at_last_event, fault, terms_));
        if (std::pair(now(episode), episode.worst) != before) {
            touched_.insert(episode.number);
        }
    }

    void grow_older(Time before) {
        for (Episode& episode : state_.episodes) {
            if (episode.state == EpisodeState::open &&
                terms_.rules.has_age_between(episode.opened.at, episode.last_seen, before)) {
                bring_forward(episode);
            }
        }
    }

    Episode& open(const FaultKey& key, truck::EventTime when) {
        make_room(when.at);
        const Episode episode{.number = ++state_.last_number,
                              .key = key,
                              .opened = when,
                              .last_seen = when.at,
                              .nth = nth_within(state_.past, key, when.at, recently),
                              .appeared = when.at};
        newcomers_.push_back(episode.number);
        return *state_.episodes.insert(place_of(key), episode);
    }

    // The one that is missed least: gone already, else the mildest, else the longest unseen.
    void make_room(Time at) {
        if (state_.episodes.size() < most_episodes) {
            return;
        }
        const auto worth = [](const Episode& episode) {
            return std::tuple(episode.state != EpisodeState::closed, episode.severity.action,
                              episode.last_seen, episode.key);
        };
        const auto least = std::ranges::min_element(state_.episodes, {}, worth);
        if (least->state != EpisodeState::closed) {
            close(*least, at, CloseReason::evicted);
            changed_.push_back(*least);
            ++state_.evicted;
        }
        forget(*least);
        state_.episodes.erase(least);
    }

    void forget(const Episode& episode) {
        remember(state_.past, {.number = episode.number,
                               .key = episode.key,
                               .opened = episode.opened.at,
                               .closed = *episode.closed,
                               .odometer_m = episode.odometer_m,
                               .links = episode.links});
    }

    // A closed episode is kept for the hold time, in which its fault may come back as a flap.
    void forget_old(Time at) {
        std::erase_if(state_.episodes, [&](const Episode& episode) {
            const bool is_old = episode.closed && at - *episode.closed > hold_time;
            if (is_old) {
                forget(episode);
            }
            return is_old;
        });
    }

    FaultState& state_;
    const Terms& terms_;
    Episodes changed_;
    std::map<std::uint64_t, Episode> before_switch_;  // by number
    std::set<std::uint64_t> touched_;
    std::vector<std::uint64_t> newcomers_;
    std::vector<std::uint64_t> closed_;
};

// The ECU's whole active set: what is not in it has been repaired while nobody listened.
void compare_with_set(Change& change, const EcuReport& report, truck::EventTime when) {
    const auto key_of = [&](const Dtc& dtc) {
        return FaultKey{.source_address = report.source_address, .spn = dtc.spn, .fmi = dtc.fmi};
    };
    for (Episode& episode : change.state().episodes) {
        const bool is_active =
            std::ranges::find(*report.active, episode.key, key_of) != report.active->end();
        if (episode.key.source_address == report.source_address &&
            episode.state != EpisodeState::closed && !is_active) {
            change.close(episode, when.at, CloseReason::boot_set);
        }
    }
    for (const Dtc& dtc : *report.active) {
        Episode& episode = change.present(key_of(dtc), dtc.occurrences, when);
        episode.occurrences = dtc.occurrences;
        episode.conversion_method = dtc.conversion_method;
        change.judge(episode);
    }
}

}  // namespace

std::vector<Episode> take(FaultState& state, const FaultReport& report, truck::EventTime when,
                          const Terms& terms) {
    Change change(state, terms, when.at);
    if (report.event == FaultEvent::cleared) {
        Episode* known = change.find(report.key);
        if (known == nullptr || known->state == EpisodeState::closed) {
            ++state.cleared_unopened;
        } else {
            change.close(*known, when.at, CloseReason::evidence);
        }
        return change.finish();
    }
    Episode& episode = change.present(report.key, report.occurrences, when);
    episode.occurrences = report.occurrences;
    episode.conversion_method = report.conversion_method;
    light(state.episodes, episode, report.lamps, when.at);
    if (!episode.odometer_m) {
        episode.odometer_m = report.odometer_m;
    }
    change.judge(episode);
    return change.finish();
}

std::vector<Episode> take(FaultState& state, const EcuReport& report, truck::EventTime when,
                          const Terms& terms) {
    Change change(state, terms, when.at);
    if (report.event == EcuEvent::began && report.active) {
        compare_with_set(change, report, when);
    }
    if (report.event == EcuEvent::ceased) {
        for (Episode& episode : state.episodes) {
            if (episode.key.source_address == report.source_address &&
                episode.state == EpisodeState::open) {
                change.fall_silent(episode, when.at);
            }
        }
    }
    return change.finish();
}

std::vector<Episode> hear(FaultState& state, Time at, const Terms& terms) {
    return Change(state, terms, at).finish();
}

std::vector<Episode> judge_again(FaultState& state, const Terms& terms) {
    if (!state.heard) {
        return {};
    }
    Change change(state, terms, *state.heard);
    change.judge_all_again();
    return change.finish();
}

RepairChanges take(FaultState& state, const Repair& repair) {
    enter(state.repairs, repair);
    RepairChanges changes;
    for (Episode& episode : state.episodes) {
        const Links links = links_of(lifetime(episode), state.repairs);
        if (links != episode.links) {
            episode.links = links;
            changes.episodes.push_back(episode);
        }
    }
    for (PastEpisode& past : state.past) {
        const Links links = links_of({.key = past.key,
                                      .opened = past.opened,
                                      .closed = past.closed,
                                      .odometer_m = past.odometer_m},
                                     state.repairs);
        if (links != past.links) {
            past.links = links;
            changes.past.push_back({.number = past.number, .links = links});
        }
    }
    return changes;
}

Episode as_of(const FaultState& state, const Episode& episode, Time at, const Terms& terms) {
    Episode then = episode;
    const Judgement now{.severity = episode.severity, .since = episode.since};
    if (now != episode.at_last_event) {
        const Judgement judgement = later(episode.at_last_event, judged(episode, state), terms, at);
        then.severity = judgement.severity;
        then.since = judgement.since;
    }
    return then;
}

bool has_stop_now(const FaultState& state, Time at, const Terms& terms) {
    return std::ranges::any_of(state.episodes, [&](const Episode& episode) {
        return episode.state != EpisodeState::closed &&
               as_of(state, episode, at, terms).severity.action == Action::stop_now;
    });
}

}  // namespace roadworthy::faults
