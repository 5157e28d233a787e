#include "backend/faults/rule_book.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "common/time.hpp"

namespace roadworthy::faults {
namespace {

using Ages = std::vector<std::chrono::days>;

Ages ages_of(std::span<const Rule> rules) {
    Ages ages;
    for (const Rule& rule : rules) {
        if (rule.when.open_for > std::chrono::days{0}) {
            ages.push_back(rule.when.open_for);
        }
    }
    std::ranges::sort(ages);
    const auto repeated = std::ranges::unique(ages);
    ages.erase(repeated.begin(), repeated.end());
    return ages;
}

const Ages& built_in_ages() {
    static const Ages ages = ages_of(built_in_rules());
    return ages;
}

void judge_at(Judgement& judgement, const Judged& fault, Time at, const Terms& terms) {
    Evidence evidence = fault.evidence;
    evidence.open_for = std::min(at, fault.heard) - fault.opened;
    Severity severity = judge(terms.rules.at(at), evidence, terms.truck);
    severity.rule_set = terms.rules.version_at(at);
    if (severity.action != judgement.severity.action || judgement.since == Time{}) {
        judgement.since = at;
    }
    judgement.severity = std::move(severity);
}

}  // namespace

bool RuleBook::enter(const RuleSet& set, Time from) {
    if (set.version <= (entered_.empty() ? 0 : entered_.back().set.version)) {
        return false;
    }
    if (entered_.size() >= most_rule_sets) {
        entered_.erase(entered_.begin());
        effective_.erase(effective_.begin());
    }
    auto rules = over_built_in(set.rules);
    auto ages = ages_of(rules);
    entered_.push_back({.from = from, .set = set});
    effective_.push_back({.rules = std::move(rules), .ages = std::move(ages)});
    return true;
}

std::size_t RuleBook::in_force(Time time) const {
    const auto next = std::ranges::upper_bound(entered_, time, {}, &RulesInForce::from);
    return static_cast<std::size_t>(next - entered_.begin());
}

std::span<const Rule> RuleBook::at(Time time) const {
    const std::size_t place = in_force(time);
    return place == 0 ? built_in_rules() : std::span<const Rule>(effective_[place - 1].rules);
}

std::uint32_t RuleBook::version_at(Time time) const {
    const std::size_t place = in_force(time);
    return place == 0 ? 0 : entered_[place - 1].set.version;
}

std::vector<Time> RuleBook::turns(Time opened, Time after, Time heard) const {
    std::vector<Time> found;
    const auto add_ages = [&](const Ages& ages) {
        for (const auto age : ages) {
            if (after < opened + age && opened + age <= heard) {
                found.push_back(opened + age);
            }
        }
    };
    add_ages(built_in_ages());
    for (std::size_t i = 0; i < entered_.size(); ++i) {
        add_ages(effective_[i].ages);
        if (after < entered_[i].from) {
            found.push_back(entered_[i].from);
        }
    }
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    return found;
}

bool RuleBook::has_age_between(Time opened, Time after, Time until) const {
    const auto is_between = [&](std::chrono::days age) {
        return after < opened + age && opened + age <= until;
    };
    return std::ranges::any_of(built_in_ages(), is_between) ||
           std::ranges::any_of(effective_, [&](const Effective& one) {
               return std::ranges::any_of(one.ages, is_between);
           });
}

void judge(Judgement& judgement, const Judged& fault, const Terms& terms) {
    judge_at(judgement, fault, fault.last_event, terms);
}

Judgement later(Judgement judgement, const Judged& fault, const Terms& terms, Time until) {
    for (const Time turn : terms.rules.turns(fault.opened, fault.last_event, fault.heard)) {
        if (turn <= until) {
            judge_at(judgement, fault, turn, terms);
        }
    }
    return judgement;
}

Action worst(Judgement judgement, const Judged& fault, const Terms& terms, Time until) {
    Action highest = judgement.severity.action;
    for (const Time turn : terms.rules.turns(fault.opened, fault.last_event, fault.heard)) {
        if (turn <= until) {
            judge_at(judgement, fault, turn, terms);
            highest = std::max(highest, judgement.severity.action);
        }
    }
    return highest;
}

}  // namespace roadworthy::faults
