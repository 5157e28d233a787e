#include "backend/faults/rules.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <vector>

#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"

namespace roadworthy::faults {
namespace {

struct LampSeen {
    Lamp state;
    Flash flash;
};

LampSeen seen(Lamps lamps, LampKind kind) {
    switch (kind) {
        case LampKind::red_stop:
            return {lamps.red_stop(), lamps.red_stop_flash()};
        case LampKind::amber_warning:
            return {lamps.amber_warning(), lamps.amber_warning_flash()};
        case LampKind::protect:
            return {lamps.protect(), lamps.protect_flash()};
        case LampKind::mil:
            break;
    }
    return {lamps.mil(), lamps.mil_flash()};
}

bool is_of_code(const Conditions& when, const FaultKey& key) {
    const bool is_spn = when.spns.empty() || std::ranges::any_of(when.spns, [&](SpnRange range) {
                            return range.first <= key.spn && key.spn <= range.last;
                        });
    const bool is_fmi = when.fmis == 0 || (when.fmis >> key.fmi & 1U) != 0;
    return is_spn && is_fmi &&
           (when.source_addresses.empty() ||
            std::ranges::find(when.source_addresses, key.source_address) !=
                when.source_addresses.end());
}

bool is_lit(const Conditions& when, Lamps lamps) {
    if (!when.lamp) {
        return true;
    }
    const LampSeen lamp = seen(lamps, *when.lamp);
    return lamp.state == Lamp::on && (!when.flash || lamp.flash == *when.flash);
}

// An ECU that does not count says 127.
bool occurred(const Conditions& when, std::uint8_t occurrences) {
    return when.occurrences == 0 ||
           (occurrences != occurrences_absent && occurrences >= when.occurrences);
}

template <class Value>
void shorten(std::optional<Value>& shortest, const std::optional<Value>& other) {
    if (other && (!shortest || *other < *shortest)) {
        shortest = other;
    }
}

void give_reason(Severity& severity, const Rule& rule) {
    severity.rules.push_back(rule.key);
    shorten(severity.within, rule.within);
    shorten(severity.within_m, rule.within_m);
}

}  // namespace

std::vector<Rule> over_built_in(std::span<const Rule> own) {
    std::vector<Rule> all;
    const auto is_own = [&](const Rule& rule) {
        return std::ranges::find(own, rule.key, &Rule::key) != own.end();
    };
    std::ranges::remove_copy_if(built_in_rules(), std::back_inserter(all), is_own);
    std::ranges::copy_if(own, std::back_inserter(all),
                         [](const Rule& rule) { return rule.effect != Effect::off; });
    return all;
}

bool applies(const Conditions& when, const Evidence& evidence, const TruckTraits& truck) {
    return is_of_code(when, evidence.key) && is_lit(when, evidence.lamps) &&
           evidence.episodes >= when.episodes && evidence.flaps >= when.flaps &&
           occurred(when, evidence.occurrences) && evidence.open_for >= when.open_for &&
           (when.model.empty() || when.model == truck.model) &&
           (when.customer.empty() || when.customer == truck.customer);
}

Severity judge(std::span<const Rule> rules, const Evidence& evidence, const TruckTraits& truck) {
    Action asked = Action::log;
    Action allowed = Action::stop_now;
    std::vector<const Rule*> heard;
    for (const Rule& rule : rules) {
        if (rule.effect == Effect::off || !applies(rule.when, evidence, truck)) {
            continue;
        }
        heard.push_back(&rule);
        if (rule.effect == Effect::at_least) {
            asked = std::max(asked, rule.action);
        } else {
            allowed = std::min(allowed, rule.action);
        }
    }
    const bool is_capped = allowed < asked;
    Severity severity{.action = std::min(asked, allowed)};
    for (const Rule* rule : heard) {
        const bool asks = rule->effect == Effect::at_least && rule->action == asked;
        const bool caps = rule->effect == Effect::at_most && rule->action == allowed && is_capped;
        if (asks || caps) {
            give_reason(severity, *rule);
        }
    }
    return severity;
}

}  // namespace roadworthy::faults
