#include "backend/customers/truck_cases.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

namespace roadworthy::customers {
namespace {

using cases::Case;
using cases::CaseBook;
using cases::CaseEpisode;
using faults::Action;

bool asks_for_a_case(const CaseEpisode& episode) {
    return episode.worst >= Action::workshop_soon;
}

// What was pushed out for want of room is not known to be gone.
std::optional<Time> cleared(const faults::Episode& episode) {
    return episode.close_reason == faults::CloseReason::evicted ? std::nullopt : episode.closed;
}

CaseEpisode as_of_now(const faults::Episode& episode, const CaseEpisode* before, Time received) {
    CaseEpisode now{.number = episode.number,
                    .key = episode.key,
                    .root = episode.number,
                    .opened = episode.opened.at,
                    .heard = received,
                    .cleared = cleared(episode),
                    .worst = episode.worst};
    if (episode.parent != 0) {
        now.root = episode.parent;
    } else if (before != nullptr) {
        now.root = before->root;  // its cause stays its cause when that has gone
    }
    if (before != nullptr && (asks_for_a_case(*before) || !asks_for_a_case(now))) {
        now.heard = before->heard;
    }
    return now;
}

// One that is closed and not known was let go, or never mattered.
void put(std::vector<CaseEpisode>& episodes, const faults::Episode& episode, Time received) {
    const auto place = std::ranges::lower_bound(episodes, episode.number, {}, &CaseEpisode::number);
    if (place != episodes.end() && place->number == episode.number) {
        *place = as_of_now(episode, &*place, received);
    } else if (episode.state != faults::EpisodeState::closed) {
        episodes.insert(place, as_of_now(episode, nullptr, received));
    }
}

CaseChanges between(const CaseBook& before, CaseBook&& after) {
    CaseChanges changes;
    for (const Case& old : before.cases) {
        if (std::ranges::find(after.cases, old.id, &Case::id) == after.cases.end()) {
            changes.gone.push_back(old.id);
        }
    }
    for (Case& now : after.cases) {
        const auto old = std::ranges::find(before.cases, now.id, &Case::id);
        if (old == before.cases.end() || *old != now) {
            changes.cases.push_back(std::move(now));
        }
    }
    return changes;
}

// What belongs to cases, and how much of it.
class Keeping {
public:
    Keeping(TruckCases& kept, const CaseBook& book, const std::vector<faults::Episode>& known)
        : kept_(kept) {
        for (const faults::Episode& episode : known) {
            if (episode.state != faults::EpisodeState::closed) {
                there_.insert(episode.number);
            }
        }
        for (const Case& one : book.cases) {
            cases_.push_back(&one);
        }
        // The longest ended first; then those that began first.
        std::ranges::sort(cases_, {}, [](const Case* one) {
            return std::tuple(ended(*one).value_or(Time::max()), one->happened, one->id);
        });
    }

    void forget() {
        forget_mild();
        forget_strays();
        auto ended_cases = static_cast<std::size_t>(
            std::ranges::count_if(cases_, [](const Case* one) { return ended(*one).has_value(); }));
        for (const Case* one : cases_) {
            const bool is_too_much = ended_cases > most_ended_cases ||
                                     kept_.episodes.size() > most_case_episodes ||
                                     kept_.entries.kept.size() > most_case_entries;
            if (!is_too_much) {
                return;
            }
            ended_cases -= ended(*one) ? 1U : 0U;
            let_go(*one);
        }
    }

private:
    // Episodes that have gone, with all of their group, and were never part of a case.
    void forget_mild() {
        std::set<std::uint64_t> wanted;
        for (const Case* one : cases_) {
            for (const CaseEpisode& episode : one->episodes) {
                wanted.insert(episode.number);
            }
        }
        // What is left of a group may still come to ask for a case, by rules that are switched.
        std::set<std::uint64_t> roots;
        for (const CaseEpisode& episode : kept_.episodes) {
            if (there_.contains(episode.number) || wanted.contains(episode.number)) {
                roots.insert({episode.number, episode.root});
            }
        }
        std::erase_if(kept_.episodes,
                      [&](const CaseEpisode& episode) { return !roots.contains(episode.root); });
    }

    void forget_strays() {
        std::set<cases::EntryId> known;
        for (const Case* one : cases_) {
            for (const auto* entries : {&one->entries, &one->withdrawn}) {
                for (const cases::CaseEntry& entry : *entries) {
                    known.insert(entry.id);
                }
            }
        }
        auto& all = kept_.entries.kept;
        auto strays = static_cast<std::size_t>(std::ranges::count_if(
            all, [&](const cases::CaseEntry& entry) { return !known.contains(entry.id); }));
        std::erase_if(all, [&](const cases::CaseEntry& entry) {
            const bool is_one_too_many = strays > most_strays && !known.contains(entry.id);
            strays -= is_one_too_many ? 1U : 0U;
            return is_one_too_many;
        });
    }

    void let_go(const Case& one) {
        const auto is_there = [&](const CaseEpisode& it) { return there_.contains(it.number); };
        if (std::ranges::any_of(one.episodes, is_there)) {
            return;
        }
        for (const CaseEpisode& episode : one.episodes) {
            std::erase(kept_.episodes, episode);
        }
        for (const auto* entries : {&one.entries, &one.withdrawn}) {
            for (const cases::CaseEntry& entry : *entries) {
                std::erase(kept_.entries.kept, entry);
            }
        }
    }

    TruckCases& kept_;
    std::set<std::uint64_t> there_;
    std::vector<const Case*> cases_;
};

template <class Change>
CaseChanges changed(TruckCases& kept, const std::vector<faults::Episode>& known, Change change) {
    const TruckCases before = kept;
    change();
    if (kept == before) {
        return {};
    }
    CaseBook after = told(kept);
    Keeping(kept, after, known).forget();
    return between(told(before), std::move(after));
}

}  // namespace

cases::CaseBook told(const TruckCases& kept) {
    cases::CaseRules rules;
    rules.handovers = kept.handovers;
    return cases::fold(kept.entries.kept, kept.episodes, rules);
}

CaseChanges take(TruckCases& kept, const FaultNews& news) {
    return changed(kept, news.known, [&] {
        for (const faults::Episode& episode : news.changed) {
            put(kept.episodes, episode, news.received);
        }
    });
}

CaseChanges take(TruckCases& kept, const cases::CaseEntry& entry,
                 const std::vector<faults::Episode>& known) {
    return changed(kept, known, [&] { kept.entries.enter(entry); });
}

CaseChanges take(TruckCases& kept, const std::vector<truck::Ownership>& ownerships,
                 const std::vector<faults::Episode>& known) {
    return changed(kept, known, [&] {
        kept.handovers.clear();
        for (std::size_t i = 1; i < ownerships.size(); ++i) {
            if (ownerships[i].customer != ownerships[i - 1].customer) {
                kept.handovers.push_back(ownerships[i].from);
            }
        }
    });
}

}  // namespace roadworthy::customers
