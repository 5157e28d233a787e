#include "backend/faults/cascades.hpp"

#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <tuple>
#include <vector>

namespace roadworthy::faults {
namespace {

using Numbers = std::vector<std::uint64_t>;

bool is_one_of(std::uint32_t value, std::initializer_list<std::uint32_t> all) {
    return std::ranges::find(all, value) != all.end();
}

// J1939-73: 2 erratic, 3 and 4 voltage above and below normal, 5 current below normal, 9 abnormal
// update rate, 10 abnormal rate of change, 12 bad device, 14 special instructions, 19 received
// network data in error.
bool is_of_circuit(std::uint8_t fmi) {
    return is_one_of(fmi, {2, 3, 4, 5, 6, 9, 10, 12, 14, 19});
}
bool is_of_supply(std::uint8_t fmi) {
    return is_one_of(fmi, {2, 3, 4, 5});
}
bool is_of_network(std::uint8_t fmi) {
    return is_one_of(fmi, {9, 19});
}

bool is_there(const Episode& episode) {
    return episode.state != EpisodeState::closed;
}
bool is_root(const Episode& episode) {
    return is_there(episode) && episode.parent == 0;
}

Episode* find(std::vector<Episode>& episodes, std::uint64_t number) {
    const auto found = std::ranges::find(episodes, number, &Episode::number);
    return found == episodes.end() ? nullptr : &*found;
}

void put_under(Episode& child, std::uint64_t parent, Cascade why, Numbers& changed) {
    if (child.parent != parent || child.cascade != why) {
        child.parent = parent;
        child.cascade = why;
        changed.push_back(child.number);
    }
}

// With those that were under it.
void fold_under(std::vector<Episode>& episodes, Episode& child, const Episode& parent, Cascade why,
                Numbers& changed) {
    put_under(child, parent.number, why, changed);
    for (Episode& other : episodes) {
        if (is_there(other) && other.parent == child.number) {
            put_under(other, parent.number, other.cascade, changed);
        }
    }
}

bool is_in_time(const Episode& effect, const Episode& cause) {
    return cause.opened.at - effect.opened.at <= effect_before_cause &&
           effect.opened.at - cause.opened.at <= effect_after_cause;
}

bool explains(const Episode& cause, const Episode& effect) {
    const Cascade why = cause_named_by(cause.key);
    return why != Cascade::none && cause.number != effect.number && is_in_time(effect, cause) &&
           is_effect(why, cause.key, effect.key);
}

// The one that stands for them: what asks for most, a cause rather than an effect, the first.
const Episode& head_of(const std::vector<Episode*>& group) {
    const auto rank = [](const Episode* one) {
        return std::tuple(-static_cast<int>(one->severity.action),
                          cause_named_by(one->key) == Cascade::none, one->number);
    };
    return **std::ranges::min_element(group, {}, rank);
}

void gather(std::vector<Episode>& episodes, const std::vector<Episode*>& group, Numbers& changed) {
    const Episode& head = head_of(group);
    for (Episode* one : group) {
        if (one->number != head.number) {
            fold_under(episodes, *one, head, Cascade::flood, changed);
        }
    }
}

void fold_flood(std::vector<Episode>& episodes, const Episode& newcomer, Numbers& changed) {
    std::vector<Episode*> roots;
    std::size_t at_once = 0;
    for (Episode& other : episodes) {
        const Duration apart = newcomer.opened.at - other.opened.at;
        if (is_there(other) && apart <= flood_within && -apart <= flood_within) {
            ++at_once;
            if (is_root(other)) {
                roots.push_back(&other);
            }
        }
    }
    if (at_once >= flood_of) {
        gather(episodes, roots, changed);
    }
}

}  // namespace

Cascade cause_named_by(const FaultKey& key) {
    if (is_one_of(key.spn, {158, 168}) && is_one_of(key.fmi, {1, 4, 17, 18})) {
        return Cascade::low_voltage;
    }
    if (is_one_of(key.spn, {639, 1231, 1235})) {
        return Cascade::network;
    }
    const bool is_supply =
        is_one_of(key.spn, {620, 1079, 1080}) || (3509 <= key.spn && key.spn <= 3514);
    return is_supply ? Cascade::sensor_supply : Cascade::none;
}

bool is_effect(Cascade cause, const FaultKey& of, const FaultKey& effect) {
    switch (cause) {
        case Cascade::low_voltage:
            return cause_named_by(effect) == Cascade::low_voltage ? of < effect
                                                                  : is_of_circuit(effect.fmi);
        case Cascade::network:
            return is_of_network(effect.fmi) && cause_named_by(effect) == Cascade::none;
        case Cascade::sensor_supply:
            return is_of_supply(effect.fmi) && effect.source_address == of.source_address &&
                   cause_named_by(effect) == Cascade::none;
        case Cascade::none:
        case Cascade::flood:
            break;
    }
    return false;
}

void fold_in(std::vector<Episode>& episodes, std::uint64_t newcomer, Numbers& changed) {
    Episode* found = find(episodes, newcomer);
    if (found == nullptr || !is_root(*found)) {
        return;
    }
    constexpr std::array strongest_first{Cascade::low_voltage, Cascade::network,
                                         Cascade::sensor_supply};
    for (const Cascade why : strongest_first) {
        for (const Episode& cause : episodes) {
            if (is_root(cause) && cause_named_by(cause.key) == why && explains(cause, *found)) {
                fold_under(episodes, *found, cause, why, changed);
                return;
            }
        }
    }
    for (Episode& effect : episodes) {
        if (is_root(effect) && explains(*found, effect)) {
            fold_under(episodes, effect, *found, cause_named_by(found->key), changed);
        }
    }
    fold_flood(episodes, *found, changed);
}

void release(std::vector<Episode>& episodes, std::uint64_t parent, Numbers& changed) {
    std::vector<Episode*> group;
    for (Episode& one : episodes) {
        if (is_there(one) && one.parent == parent) {
            put_under(one, 0, Cascade::none, changed);
            group.push_back(&one);
        }
    }
    if (!group.empty()) {
        gather(episodes, group, changed);
    }
}

void weigh_groups(std::vector<Episode>& episodes, Numbers& changed) {
    std::map<std::uint64_t, Action> highest;  // by parent
    for (const Episode& one : episodes) {
        if (is_there(one) && one.parent != 0) {
            Action& action = highest[one.parent];
            action = std::max(action, one.severity.action);
        }
    }
    for (Episode& one : episodes) {
        const auto under = highest.find(one.number);
        const Action action = under == highest.end() ? one.severity.action
                                                     : std::max(one.severity.action, under->second);
        if (one.group_action != action) {
            one.group_action = action;
            changed.push_back(one.number);
        }
    }
}

}  // namespace roadworthy::faults
