#include "backend/store/care/contact_plan.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/customers/care/contacts.hpp"
#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/store/care/task_rows.hpp"
#include "backend/store/care/timetable_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::store {
namespace {

Error of_task(TaskNumber number, const std::string& what) {
    return {"task " + std::to_string(number) + ": " + what};
}

bool is_said(const care::Task& task, const care::Outcome& outcome) {
    return std::ranges::find(task.outcomes, outcome) != task.outcomes.end();
}

struct Entered {
    std::vector<StoredTask> tasks;  // that have changed
    std::set<CustomerId> customers;
};

Result<Entered> entered(sql::Connection& connection, const SaidOutcome& said,
                        const care::Timetable& timetable, Day today) {
    Entered all;
    for (const TaskNumber number : said.tasks) {
        auto stored = find_task(connection, number);
        if (!stored) {
            return tl::unexpected(of_task(number, "there is none"));
        }
        if (is_said(stored->task, said.outcome)) {
            continue;
        }
        if (const auto done = care::enter(stored->task, said.outcome, timetable.persistence, today);
            !done) {
            return tl::unexpected(of_task(number, done.error().message));
        }
        if (stored->task.customer) {
            all.customers.insert(*stored->task.customer);
        }
        all.tasks.push_back(std::move(*stored));
    }
    return all;
}

}  // namespace

void plan_contacts(sql::Connection& connection, const CustomerId& customer,
                   const care::Timetable& timetable, Time now) {
    const Day today = day_of(now);
    std::vector<StoredTask> tasks = open_tasks_of(connection, customer);
    if (tasks.empty()) {
        return;
    }
    std::vector<care::Wish> wishes;
    wishes.reserve(tasks.size());
    for (const StoredTask& one : tasks) {
        wishes.push_back(care::wish_of(one.task, timetable));
    }
    const Day since = today - std::chrono::days{timetable.cap.in_days + timetable.cap.apart_days};
    const auto had = contact_days(connection, customer, since);
    for (const care::PlannedContact& contact :
         care::plan_contacts(wishes, had, timetable.cap, today)) {
        for (const std::size_t index : contact.wishes) {
            StoredTask& one = tasks[index];
            const StoredTask before = one;
            one.planned = contact.day;
            // Only what the cap delays is nobody's fault: not what stays undone until today.
            if (contact.day > today && contact.day > wishes[index].until) {
                one.task.held = contact.day;
            }
            if (one != before) {
                put_task(connection, one, timetable.persistence, now);
            }
        }
    }
}

Result<std::size_t> enter_outcome(sql::Connection& connection, const SaidOutcome& said, Time now) {
    sql::Transaction transaction(connection);
    const care::Timetable timetable = timetable_in_force(connection);
    auto all = entered(connection, said, timetable, day_of(now));
    if (!all) {
        return tl::unexpected(all.error());
    }
    for (StoredTask& one : all->tasks) {
        put_task(connection, one, timetable.persistence, now);
    }
    for (const CustomerId& customer : all->customers) {
        if (care::is_contact(said.outcome.kind)) {
            note_contact(connection, customer, said.outcome.on);
        }
        plan_contacts(connection, customer, timetable, now);
    }
    transaction.commit();
    return all->tasks.size();
}

}  // namespace roadworthy::store
