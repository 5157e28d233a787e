#include "backend/customers/care/tasks.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/care/contacts.hpp"
#include "backend/customers/care/occasions.hpp"
#include "backend/customers/care/timetable.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::care {
namespace {

using std::chrono::days;

// Of these the end is what we wish for: it is done. Of all others it says that we had been wrong.
bool passes_away(OccasionKind kind) {
    switch (kind) {
        case OccasionKind::first_service:
        case OccasionKind::service_due:
        case OccasionKind::agreement_ends:
        case OccasionKind::warranty_ends:
        case OccasionKind::replacement:
        case OccasionKind::drifting_away:
        case OccasionKind::campaign:
        case OccasionKind::seasonal:
            return true;
        case OccasionKind::delivery:
        case OccasionKind::after_service:
        case OccasionKind::after_repair:
        case OccasionKind::complaint:
            return false;
    }
    return true;
}

struct Wanted {
    const CareRule* rule = nullptr;
    const Occasion* occasion = nullptr;
};

bool is_of(const Task& task, const Wanted& wanted, const Known& known) {
    return task.step == step_of(*wanted.rule) && task.kind == wanted.occasion->kind &&
           task.which == wanted.occasion->which && task.customer == known.customer;
}

std::vector<Wanted> wanted_of(const Known& known, const Timetable& timetable) {
    std::vector<Wanted> all;
    for (const Occasion& occasion : known.occasions) {
        const bool is_again = std::any_of(all.begin(), all.end(), [&occasion](const Wanted& one) {
            return one.occasion->kind == occasion.kind && one.occasion->which == occasion.which;
        });
        if (is_again) {
            continue;
        }
        for (const CareRule* rule : rules_for(timetable, occasion.kind, known.audience)) {
            all.push_back({rule, &occasion});
        }
    }
    return all;
}

void place(Task& task, const Wanted& wanted) {
    const Days& at = wanted.rule->days;
    task.rule = wanted.rule->key;
    task.day = wanted.occasion->day;
    task.from = task.day + days{at.from};
    task.on = task.day + days{at.on};
    task.until = task.day + days{at.until};
}

bool is_in_time(const Wanted& wanted, Day today) {
    const Days& at = wanted.rule->days;
    const Day day = wanted.occasion->day;
    return day + days{at.from} <= today &&
           today <= day + days{at.until} + days{wanted.rule->late_days};
}

void make(std::vector<Task>& tasks, const Wanted& wanted, const Known& known, Day today) {
    Task task{.step = step_of(*wanted.rule),
              .kind = wanted.occasion->kind,
              .which = wanted.occasion->which,
              .customer = known.customer,
              .made = today};
    place(task, wanted);
    tasks.push_back(std::move(task));
}

void end_needless(Task& task, Needless why, Day today) {
    task.state = TaskState::needless;
    task.needless = why;
    task.ended = today;
}

// There is such an occasion.
void keep(Task& task, const Wanted& wanted, Day today) {
    task.contradicted.reset();
    if (wanted.occasion->is_over) {
        if (task.state == TaskState::open) {
            end_needless(task, Needless::given, today);
        }
        return;
    }
    if (task.state == TaskState::needless) {
        task.state = TaskState::open;
        task.needless = Needless::none;
        task.ended.reset();
    }
    if (task.state == TaskState::open) {
        place(task, wanted);
    }
}

Needless why_needless(const Task& task, const Known& known, const Timetable& timetable) {
    if (task.customer != known.customer) {
        return Needless::other_owner;
    }
    const auto rules = rules_for(timetable, task.kind, known.audience);
    const bool has_rule = std::any_of(rules.begin(), rules.end(), [&task](const CareRule* rule) {
        return step_of(*rule) == task.step;
    });
    return has_rule ? Needless::gone : Needless::rule_gone;
}

// There is none any more.
void drop(Task& task, Needless why, Day today) {
    if (task.state == TaskState::open) {
        end_needless(task, why, today);
    }
    if (why == Needless::gone && !passes_away(task.kind) && !task.contradicted) {
        task.contradicted = today;
    }
}

// It is about something so long ago that nobody remembers whether it was.
bool is_forgotten(const Task& task, const Known& known) {
    const bool is_of_the_past =
        task.kind == OccasionKind::after_service || task.kind == OccasionKind::after_repair;
    return is_of_the_past && task.customer == known.customer && known.remembered_from &&
           task.day < *known.remembered_from;
}

}  // namespace

