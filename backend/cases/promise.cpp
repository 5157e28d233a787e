#include "backend/cases/promise.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/policy.hpp"
#include "backend/truck/registry.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {
namespace {

std::optional<Time> first_of(std::optional<Time> one, std::optional<Time> other) {
    return one && other ? std::min(one, other) : (one ? one : other);
}

// When a stage was reached, or a later one, or the case came to its end.
std::optional<Time> first_at(const Case& it, Stage stage) {
    std::optional<Time> first = ended(it);
    for (const StageTime& reached : it.stages) {
        if (reached.stage >= stage) {
            first = first_of(first, reached.at);
        }
    }
    return first;
}

Target part_of(Target whole, std::int64_t percent) {
    whole.amount = whole.amount * percent / 100;
    return whole;
}

// When the clock has been missed, if it has not been stopped by then; whatever has not happened yet
// has no part in it. What is done at the deadline is in time, and a deadline at which the doors close
// is missed when they open again.
std::optional<Time> missed_at(const ClockRun& run, Target target) {
    target.amount += std::chrono::milliseconds{1};
    const auto missed = when_used(run, target, Time::max());
    return missed && (!run.stopped || *run.stopped >= *missed) ? missed : std::nullopt;
}

// From then on: the first instant at which there is something to be called for.
std::optional<Time> first_open(const Case& it, Time from) {
    for (const Pause& quiet : it.quiet) {
        if (quiet.from <= from && quiet.until.value_or(Time::max()) > from) {
            if (!quiet.until) {
                return std::nullopt;
            }
            from = *quiet.until;
        }
    }
    const auto end = ended(it);
    return end && *end <= from ? std::nullopt : std::optional{from};
}

}  // namespace

SlaSubject subject(const Case& it, truck::Tier tier, std::string agreement) {
    return {.kind = it.kind, .action = it.worst, .tier = tier, .agreement = std::move(agreement)};
}

ClockRun response_run(const Case& it) {
    return {.started = it.heard, .stopped = first_at(it, Stage::answered)};
}

ClockRun solution_run(const Case& it, const SlaPolicy& policy) {
    ClockRun run{
        .started = it.heard, .stopped = first_at(it, policy.solved_by), .pauses = it.quiet};
    for (const PauseTime& pause : it.pauses) {
        if (policy.stops.contains(pause.reason)) {
            run.pauses.push_back(pause.pause);
        }
    }
    return run;
}

CaseClocks clocks(const Case& it, const SlaPolicy& policy, const Terms& terms, Time now) {
    return {.response = read_clock(response_run(it), terms.response, now),
            .solution = read_clock(solution_run(it, policy), terms.solution, now)};
}

Escalation escalation(const Case& it, const SlaPolicy& policy, const Terms& terms, Time now) {
    Escalation found;
    if (state(it, now) != CaseState::open) {
        return found;
    }
    const ClockRun runs[] = {response_run(it), solution_run(it, policy)};
    const Target targets[] = {terms.response, terms.solution};
    const auto part = [&](const EscalationStep& step) {
        return part_of(targets[static_cast<std::size_t>(step.clock)], step.percent);
    };
    const auto runs_on = [&](const EscalationStep& step) {
        const auto stopped = runs[static_cast<std::size_t>(step.clock)].stopped;
        return !stopped || *stopped > now;
    };
    for (const EscalationStep& step : policy.escalation) {
        const ClockRun& run = runs[static_cast<std::size_t>(step.clock)];
        if (step.level > found.level && runs_on(step) &&
            read_clock(run, part(step), now).state == ClockState::missed) {
            found = {.level = step.level, .role = step.role, .clock = step.clock};
        }
    }
    for (const EscalationStep& step : policy.escalation) {
        if (step.level > found.level && runs_on(step)) {
            const ClockRun& run = runs[static_cast<std::size_t>(step.clock)];
            found.next = first_of(found.next, when_used(run, part(step), now));
        }
    }
    return found;
}

std::vector<Rung> ladder(const Case& it, const SlaPolicy& policy, const Terms& terms) {
    const ClockRun runs[] = {response_run(it), solution_run(it, policy)};
    const Target targets[] = {terms.response, terms.solution};
    std::vector<Rung> all;
    for (const EscalationStep& step : policy.escalation) {
        const auto clock = static_cast<std::size_t>(step.clock);
        const auto missed = missed_at(runs[clock], part_of(targets[clock], step.percent));
        const auto at = missed ? first_open(it, *missed) : std::nullopt;
        if (at && (!runs[clock].stopped || *runs[clock].stopped > *at)) {
            all.push_back({.at = *at, .level = step.level, .role = step.role, .clock = step.clock});
        }
    }
    std::ranges::stable_sort(all, {},
                             [](const Rung& rung) { return std::pair(rung.at, -rung.level); });
    std::vector<Rung> higher;
    for (Rung& rung : all) {
        if (higher.empty() || rung.level > higher.back().level) {
            higher.push_back(std::move(rung));
        }
    }
    return higher;
}

Deadlines deadlines(const Case& it, const SlaPolicy& policy, const Terms& terms) {
    const ClockRun response = response_run(it);
    const ClockRun solution = solution_run(it, policy);
    Deadlines all{
        .response = when_used(response, terms.response, Time::max()),
        .solution = when_used(solution, terms.solution, Time::max()),
        .next = {},
        .late = first_of(missed_at(response, terms.response), missed_at(solution, terms.solution))};
    if (!ended(it)) {
        all.next = first_of(response.stopped ? std::nullopt : all.response,
                            solution.stopped ? std::nullopt : all.solution);
    }
    return all;
}

}  // namespace roadworthy::cases
