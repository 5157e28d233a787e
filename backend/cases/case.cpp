#include "backend/cases/case.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/faults/severity.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {
namespace {

// Takes a case's entries in their order.
class Teller {
public:
    explicit Teller(Case& told) : told_(told) {}

    void tell(const CaseEntry& entry) {
        entry_ = &entry;
        std::visit(*this, entry.said);
    }

    void operator()(const Opened& opened) {
        told_.heard = std::min(told_.heard, entry_->at);
        told_.happened = std::min(told_.happened, opened.happened.value_or(entry_->at));
        if (!told_.call) {
            told_.call = opened;
        }
    }
    void operator()(const Reached& reached) {
        told_.stages.push_back({.stage = reached.stage, .at = entry_->at, .by = entry_->by});
        note_if(std::ranges::any_of(
                    told_.stages, [&](const auto& before) { return before.stage > reached.stage; }),
                Oddity::out_of_order);
        note_if(is_closed(), Oddity::after_closing);
    }
    void operator()(const Owned& owned) { told_.owner = owned; }
    void operator()(const NextStep& step) { told_.next_step = step; }
    void operator()(const Paused& paused) {
        end_pause();
        told_.pauses.push_back({.reason = paused.reason, .pause = {.from = entry_->at}});
        note_if(is_closed(), Oddity::after_closing);
    }
    void operator()(const Resumed& /*resumed*/) {
        note_if(!end_pause(), Oddity::nothing_to_resume);
    }
    void operator()(const Estimate& estimate) {
        told_.estimate = estimate;
        told_.answer.reset();
    }
    void operator()(const Answer& answer) { told_.answer = answer; }
    void operator()(const Closed& closing) {
        note_if(is_closed(), Oddity::closed_twice);
        if (!is_closed()) {
            told_.closing = closing;
            told_.closed = entry_->at;
        }
    }
    // To be read among the entries; what joins is gathered before.
    void operator()(const Note& /*note*/) {}
    void operator()(const Link& /*link*/) {}
    void operator()(const Joined& /*joined*/) {}
    void operator()(const KeptApart& /*apart*/) {}
    void operator()(const Withdrawn& /*withdrawn*/) {}

private:
    bool is_closed() const { return told_.closed.has_value(); }
    void note_if(bool is_odd, Oddity what) {
        if (is_odd) {
            told_.odd.push_back({.what = what, .entry = entry_->id});
        }
    }
    bool end_pause() {
        const bool lasts = !told_.pauses.empty() && !told_.pauses.back().pause.until;
        if (lasts) {
            told_.pauses.back().pause.until = entry_->at;
        }
        return lasts;
    }

    Case& told_;
    const CaseEntry* entry_ = nullptr;
};

void take_episodes(Case& told) {
    for (const CaseEpisode& episode : told.episodes) {
        told.happened = std::min(told.happened, episode.opened);
        told.worst = std::max(told.worst, std::optional{episode.worst});
        if (episode.worst >= faults::Action::workshop_soon) {
            told.heard = std::min(told.heard, episode.heard);
        }
    }
}

// Between the times at which an episode was there.
std::vector<Pause> quiet_times(std::vector<CaseEpisode> episodes) {
    std::ranges::sort(episodes, {}, &CaseEpisode::opened);
    std::vector<Pause> quiet;
    std::optional<Time> over = Time::min();  // empty: one is there for good
    for (const CaseEpisode& episode : episodes) {
        if (over && episode.opened > *over && episode.opened > episodes.front().opened) {
            quiet.push_back({.from = *over, .until = episode.opened});
        }
        over = over && episode.cleared ? std::optional{std::max(*over, *episode.cleared)}
                                       : std::nullopt;
    }
    if (over && !episodes.empty()) {
        quiet.push_back({.from = *over});
    }
    return quiet;
}

void find_quiet(Case& told, const CaseRules& rules) {
    if (told.kind != CaseKind::fault || told.call) {
        return;
    }
    told.quiet = quiet_times(told.episodes);
    if (told.quiet.empty() || told.quiet.back().until) {
        return;
    }
    const Time end = told.quiet.back().from + rules.untouched;
    if (std::ranges::none_of(told.entries,
                             [&](const CaseEntry& entry) { return entry.at < end; })) {
        told.clears_by_itself = end;
    }
}

Case tell(Gathered&& gathered, const CaseRules& rules) {
    Case told{.id = std::move(gathered.id),
              .kind = gathered.kind,
              .joined = std::move(gathered.joined),
              .episodes = std::move(gathered.episodes),
              .happened = Time::max(),
              .heard = Time::max(),
              .entries = std::move(gathered.entries),
              .withdrawn = std::move(gathered.withdrawn)};
    take_episodes(told);
    Teller teller(told);
    for (const CaseEntry& entry : told.entries) {
        teller.tell(entry);
    }
    for (const CaseEntry& entry : told.entries) {
        if (std::holds_alternative<Reached>(entry.said) && entry.at < told.happened) {
            told.odd.push_back({.what = Oddity::before_case, .entry = entry.id});
        }
    }
    std::ranges::sort(told.odd);
    find_quiet(told, rules);
    return told;
}

}  // namespace

std::optional<Time> ended(const Case& it) {
    if (it.closed && it.clears_by_itself) {
        return std::min(*it.closed, *it.clears_by_itself);
    }
    return it.closed ? it.closed : it.clears_by_itself;
}

std::optional<Time> quiet_since(const Case& it, Time now) {
    for (const Pause& quiet : it.quiet) {
        if (quiet.from <= now && quiet.until.value_or(Time::max()) > now) {
            return quiet.from;
        }
    }
    return std::nullopt;
}

CaseState state(const Case& it, Time now) {
    if (it.closed && *it.closed <= now) {
        return CaseState::closed;
    }
    if (it.clears_by_itself && *it.clears_by_itself <= now) {
        return CaseState::cleared_by_itself;
    }
    return quiet_since(it, now) ? CaseState::quiet : CaseState::open;
}

Stage stage(const Case& it, Time now) {
    Stage latest = Stage::reported;
    for (const StageTime& reached : it.stages) {
        if (reached.at <= now) {
            latest = reached.stage;
        }
    }
    return latest;
}

const Case* CaseBook::find(const CaseId& id) const {
    const auto episode = root_of(id);
    const auto found = std::ranges::find_if(cases, [&](const Case& one) {
        return one.id == id || std::ranges::find(one.joined, id) != one.joined.end() ||
               (episode && std::ranges::find(one.episodes, *episode, &CaseEpisode::number) !=
                               one.episodes.end());
    });
    return found == cases.end() ? nullptr : &*found;
}

CaseBook fold(const std::vector<CaseEntry>& entries, const std::vector<CaseEpisode>& episodes,
              const CaseRules& rules) {
    Gathering gathering = gather(entries, episodes, rules);
    CaseBook book{.odd = std::move(gathering.odd)};
    for (Gathered& gathered : gathering.cases) {
        book.cases.push_back(tell(std::move(gathered), rules));
    }
    return book;
}

}  // namespace roadworthy::cases
