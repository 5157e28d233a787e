#include "backend/cases/gathering.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {
namespace {

// Entries that count, those withdrawn, and those that make no sense wherever they belong.
struct Sifted {
    std::vector<CaseEntry> counting;
    std::vector<CaseEntry> withdrawn;
    std::vector<Odd> odd;
};

using ById = std::map<EntryId, const CaseEntry*>;

// Why a withdrawal withdraws nothing; empty: it does.
std::optional<Oddity> oddity(const Withdrawn& withdrawal, const ById& by_id) {
    const auto found = by_id.find(withdrawal.entry);
    if (found == by_id.end()) {
        return Oddity::no_such_entry;
    }
    return std::holds_alternative<Withdrawn>(found->second->said)
               ? std::optional{Oddity::withdraws_a_withdrawal}
               : std::nullopt;
}

Sifted sift(std::vector<CaseEntry> entries) {
    std::ranges::sort(entries);
    const auto repeated = std::ranges::unique(entries);
    entries.erase(repeated.begin(), repeated.end());
    Sifted sifted;
    ById by_id;
    for (const CaseEntry& entry : entries) {
        if (!by_id.emplace(entry.id, &entry).second) {
            sifted.odd.push_back({.what = Oddity::same_id, .entry = entry.id});
        }
    }
    std::set<EntryId> gone;
    for (const auto& [id, entry] : by_id) {
        const auto* withdrawal = std::get_if<Withdrawn>(&entry->said);
        if (withdrawal == nullptr) {
            continue;
        }
        if (const auto odd = oddity(*withdrawal, by_id)) {
            sifted.odd.push_back({.what = *odd, .entry = id});
        } else {
            gone.insert(withdrawal->entry);
        }
    }
    for (const CaseEntry& entry : entries) {
        if (by_id.at(entry.id) == &entry) {
            (gone.contains(entry.id) ? sifted.withdrawn : sifted.counting).push_back(entry);
        }
    }
    return sifted;
}

// All that hangs on one cause.
struct Cause {
    std::uint64_t root = 0;
    FaultKey key;
    Time opened = Time::max();   // the first of its episodes
    Time cleared = Time::min();  // the last; Time::max() while one is not
    bool asks_for_a_case = false;
    std::vector<const CaseEntry*> said;  // about it by its own ids
};

struct Call {
    CaseKind kind = CaseKind::breakdown;
    Time begun;
    Time closed = Time::max();  // by what was said about the call itself
};

class Gatherer {
public:
    Gatherer(Sifted sifted, std::vector<CaseEpisode> episodes, const CaseRules& rules)
        : sifted_(std::move(sifted)), episodes_(std::move(episodes)), rules_(rules) {
        std::ranges::sort(episodes_);
        find_causes();
        find_calls();
        for (const CaseEntry& entry : sifted_.counting) {
            hear(entry);
        }
    }

    Gathering gather() {
        join_calls();
        join_same_faults();
        join_by_people();
        return result();
    }

private:
    void find_causes();
    void find_calls();
    void hear(const CaseEntry& entry);
    void join_calls();
    void join_same_faults();
    void join_by_people();
    void fill(std::map<CaseId, Gathered>& cases);
    Gathering result();

    std::uint64_t root(std::uint64_t episode) const;
    // The id under which a case began, whichever of its episodes was named.
    CaseId begun_as(const CaseId& about) const {
        const auto episode = root_of(about);
        return episode ? fault_case(root(*episode)) : about;
    }
    std::optional<CaseId> case_of(const CaseId& about) const {
        auto found = into_.find(begun_as(about));
        while (found != into_.end() && found->second != found->first) {
            found = into_.find(found->second);
        }
        return found == into_.end() ? std::nullopt : std::optional{found->first};
    }
    bool is_case(const Cause& cause) const {
        const CaseId id = fault_case(cause.root);
        return into_.at(id) == id;
    }
    bool has_ended(const std::vector<const Cause*>& same, Time at) const;
    // In whose hands the truck was, counted from the first.
    std::ptrdiff_t hands(Time at) const {
        return std::ranges::upper_bound(rules_.handovers, at) - rules_.handovers.begin();
    }

