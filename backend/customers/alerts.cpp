#include "backend/customers/alerts.hpp"

#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace roadworthy::customers {
namespace {

using faults::Action;
using faults::CloseReason;
using faults::Episode;
using faults::EpisodeState;

// What is milder is kept in the list of faults alone.
constexpr Action least_told = Action::at_next_service;

// Rows that count for what is known of the matter: what was withdrawn as no news is, all else that
// was withdrawn never was.
bool counts(const Alert& row) {
    return row.state != AlertState::withdrawn || row.withdrawn == Withdrawal::not_news;
}
// A fault's case has rows of its own in the same matter.
bool is_of_fault(const Alert& row) {
    return row.kind < AlertKind::case_stage;
}
bool was_told(const Alert& row) {
    return row.state != AlertState::withdrawn;
}
bool says_gone(const Alert& row) {
    return row.kind == AlertKind::all_clear || row.active == AlertActive::no;
}

AlertActive active_of(const Episode& episode) {
    switch (episode.state) {
        case EpisodeState::open:
            return AlertActive::yes;
        case EpisodeState::unknown:
            return AlertActive::unknown;
        case EpisodeState::closed:
            break;
    }
    return episode.close_reason == CloseReason::evicted ? AlertActive::unknown : AlertActive::no;
}

class Matter {
public:
    Matter(std::vector<Alert>& rows, const Episode& episode, const Hearing& hearing)
        : rows_(rows), episode_(episode), hearing_(hearing) {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (!is_of_fault(rows_[i])) {
                continue;
            }
            newest_ = i;
            if (may_change(rows_[i])) {
                changing_ = i;
            } else if (counts(rows_[i])) {
                last_ = i;
                is_told_ |= was_told(rows_[i]);
                was_all_clear_ |= rows_[i].kind == AlertKind::all_clear;
                level_ = says_gone(rows_[i]) ? Action::log : rows_[i].action;
            }
        }
    }

    void take() {
        if (episode_.close_reason == CloseReason::evicted) {
            lose();
        } else if (episode_.state == EpisodeState::closed) {
            end();
        } else if (episode_.parent != 0) {
            fold();
        } else {
            stand();
        }
    }

private:
    // One that was made a moment ago, with an input that is folded but not written, may change too.
    bool may_change(const Alert& row) const {
        return row.state == AlertState::waiting &&
               (row.id == 0 || hearing_.received < row.not_before);
    }
    Alert* changing() { return changing_ ? &rows_[*changing_] : nullptr; }

    void fold() {
        if (Alert* row = changing()) {
            withdraw(*row, last_ ? Withdrawal::overtaken : Withdrawal::folded);
        }
        if (last_) {
            rows_[*last_].folded_under = episode_.parent;
        } else if (newest_ && rows_[*newest_].withdrawn == Withdrawal::folded) {
            rows_[*newest_].folded_under = episode_.parent;
        } else if (episode_.severity.action >= least_told) {
            Alert& folded = add(AlertKind::raised, episode_.severity.action);
            folded.folded_under = episode_.parent;
            withdraw(folded, Withdrawal::folded);
        }
    }

    void stand() {
        if (last_) {
            rows_[*last_].folded_under = 0;
        }
        const Action wanted = episode_.group_action;
        if (Alert* row = changing()) {
            if (stays(*row, wanted)) {
                revise(*row, wanted);
                return;
            }
            withdraw(*row, Withdrawal::overtaken);
        }
        if (wanted == level_ || (wanted > level_ && episode_.state != EpisodeState::open)) {
            return;
        }
        if (last_ || wanted >= least_told) {
            Alert& added = add(kind_for(wanted), wanted);
            if (added.kind == AlertKind::downgraded && !is_told_) {
                withdraw(added, Withdrawal::not_news);
            }
        }
    }

    // Nothing is known of it any more.
    void lose() {
        if (Alert* row = changing()) {
            row->active = AlertActive::unknown;
        }
    }

    void end() {
        if (last_ && rows_[*last_].folded_under != 0) {
            return;
        }
        Alert* row = changing();
        if (row != nullptr && says_its_end(*row)) {
            return;
        }
        if (last_ && !says_gone(rows_[*last_])) {
            Alert& added = add(AlertKind::all_clear, Action::log);
            if (!is_told_) {
                withdraw(added, Withdrawal::not_news);
            }
        }
    }

    // Whether the row that waits says that it is gone, or can be made to say it.
    bool says_its_end(Alert& row) {
        if (row.kind == AlertKind::raised) {
            if (was_folded()) {
                withdraw(row, Withdrawal::cleared_folded);
            } else {
                row.active = AlertActive::no;
            }
            return true;
        }
        if (row.kind != AlertKind::all_clear) {
            withdraw(row, Withdrawal::overtaken);
            return false;
        }
        return true;
    }

