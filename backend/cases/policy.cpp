#include "backend/cases/policy.hpp"

#include <optional>
#include <string>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/entries.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {
namespace {

const Calendar round_the_clock;

// How specific a row that holds is; nothing where it does not hold.
std::optional<int> rank(const SlaRow& row, const SlaSubject& subject) {
    if ((row.tier && row.tier != subject.tier) || (row.action && row.action != subject.action) ||
        (row.kind && row.kind != subject.kind) ||
        (!row.agreement.empty() && row.agreement != subject.agreement)) {
        return std::nullopt;
    }
    const int named = (row.tier ? 1 : 0) + (row.action ? 1 : 0) + (row.kind ? 1 : 0);
    const int which = (row.kind ? 4 : 0) + (row.action ? 2 : 0) + (row.tier ? 1 : 0);
    return (row.agreement.empty() ? 0 : 100) + named * 10 + which;
}

template <class Value>
std::optional<Value> most_specific(const SlaPolicy& policy, const SlaSubject& subject,
                                   std::optional<Value> SlaRow::* value) {
    std::optional<Value> found;
    int best = -1;
    for (const SlaRow& row : policy.rows) {
        const auto specific = rank(row, subject);
        if (row.*value && specific && *specific > best) {
            best = *specific;
            found = row.*value;
        }
    }
    return found;
}

Result<void> check_row(const SlaPolicy& policy, const SlaRow& row) {
    if (row.calendar && !policy.calendars.contains(*row.calendar)) {
        return fail("expected the name of a calendar, got \"" + *row.calendar + '"');
    }
    if (row.response.value_or(Duration{1}) <= Duration{0} ||
        row.solution.value_or(Duration{1}) <= Duration{0}) {
        return fail("expected targets of more than no time");
    }
    return {};
}

}  // namespace

Result<void> check(const SlaPolicy& policy) {
    if (policy.response <= Duration{0} || policy.solution <= Duration{0}) {
        return fail("expected targets of more than no time");
    }
    for (const SlaRow& row : policy.rows) {
        if (auto good = check_row(policy, row); !good) {
            return good;
        }
    }
    for (const EscalationStep& step : policy.escalation) {
        if (step.percent <= 0 || step.percent > 100'000 || step.level <= 0 || step.role.empty()) {
            return fail(
                "expected a step with a role, a level from 1 and 1 to 100000 percent, got level " +
                std::to_string(step.level) + " at " + std::to_string(step.percent) +
                " percent for \"" + step.role + '"');
        }
    }
    if (policy.solved_by == Stage::reported) {
        return fail("expected a stage after \"reported\" as the one that solves a case");
    }
    return {};
}

Terms terms(const SlaPolicy& policy, const SlaSubject& subject) {
    const auto named = most_specific(policy, subject, &SlaRow::calendar);
    const auto found = policy.calendars.find(named.value_or(""));
    const Calendar* calendar =
        named && found != policy.calendars.end() ? &found->second : &round_the_clock;
    return {
        .response =
            {.amount = most_specific(policy, subject, &SlaRow::response).value_or(policy.response),
             .calendar = calendar},
        .solution = {
            .amount = most_specific(policy, subject, &SlaRow::solution).value_or(policy.solution),
            .calendar = calendar}};
}

}  // namespace roadworthy::cases