    Sifted sifted_;
    std::vector<CaseEpisode> episodes_;  // by number
    CaseRules rules_;
    std::map<std::uint64_t, std::uint64_t> roots_;  // of each episode
    std::map<std::uint64_t, Cause> causes_;         // those that ask for a case, by root
    std::map<CaseId, Call> calls_;
    std::set<std::uint64_t> apart_;
    std::map<CaseId, CaseId> into_;  // to which case each belongs; to itself: it is one
};

// Up to the last cause that is known; of a circle, its least number.
std::uint64_t Gatherer::root(std::uint64_t episode) const {
    std::vector<std::uint64_t> way;
    while (std::ranges::find(way, episode) == way.end()) {
        const auto found = roots_.find(episode);
        if (found == roots_.end() || found->second == episode) {
            return episode;
        }
        way.push_back(episode);
        episode = found->second;
    }
    return *std::min_element(std::ranges::find(way, episode), way.end());
}

void Gatherer::find_causes() {
    for (const CaseEpisode& episode : episodes_) {
        roots_.emplace(episode.number, episode.root);
    }
    for (const CaseEpisode& episode : episodes_) {
        const std::uint64_t number = root(episode.number);
        Cause& cause = causes_[number];
        if (cause.opened == Time::max() || episode.number == number) {
            cause.key = episode.key;
        }
        cause.root = number;
        cause.opened = std::min(cause.opened, episode.opened);
        cause.cleared = std::max(cause.cleared, episode.cleared.value_or(Time::max()));
        cause.asks_for_a_case =
            cause.asks_for_a_case || episode.worst >= faults::Action::workshop_soon;
    }
    std::erase_if(causes_, [](const auto& cause) { return !cause.second.asks_for_a_case; });
    for (const auto& [number, cause] : causes_) {
        into_.emplace(fault_case(number), fault_case(number));
    }
}

void Gatherer::find_calls() {
    for (const CaseEntry& entry : sifted_.counting) {
        const auto* opened = std::get_if<Opened>(&entry.said);
        if (opened == nullptr) {
            continue;
        }
        if (opened->kind == CaseKind::fault || root_of(entry.about)) {
            sifted_.odd.push_back({.what = Oddity::not_for_people, .entry = entry.id});
        } else if (!calls_
                        .emplace(entry.about, Call{.kind = opened->kind,
                                                   .begun = opened->happened.value_or(entry.at)})
                        .second) {
            sifted_.odd.push_back({.what = Oddity::opened_twice, .entry = entry.id});
        } else {
            into_.emplace(entry.about, entry.about);
        }
    }
}

void Gatherer::hear(const CaseEntry& entry) {
    const auto episode = root_of(entry.about);
    const auto cause = episode ? causes_.find(root(*episode)) : causes_.end();
    if (cause != causes_.end()) {
        cause->second.said.push_back(&entry);
        if (std::holds_alternative<KeptApart>(entry.said)) {
            apart_.insert(cause->first);
        }
    }
    const auto call = calls_.find(entry.about);
    if (call != calls_.end() && std::holds_alternative<Closed>(entry.said)) {
        call->second.closed = std::min(call->second.closed, entry.at);
    }
}

void Gatherer::join_calls() {
    for (const auto& [number, cause] : causes_) {
        if (apart_.contains(number)) {
            continue;
        }
        std::optional<std::pair<Duration, CaseId>> nearest;
        for (const auto& [id, call] : calls_) {
            if (call.kind == CaseKind::breakdown &&
                cause.opened >= call.begun - rules_.before_call && cause.opened <= call.closed &&
                hands(cause.opened) == hands(call.begun)) {
                const std::pair distance{std::chrono::abs(cause.opened - call.begun), id};
                nearest = nearest ? std::min(*nearest, distance) : distance;
            }
        }
        if (nearest) {
            into_.at(fault_case(number)) = nearest->second;
        }
    }
}

bool Gatherer::has_ended(const std::vector<const Cause*>& same, Time at) const {
    Time quiet = Time::min();
    for (const Cause* cause : same) {
        quiet = std::max(quiet, cause->cleared);
        if (std::ranges::any_of(cause->said, [&](const CaseEntry* entry) {
                return std::holds_alternative<Closed>(entry->said) && entry->at <= at;
            })) {
            return true;
        }
    }
    if (quiet == Time::max() || at < quiet + rules_.untouched) {
        return false;
    }
    return std::ranges::none_of(same, [&](const Cause* cause) {
        return std::ranges::any_of(cause->said, [&](const CaseEntry* entry) {
            return entry->at < quiet + rules_.untouched;
        });
    });
}

void Gatherer::join_same_faults() {
    std::map<std::tuple<std::ptrdiff_t, std::uint8_t, std::uint32_t>, std::vector<const Cause*>>
        families;
    for (const auto& [number, cause] : causes_) {
        if (is_case(cause) && !apart_.contains(number)) {
            families[{hands(cause.opened), cause.key.source_address, cause.key.spn}].push_back(
                &cause);
        }
    }
    for (auto& [parameter, family] : families) {
        std::ranges::sort(family, {},
                          [](const Cause* cause) { return std::pair{cause->opened, cause->root}; });
        std::vector<const Cause*> same;
        for (const Cause* cause : family) {
            if (!same.empty() && !has_ended(same, cause->opened)) {
                into_.at(fault_case(cause->root)) = fault_case(same.front()->root);
            } else {
                same.clear();
            }
            same.push_back(cause);
        }
    }
}

void Gatherer::join_by_people() {
    for (const CaseEntry& entry : sifted_.counting) {
        const auto* joined = std::get_if<Joined>(&entry.said);
        const auto from = joined != nullptr ? case_of(entry.about) : std::nullopt;
        if (!from) {
            continue;  // where it names no case, `fill` says so
        }
        const auto into = case_of(joined->into);
        if (!into) {
            sifted_.odd.push_back({.what = Oddity::no_such_case, .entry = entry.id});
        } else if (*into == *from) {
            sifted_.odd.push_back({.what = Oddity::joined_already, .entry = entry.id});
        } else {
            into_.at(*from) = *into;
        }
    }
}

void Gatherer::fill(std::map<CaseId, Gathered>& cases) {
    for (const CaseEpisode& episode : episodes_) {
        if (const auto into = case_of(fault_case(episode.number))) {
            cases.at(*into).episodes.push_back(episode);
        }
    }
    for (const CaseEntry& entry : sifted_.withdrawn) {
        if (const auto into = case_of(entry.about)) {
            cases.at(*into).withdrawn.push_back(entry);
        }
    }
    for (CaseEntry& entry : sifted_.counting) {
        if (const auto into = case_of(entry.about)) {
            cases.at(*into).entries.push_back(std::move(entry));
        } else if (!std::holds_alternative<Withdrawn>(entry.said)) {
            sifted_.odd.push_back({.what = Oddity::no_such_case, .entry = entry.id});
        }
    }
}

Gathering Gatherer::result() {
    std::map<CaseId, Gathered> cases;
    for (const auto& [id, direct] : into_) {
        const CaseId into = case_of(id).value();
        const auto call = calls_.find(into);
        const CaseKind kind = call == calls_.end() ? CaseKind::fault : call->second.kind;
        Gathered& gathered =
            cases.try_emplace(into, Gathered{.id = into, .kind = kind}).first->second;
        if (id != into) {
            gathered.joined.push_back(id);
        }
    }
    fill(cases);
    Gathering gathering{.odd = std::move(sifted_.odd)};
    std::ranges::sort(gathering.odd);
    for (auto& [id, gathered] : cases) {
        gathering.cases.push_back(std::move(gathered));
    }
    return gathering;
}

}  // namespace

Gathering gather(std::vector<CaseEntry> entries, const std::vector<CaseEpisode>& episodes,
                 const CaseRules& rules) {
    return Gatherer(sift(std::move(entries)), episodes, rules).gather();
}

}  // namespace roadworthy::cases
