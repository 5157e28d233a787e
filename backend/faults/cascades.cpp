#include "backend/faults/cascades.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <tuple>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

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

// By what the truck itself shows, so that a switch of rules moves no matter, whenever a report comes.
Action shown(const Episode& episode) {
    return judge(built_in_rules(), {.key = episode.key, .lamps = episode.own_lamps()}, {}).action;
}

// The one that stands for them: what is gravest, a cause rather than an effect, the first.
const Episode& head_of(const std::vector<Episode*>& group) {
    const auto rank = [](const Episode* one) {
        return std::tuple(-static_cast<int>(shown(*one)), cause_named_by(one->key) == Cascade::none,
                          one->number);
    };
    return **std::ranges::min_element(group, {}, rank);
}

void gather(std::vector<Episode>& episodes, const std::vector<Episode*>& group, Cascade why,
            Numbers& changed) {
    const Episode& head = head_of(group);
    for (Episode* one : group) {
        if (one->number != head.number) {
            fold_under(episodes, *one, head, why, changed);
        }
    }
}

// Whether it is the level that was told before or the graver one, only one of them stands.
void fold_same_part(std::vector<Episode>& episodes, const Episode& newcomer, Numbers& changed) {
    std::vector<Episode*> roots;
    for (Episode& other : episodes) {
        if (is_root(other) && is_same_part(other.key, newcomer.key)) {
            roots.push_back(&other);
        }
    }
    if (roots.size() > 1) {
        gather(episodes, roots, Cascade::same_part, changed);
    }
}

// What an engine would hold back for: something that the driver is shown.
bool is_reason_to_hold_back(const Episode& episode) {
    return is_root(episode) && !is_holding_back(episode.key) &&
           shown(episode) >= Action::workshop_soon;
}

// The gravest that stands, the newest of these.
void fold_consequence(std::vector<Episode>& episodes, Episode& newcomer, Numbers& changed) {
    const Episode* reason = nullptr;
    for (const Episode& other : episodes) {
        if (is_reason_to_hold_back(other) &&
            (reason == nullptr ||
             std::tuple(shown(*reason), reason->number) < std::tuple(shown(other), other.number))) {
            reason = &other;
        }
    }
    if (reason != nullptr) {
        fold_under(episodes, newcomer, *reason, Cascade::consequence, changed);
    }
}

// The reason may be told after what follows from it: both stand in one DM1, in any order.
void fold_consequences_of(std::vector<Episode>& episodes, const Episode& reason, Numbers& changed) {
    for (Episode& other : episodes) {
        if (is_root(other) && is_holding_back(other.key) &&
            reason.opened.at - other.opened.at <= effect_before_cause) {
            fold_under(episodes, other, reason, Cascade::consequence, changed);
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
    if (at_once >= flood_of && !roots.empty()) {
        gather(episodes, roots, Cascade::flood, changed);
    }
}

// SPNs that one defect sets one after the other: coolant low and hot; the exhaust gas
// recirculation's valve, flow and temperature; the soot filter's load and pressures; oil level and pressure; the air
// of the two brake circuits.
bool is_one_family(std::uint32_t one, std::uint32_t other) {
    constexpr std::array<std::array<std::uint32_t, 5>, 5> families{
        {{110, 111}, {27, 411, 412, 2659, 2791}, {81, 3251, 3719}, {98, 100}, {117, 118}}};
    return std::ranges::any_of(families, [&](const auto& family) {
        return std::ranges::find(family, one) != family.end() &&
               std::ranges::find(family, other) != family.end();
    });
}

}  // namespace

bool is_same_part(const FaultKey& one, const FaultKey& other) {
    return one.source_address == other.source_address &&
           (one.spn == other.spn || is_one_family(one.spn, other.spn));
}

bool is_holding_back(const FaultKey& key) {
    return is_one_of(key.spn, {1569, 4090, 4094, 4095, 4096, 5246});
}

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
        case Cascade::same_part:
        case Cascade::consequence:
            break;
    }
    return false;
}

namespace {

bool fold_under_cause(std::vector<Episode>& episodes, Episode& newcomer, Numbers& changed) {
    constexpr std::array strongest_first{Cascade::low_voltage, Cascade::network,
                                         Cascade::sensor_supply};
    for (const Cascade why : strongest_first) {
        for (const Episode& cause : episodes) {
            if (is_root(cause) && cause_named_by(cause.key) == why && explains(cause, newcomer)) {
                fold_under(episodes, newcomer, cause, why, changed);
                return true;
            }
        }
    }
    return false;
}

}  // namespace

void fold_in(std::vector<Episode>& episodes, std::uint64_t newcomer, Numbers& changed) {
    Episode* found = find(episodes, newcomer);
    if (found == nullptr || !is_root(*found) || fold_under_cause(episodes, *found, changed)) {
        return;
    }
    for (Episode& effect : episodes) {
        if (is_root(effect) && explains(*found, effect)) {
            fold_under(episodes, effect, *found, cause_named_by(found->key), changed);
        }
    }
    if (is_holding_back(found->key)) {
        fold_consequence(episodes, *found, changed);
    } else if (is_reason_to_hold_back(*found)) {
        fold_consequences_of(episodes, *found, changed);
    }
    if (is_root(*found)) {
        fold_same_part(episodes, *found, changed);
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
        gather(episodes, group, Cascade::flood, changed);
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
