#include "backend/customers/visit_plan.hpp"

#include "backend/customers/dossier.hpp"
#include "backend/customers/jobs.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/visits/slots.hpp"
#include "backend/due/visits/standing.hpp"
#include "backend/due/visits/visits.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace roadworthy::customers {
namespace {

using std::chrono::days;
using std::chrono::hours;

// The next full hour at the workshop: nobody is there sooner.
Time soonest(const VisitQuestion& question) {
    return std::chrono::ceil<hours>(question.workshop.local(question.now));
}

Day first_day(const VisitQuestion& question) {
    const Time soon = soonest(question);
    const Day day = day_of(soon);
    return soon < day + hours{question.workshop.opening.hours(day).until} ? day : day + days{1};
}

// Another owner's habits are not this one's.
Time owned_since(const Dossier& dossier, Time now) {
    Time since = Time::min();
    for (const truck::Ownership& one : dossier.ownerships) {
        since = one.from <= now ? one.from : since;
    }
    return since;
}

const VisitJob& job_of(const Jobs& jobs, const std::string& key) {
    return *std::ranges::find(jobs.jobs, key, [](const VisitJob& job) { return job.job.key; });
}

void prepare(ProposedVisit& visit, const due::PlanItem& rule) {
    for (const std::string& thing : rule.bring) {
        if (std::ranges::find(visit.bring, thing) == visit.bring.end()) {
            visit.bring.push_back(thing);
        }
    }
    for (const due::Part& part : rule.parts) {
        const auto known = std::ranges::find(visit.parts, part.number, &due::Part::number);
        if (known == visit.parts.end()) {
            visit.parts.push_back(part);
        } else {
            known->quantity_thousandths += part.quantity_thousandths;
        }
    }
}

ProposedVisit proposed(due::Visit&& visit, const Jobs& jobs, due::Minutes each) {
    ProposedVisit made{.visit = std::move(visit)};
    for (const std::string& key : made.visit.jobs) {
        const VisitJob& job = job_of(jobs, key);
        made.jobs.push_back(job);
        made.alone += each + job.job.labour;
        if (job.rule) {
            prepare(made, *job.rule);
        }
    }
    return made;
}

// Earlier gives time away, later leaves less to move in.
Day first_due(const ProposedVisit& visit) {
    Day first = visit.visit.until;
    for (const VisitJob& job : visit.jobs) {
        first = std::min(first, job.job.due);
    }
    return std::max(first, visit.visit.from);
}

std::vector<due::Job> bare(const std::vector<VisitJob>& jobs) {
    std::vector<due::Job> all;
    all.reserve(jobs.size());
    for (const VisitJob& job : jobs) {
        all.push_back(job.job);
    }
    return all;
}

}  // namespace

VisitProposal propose_visits(const Dossier& dossier, const VisitQuestion& question) {
    VisitProposal proposal{.today = first_day(question)};
    Jobs jobs = jobs_of({.due = dossier.due,
                         .rules = question.rules,
                         .faults = dossier.faults.episodes,
                         .today = proposal.today,
                         .horizon = question.horizon});
    proposal.unplanned = std::move(jobs.unplanned);
    const due::VisitTerms terms = question.workshop.terms();
    auto plan = due::plan_visits(bare(jobs.jobs), proposal.today, terms);
    const due::UsualWeek usual = due::usual_week(dossier.standing, question.workshop.utc_offset,
                                                 owned_since(dossier, question.now));
    for (due::Visit& one : plan.visits) {
        ProposedVisit visit = proposed(std::move(one), jobs, terms.each);
        if (std::ranges::none_of(visit.jobs, &VisitJob::is_wanted)) {
            continue;
        }
        visit.slots = due::best_slots(visit.visit, {.opening = terms.opening,
                                                    .usual = usual,
                                                    .not_before = soonest(question),
                                                    .most = most_slots,
                                                    .best_day = first_due(visit)});
        proposal.standing += visit.visit.standing;
        proposal.saved += visit.saved();
        proposal.visits.push_back(std::move(visit));
    }
    for (const std::string& key : plan.no_open_day) {
        const VisitJob& job = job_of(jobs, key);
        if (job.is_wanted) {
            proposal.unplanned.push_back({job.item, job.faults, NotPlanned::no_open_day, job.rule});
        }
    }
    return proposal;
}

bool is_within_tolerance(const ProposedVisit& visit, Day day, Day today,
                         const due::Opening& opening) {
    return std::ranges::all_of(visit.jobs, [&](const VisitJob& job) {
        return due::may_be_done_on(job.job, day, today, opening);
    });
}

}  // namespace roadworthy::customers
