#include "backend/cases/promise.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

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
        Target target = targets[static_cast<std::size_t>(step.clock)];
        target.amount = target.amount * step.percent / 100;
        return target;
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

}  // namespace roadworthy::cases
