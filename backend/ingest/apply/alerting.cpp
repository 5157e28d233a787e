#include "backend/ingest/apply/alerting.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/customers/alerts.hpp"
#include "backend/customers/case_alerts.hpp"
#include "backend/customers/dossier.hpp"
#include "backend/customers/ledger.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "backend/store/alerts/ledger_rows.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::ingest {
namespace {

// The rows of a truck's matters as they are stored, and as they are to be.
class Matters {
public:
    Matters(sql::Connection& connection, const TruckId& truck)
        : connection_(connection), truck_(truck) {}

    std::vector<customers::Alert>& rows(const std::string& id) {
        const auto [found, is_new] = all_.try_emplace(id);
        Matter& matter = found->second;
        if (is_new) {
            matter.stored = store::alerts_of(connection_, truck_, id);
            matter.now = matter.stored;
        }
        return matter.now;
    }

    void write() const {
        for (const auto& [id, matter] : all_) {
            for (std::size_t i = 0; i < matter.now.size(); ++i) {
                if (i >= matter.stored.size()) {
                    store::insert_alert(connection_, truck_, matter.now[i]);
                } else if (matter.now[i] != matter.stored[i]) {
                    store::update_alert(connection_, matter.now[i]);
                }
            }
        }
    }

private:
    struct Matter {
        std::vector<customers::Alert> stored;
        std::vector<customers::Alert> now;
    };
    sql::Connection& connection_;
    const TruckId& truck_;
    std::map<std::string, Matter> all_;
};

// Whoever closes a case says whether its alerts were useful.
void enter_verdicts(sql::Connection& connection, const TruckId& truck, const cases::Case& it) {
    if (!it.closing || !it.closed || it.closing->alert == cases::Usefulness::unknown) {
        return;
    }
    const bool was_useful = it.closing->alert == cases::Usefulness::useful;
    for (const cases::CaseEpisode& episode : it.episodes) {
        store::enter_verdict(
            connection, truck, customers::matter_of(episode.root),
            {.outcome = was_useful ? customers::Outcome::useful : customers::Outcome::not_useful,
             .at = *it.closed,
             .by = it.owner ? it.owner->owner : std::string(),
             .words = it.closing->cause});
    }
}

}  // namespace

Alerting::Alerting(sql::Connection& connection, store::Version version, const Start& start)
    : connection_(connection), is_live_(version == store::Version::live), rules_(start.rules) {
    if (is_live_) {
        progress_ = store::alert_progress(connection);
        written_ = progress_;
        if (start.applied < progress_.alerted_until) {
            progress_.silent_until = progress_.alerted_until;
        }
    }
}

void Alerting::before(const store::StoredDossier& stored, store::Position at, Notices& noticed) {
    if (!is_live_ || at <= progress_.silent_until || stored.position > progress_.silent_until) {
        return;
    }
    const faults::FaultState& state = stored.dossier.faults;
    for (const faults::Episode& episode : state.episodes) {
        const Time heard = state.heard.value_or(episode.last_seen);
        noticed.episodes.push_back({episode, heard, heard, News::is_none});
        ++count_;
    }
}

void Alerting::after(const customers::Changes& changes, const customers::Dossier& dossier, At at,
                     Notices& noticed) {
    now_ = std::max(now_, at.received);
    if (!is_news(at.position)) {
        return;
    }
    for (const faults::Episode& episode : changes.episodes) {
        noticed.episodes.push_back(
            {episode, at.received, dossier.faults.heard.value_or(at.received)});
        ++count_;
        is_urgent_ |= episode.state == faults::EpisodeState::open &&
                      episode.group_action == faults::Action::stop_now;
    }
    for (const cases::Case& it : changes.cases.cases) {
        noticed.cases.push_back({it, at.received});
        ++count_;
    }
}

void Alerting::write(const customers::Dossier& dossier, const Notices& noticed) {
    Matters matters(connection_, dossier.truck);
    const auto hearing = [&](Time received, Time on_truck) {
        return customers::Hearing{.received = received,
                                  .written = now_,
                                  .on_truck = on_truck,
                                  .ownerships = dossier.ownerships,
                                  .rules = rules_};
    };
    for (const Noticed& one : noticed.episodes) {
        auto& rows = matters.rows(customers::matter_of(one.episode.number));
        if (one.news == News::is_one) {
            customers::take(rows, one.episode, hearing(one.received, one.on_truck));
        } else {
            customers::take_silently(rows, one.episode, hearing(one.received, one.on_truck));
        }
    }
    for (const NoticedCase& one : noticed.cases) {
        customers::take(matters.rows(one.it.id.text()), one.it,
                        hearing(one.received, one.received));
    }
    matters.write();
    for (const NoticedCase& one : noticed.cases) {
        enter_verdicts(connection_, dossier.truck, one.it);
    }
}

// After `write`, which may have written for an owner who is known only now.
void Alerting::check_owners(const customers::Dossier& dossier) {
    store::check_owners(connection_, dossier.truck, dossier.ownerships, now_);
}

void Alerting::write_progress(store::Position applied) {
    if (!is_live_) {
        return;
    }
    store::AlertProgress reached = progress_;
    reached.alerted_until = std::max(reached.alerted_until, applied);
    if (reached != written_) {
        store::set_alert_progress(connection_, reached);
        written_ = reached;
    }
}

void Alerting::forget(Notices& noticed) {
    count_ -= noticed.episodes.size() + noticed.cases.size();
    noticed = {};
}

}  // namespace roadworthy::ingest