    bool was_folded() const {
        return std::ranges::any_of(
            rows_, [](const Alert& row) { return row.withdrawn == Withdrawal::folded; });
    }

    AlertKind kind_for(Action wanted) const {
        if (!last_) {
            return AlertKind::raised;
        }
        return wanted > level_ ? AlertKind::upgraded : AlertKind::downgraded;
    }

    // Whether the row that waits is still what is to be said.
    bool stays(const Alert& row, Action wanted) const {
        if (!last_) {
            return wanted >= least_told;
        }
        return wanted != level_ && kind_for(wanted) == row.kind;
    }

    // In silence nothing grows worse.
    void revise(Alert& row, Action wanted) {
        const Alert before = row;
        if (wanted <= row.action || episode_.state == EpisodeState::open) {
            row.action = wanted;
        }
        if (row.action > before.action) {
            row.heard = hearing_.received;
            row.not_before = std::min(row.not_before, not_before(row));
        }
        describe(row);
        if (row != before) {
            row.written = hearing_.written;
        }
    }

    void withdraw(Alert& row, Withdrawal why) {
        row.state = AlertState::withdrawn;
        row.withdrawn = why;
    }

    // A row that nobody was told of is used again: a fault that comes and goes all day makes no more
    // rows than one that came once.
    Alert& add(AlertKind kind, Action action) {
        const bool is_free = newest_ && (rows_[*newest_].withdrawn == Withdrawal::overtaken ||
                                         rows_[*newest_].withdrawn == Withdrawal::cleared_folded);
        Alert row{.id = is_free ? rows_[*newest_].id : 0,
                  .matter = matter_of(episode_.number),
                  .n = is_free ? rows_[*newest_].n : static_cast<int>(rows_.size()) + 1,
                  .kind = kind,
                  .action = action,
                  .happened = happened(kind),
                  .heard = hearing_.received,
                  .written = hearing_.written,
                  .fault = episode_.key};
        if (last_) {
            row.action_before = level_;
        }
        row.not_before = not_before(row);
        row.customer = truck::owner_at(hearing_.ownerships, row.happened);
        describe(row);
        if (is_free) {
            rows_[*newest_] = std::move(row);
            return rows_[*newest_];
        }
        newest_ = rows_.size();
        return rows_.emplace_back(std::move(row));
    }

    void describe(Alert& row) const {
        row.active = active_of(episode_);
        row.is_digest =
            std::max(row.action, row.action_before.value_or(Action::log)) < Action::workshop_soon;
        row.reasons = episode_.severity.rules;
        row.rule_set = episode_.severity.rule_set;
        row.comeback_of = episode_.links.comeback_of;
    }

    Time happened(AlertKind kind) const {
        if (kind == AlertKind::raised) {
            return episode_.opened.at;
        }
        if (episode_.closed) {
            return *episode_.closed;
        }
        return episode_.severity.action == episode_.group_action ? episode_.since
                                                                 : hearing_.on_truck;
    }

    Time not_before(const Alert& row) const {
        const Time now = hearing_.received;
        const AlertRules& rules = hearing_.rules;
        if (row.kind == AlertKind::all_clear) {
            const Duration gone =
                level_ == Action::stop_now && !was_all_clear_ ? rules.gone_after_stop : rules.gone;
            return now + std::clamp(gone - (now - row.happened), rules.settle, gone);
        }
        if (row.action == Action::stop_now && level_ != Action::stop_now) {
            return now;
        }
        const Time settled = now + rules.settle;
        return is_told_ ? std::max(settled, rows_[*last_].not_before + rules.between) : settled;
    }

    std::vector<Alert>& rows_;
    const Episode& episode_;
    const Hearing& hearing_;
    std::optional<std::size_t> changing_;  // the row that waits and may change
    std::optional<std::size_t> last_;      // of those that count
    std::optional<std::size_t> newest_;    // of all of the fault's own
    bool is_told_ = false;
    bool was_all_clear_ = false;
    Action level_ = Action::log;  // that is known
};

}  // namespace

std::string matter_of(std::uint64_t episode) {
    return "F" + std::to_string(episode);
}

void take(std::vector<Alert>& rows, const Episode& episode, const Hearing& hearing) {
    Matter(rows, episode, hearing).take();
}

void take_silently(std::vector<Alert>& rows, const Episode& episode, const Hearing& hearing) {
    const std::vector<Alert> before = rows;
    take(rows, episode, hearing);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool was_waiting = i < before.size() && before[i].state == AlertState::waiting;
        if (rows[i].state == AlertState::waiting && !was_waiting) {
            rows[i].state = AlertState::withdrawn;
            rows[i].withdrawn = Withdrawal::not_news;
        }
    }
}

}  // namespace roadworthy::customers
