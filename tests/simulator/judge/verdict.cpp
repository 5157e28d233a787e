#include "tests/simulator/judge/verdict.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "backend/faults/episodes.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"
#include "tests/simulator/judge/lived_year.hpp"
#include "tests/simulator/judge/matters.hpp"
#include "tests/simulator/model/causes.hpp"

namespace roadworthy::sim {
namespace {

using faults::Episode;
using Numbers = std::set<std::uint64_t>;

constexpr std::size_t place(faults::Action action) {
    return static_cast<std::size_t>(action);
}
constexpr std::size_t place(Need need) {
    return static_cast<std::size_t>(need);
}

Need need_of(const Cause& cause, const FaultKey& key) {
    const auto spec = std::ranges::find(cause.codes, key, &CodeSpec::key);
    return spec == cause.codes.end() ? Need::nothing : spec->need;
}

Need need_until(const Trouble& trouble, Time at) {
    Need need = Need::nothing;
    for (const auto& [key, shown] : trouble.shown) {
        if (shown <= at) {
            need = std::max(need, need_of(*trouble.cause, key));
        }
    }
    return need;
}

// An operator's rule is not met here: the built-in ones alone decide.
faults::Action action_of(const std::string& rule) {
    const auto rules = faults::built_in_rules();
    return std::ranges::find(rules, rule, &faults::Rule::key)->action;
}

// A cause as the backend has met it.
struct Met {
    Numbers episodes;
    Need need = Need::nothing;
    faults::Action told = faults::Action::log;
    std::vector<const Matter*> own;  // told, begun by a code of it
    bool is_under_others = false;
    std::set<std::string> rules;  // that led to the action that it needs
};

class Judge {
public:
    Judge(Tally& tally, const LivedYear& year, const Outcome& outcome)
        : tally_(tally), year_(year), outcome_(outcome), met_(year.troubles.size()) {}

    void run() {
        meet();
        for (const auto& [number, worst] : outcome_.worst) {
            judge_rules(number, worst);
        }
        for (const auto& [number, matter] : outcome_.matters) {
            take_matter(matter);
        }
        for (std::size_t i = 0; i < met_.size(); ++i) {
            judge_cause(*year_.troubles[i].cause, met_[i]);
        }
    }

private:
    void meet() {
        for (const auto& [number, episode] : outcome_.episodes) {
            tally_.flaps += episode.flaps;
            tally_.comebacks += episode.links.comeback_of ? 1U : 0U;
            const auto trouble = trouble_of(year_, episode.key, episode.opened.at);
            if (!trouble) {
                ++tally_.of_nothing;
                continue;
            }
            Met& met = met_[*trouble];
            met.episodes.insert(number);
            met.need = std::max(met.need, need_of(*year_.troubles[*trouble].cause, episode.key));
            trouble_.emplace(number, *trouble);
        }
        tally_.episodes += outcome_.episodes.size();
        tally_.folded += static_cast<std::uint64_t>(std::ranges::count_if(
            outcome_.episodes,
            [&](const auto& one) { return !outcome_.matters.contains(one.first); }));
    }

    void judge_rules(std::uint64_t number, const WorstOf& worst) {
        const auto trouble = trouble_.find(number);
        if (trouble == trouble_.end()) {
            return;
        }
        Met& met = met_[trouble->second];
        const std::size_t need = place(need_until(year_.troubles[trouble->second], worst.at));
        const std::size_t asked = place(worst.severity.action);
        for (const std::string& rule : worst.severity.rules) {
            RuleScore& score = tally_.rules[rule];
            ++(asked == need ? score.right : asked > need ? score.too_much : score.too_little);
            if (asked == place(met.need) && place(action_of(rule)) == asked) {
                met.rules.insert(rule);
            }
        }
    }

    void take_matter(const Matter& matter) {
        if (matter.told) {
            ++tally_.told.at(place(matter.worst));
            tally_.upgrades += matter.upgrades;
        }
        const auto root = trouble_.find(matter.number);
        for (const std::uint64_t member : outcome_.members.at(matter.number)) {
            const auto trouble = trouble_.find(member);
            if (trouble == trouble_.end()) {
                continue;
            }
            Met& met = met_[trouble->second];
            met.told = std::max(met.told, matter.worst);
            const bool is_own = root != trouble_.end() && root->second == trouble->second;
            met.is_under_others = met.is_under_others || !is_own;
        }
        if (root != trouble_.end() && matter.told) {
            met_[root->second].own.push_back(&matter);
        }
    }

    void judge_cause(const Cause& cause, const Met& met) {
        CauseScore& score = tally_.by_cause[cause.name];
        ++score.there;
        if (met.episodes.empty()) {
            return;
        }
        ++score.heard;
        ++tally_.causes.at(place(met.need)).at(place(met.told));
        const bool is_right = place(met.told) == place(met.need);
        ++(is_right                            ? score.right
           : place(met.told) > place(met.need) ? score.too_much
                                               : score.too_little);
        score.matters += met.own.size();
        score.folded_under_others += met.own.empty() && met.is_under_others ? 1U : 0U;
        tally_.duplicates += duplicates(met.own);
        for (const std::string& rule : met.rules) {
            ++tally_.rules[rule].found;
        }
    }

    std::uint64_t duplicates(const std::vector<const Matter*>& own) const {
        const auto is_own = [&](std::uint64_t number) {
            return std::ranges::find(own, number, &Matter::number) != own.end();
        };
        return static_cast<std::uint64_t>(std::ranges::count_if(own, [&](const Matter* one) {
            return std::ranges::any_of(one->open_meanwhile, is_own);
        }));
    }

    Tally& tally_;
    const LivedYear& year_;
    const Outcome& outcome_;
    std::vector<Met> met_;                          // by place in `troubles`
    std::map<std::uint64_t, std::size_t> trouble_;  // by number of the episode
};

}  // namespace

void judge(Tally& tally, const LivedYear& year, const Outcome& outcome) {
    ++tally.trucks;
    tally.truck_days += static_cast<std::uint64_t>(
        std::chrono::floor<std::chrono::days>(year.span.to - year.span.from).count());
    tally.reports += year.reports.size();
    tally.by_age += outcome.by_age;
    tally.from_silence += outcome.from_silence;
    Judge(tally, year, outcome).run();
}

void compare(Tally& tally, const Outcome& on_time, const Outcome& late) {
    tally.changed_by_delay += on_time.episodes == late.episodes ? 0U : 1U;
}

Share precision(const Confusion& causes, std::size_t action) {
    Share share;
    for (std::size_t need = 0; need < causes.size(); ++need) {
        share.whole += causes.at(need).at(action);
    }
    share.part = causes.at(action).at(action);
    return share;
}

Share recall(const Confusion& causes, std::size_t action) {
    Share share;
    for (std::size_t told = 0; told < causes.size(); ++told) {
        share.whole += causes.at(action).at(told);
        share.part += told >= action ? causes.at(action).at(told) : 0;
    }
    return share;
}

Share precision(const RuleScore& score) {
    return {.part = score.right, .whole = score.right + score.too_much + score.too_little};
}

Share recall(const Tally& tally, const std::string& rule) {
    Share share;
    share.part = tally.rules.at(rule).found;
    for (const std::uint64_t told : tally.causes.at(place(action_of(rule)))) {
        share.whole += told;
    }
    return share;
}

double told_per_truck_and_month(const Tally& tally, std::size_t action) {
    constexpr double days_a_month = 365.0 / 12;
    return static_cast<double>(tally.told.at(action)) * days_a_month /
           static_cast<double>(tally.truck_days);
}

}  // namespace roadworthy::sim
