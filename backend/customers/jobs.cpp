#include "backend/customers/jobs.hpp"

#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/visits/visits.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace roadworthy::customers {
namespace {

using due::DueState;
using faults::Action;
using faults::EpisodeState;

// Nothing where it is no matter of a visit.
std::optional<Day> last_day(const faults::Episode& episode) {
    if (episode.state != EpisodeState::open) {
        return std::nullopt;
    }
    const Day since = day_of(episode.since);
    switch (episode.severity.action) {
        case Action::at_next_service:
            return since + episode.severity.within.value_or(next_service_within);
        case Action::workshop_soon:
            return since + episode.severity.within.value_or(workshop_within);
        case Action::log:
        case Action::stop_now:
            break;
    }
    return std::nullopt;
}

std::optional<NotPlanned> why_not(const faults::Episode& episode) {
    const Action action = episode.severity.action;
    if (action == Action::log || episode.state == EpisodeState::closed) {
        return std::nullopt;
    }
    if (action == Action::stop_now) {
        return NotPlanned::stop_now;
    }
    return episode.state == EpisodeState::unknown ? std::optional{NotPlanned::ecu_silent}
                                                  : std::nullopt;
}

class Collection {
public:
    explicit Collection(const JobQuestion& question) : question_(question) {}

    Jobs all() {
        for (const due::DueRow& row : question_.due) {
            add(row);
        }
        for (const faults::Episode& episode : question_.faults) {
            add(episode);
        }
        for (auto& [address, job] : by_ecu_) {
            found_.jobs.push_back(std::move(job));
        }
        keep_what_fits();
        return std::move(found_);
    }

private:
    void add(const due::DueRow& row) {
        const DueState state = due::due_state(row, question_.today);
        const auto rule = rule_of(row.item);
        if (state == DueState::unknown || !row.earliest || !row.latest) {
            found_.unplanned.push_back(
                {.item = row.item, .faults = {}, .because = NotPlanned::no_date, .rule = rule});
            return;
        }
        const Day likely = row.window ? row.window->p50 : row.calendar.value_or(*row.latest);
        VisitJob job{.job = {.key = "item/" + row.item,
                             .earliest = *row.earliest,
                             .due = std::clamp(likely, *row.earliest, *row.latest),
                             .latest = *row.latest,
                             .labour = usual_labour},
                     .item = row.item,
                     .rule = rule,
                     .is_wanted = state != DueState::not_due || is_near(*row.latest)};
        if (rule && rule->labour_minutes > 0) {
            job.job.labour = due::Minutes{rule->labour_minutes};
        }
        found_.jobs.push_back(std::move(job));
    }

    void add(const faults::Episode& episode) {
        if (const auto because = why_not(episode)) {
            found_.unplanned.push_back(
                {.item = {}, .faults = {episode.key}, .because = *because, .rule = {}});
        }
        const auto latest = last_day(episode);
        if (!latest) {
            return;
        }
        const Day opened = day_of(episode.opened.at);
        auto [known, is_new] = by_ecu_.try_emplace(episode.key.source_address);
        VisitJob& job = known->second;
        if (is_new) {
            job.job = {.key = "fault/" + std::to_string(episode.key.source_address),
                       .earliest = opened,
                       .due = *latest,
                       .latest = *latest,
                       .labour = usual_labour};
        }
        job.job.earliest = std::min(job.job.earliest, opened);
        job.job.due = job.job.latest = std::min(job.job.latest, *latest);
        job.faults.push_back(episode.key);
        job.is_wanted = is_near(job.job.latest);
    }

    std::optional<due::PlanItem> rule_of(const std::string& item) const {
        const auto found = question_.rules.find(item);
        return found == question_.rules.end() ? std::nullopt : std::optional{found->second};
    }

    bool is_near(Day latest) const { return latest <= question_.today + question_.horizon; }

    void keep_what_fits() {
        std::optional<Day> last;
        for (const VisitJob& job : found_.jobs) {
            if (job.is_wanted) {
                last = std::max({last.value_or(job.job.latest), job.job.latest, question_.today});
            }
        }
        std::erase_if(found_.jobs, [&](const VisitJob& job) {
            return !job.is_wanted && (!last || job.job.earliest > *last);
        });
    }

    const JobQuestion& question_;
    Jobs found_;
    std::map<std::uint8_t, VisitJob> by_ecu_;
};

}  // namespace

Jobs jobs_of(const JobQuestion& question) {
    return Collection(question).all();
}

std::optional<Day> visit_by(const std::vector<due::DueRow>& due,
                            const std::vector<faults::Episode>& faults) {
    std::optional<Day> first;
    const auto count = [&](const std::optional<Day>& day) {
        if (day) {
            first = std::min(first.value_or(*day), *day);
        }
    };
    for (const due::DueRow& row : due) {
        count(row.latest);
    }
    for (const faults::Episode& episode : faults) {
        count(last_day(episode));
    }
    return first;
}

}  // namespace roadworthy::customers