bool is_contact(OutcomeKind kind) {
    return kind != OutcomeKind::not_needed;
}

bool is_end(OutcomeKind kind) {
    return kind == OutcomeKind::agreed || kind == OutcomeKind::declined ||
           kind == OutcomeKind::done_elsewhere || kind == OutcomeKind::not_needed;
}

bool take(std::vector<Task>& tasks, const Known& known, const Timetable& timetable, Day today) {
    const std::vector<Task> before = tasks;
    const std::vector<Wanted> wanted = wanted_of(known, timetable);
    std::vector<bool> has_task(wanted.size());
    for (Task& task : tasks) {
        const auto found = std::find_if(wanted.begin(), wanted.end(),
                                        [&](const Wanted& one) { return is_of(task, one, known); });
        if (found != wanted.end()) {
            has_task[static_cast<std::size_t>(found - wanted.begin())] = true;
            keep(task, *found, today);
        } else if (!is_forgotten(task, known)) {
            drop(task, why_needless(task, known, timetable), today);
        }
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!has_task[i] && !wanted[i].occasion->is_over && is_in_time(wanted[i], today)) {
            make(tasks, wanted[i], known, today);
        }
    }
    return tasks != before;
}

Result<void> enter(Task& task, const Outcome& outcome, const Persistence& persistence, Day today) {
    if (task.state != TaskState::open) {
        return fail("the task is not open any more");
    }
    if (outcome.on > today) {
        return fail("the call is said to have been on " + iso(outcome.on) + ", which is to come");
    }
    const bool names_a_day = outcome.kind == OutcomeKind::call_again;
    if (names_a_day != outcome.again.has_value()) {
        return fail(names_a_day ? "call_again needs the day on which to call"
                                : "only call_again has a day on which to call");
    }
    if (outcome.again && *outcome.again <= outcome.on) {
        return fail("the next call must be after this one, on " + iso(outcome.on));
    }
    task.outcomes.push_back(outcome);
    if (is_end(outcome.kind)) {
        task.state = TaskState::ended;
        task.ended = outcome.on;
    } else if (outcome.again) {
        task.put_off = outcome.again;
    } else {
        task.put_off = outcome.on + days{persistence.again_after_days};
    }
    return {};
}

Day escalates_on(const Task& task, const Persistence& persistence) {
    // Until that day nobody is late: the customer has named it, the cap left none before, or we had not
    // heard of it.
    Day last = std::max(task.until, task.put_off.value_or(task.until));
    last = std::max({last, task.held.value_or(last), task.made});
    Day on = last + days{persistence.escalate_after_days + 1};
    if (!task.customer) {
        on = std::min(on, task.made);
    }
    int tries = 0;
    for (const Outcome& outcome : task.outcomes) {
        tries += outcome.kind == OutcomeKind::not_reached ? 1 : 0;
        if (tries >= persistence.most_tries) {
            on = std::min(on, outcome.on);
        }
    }
    if (!task.outcomes.empty() && task.outcomes.back().kind == OutcomeKind::wrong_number) {
        on = std::min(on, task.outcomes.back().on);
    }
    return on;
}

Standing standing(const Task& task, const Persistence& persistence, Day today) {
    const Day wished = std::max(task.on, task.put_off.value_or(task.on));
    Day last = std::max(task.until, task.put_off.value_or(task.until));
    last = std::max(last, task.held.value_or(last));
    return {.is_due = wished <= today,
            .is_overdue = last < today,
            .is_escalated = escalates_on(task, persistence) <= today,
            .next = std::max(wished, today)};
}

// What the plan of contacts has to know of it.
Wish wish_of(const Task& task, const Timetable& timetable) {
    const CareRule* rule = find(timetable, task.rule);
    const Day until = std::max(task.until, task.put_off.value_or(task.until));
    return {.from = std::max(task.from, task.put_off.value_or(task.from)),
            .on = std::max(task.on, task.put_off.value_or(task.on)),
            .until = until,
            .priority = rule == nullptr ? 0 : rule->priority,
            .ignores_cap = rule != nullptr && rule->ignores_cap};
}

}  // namespace roadworthy::care
