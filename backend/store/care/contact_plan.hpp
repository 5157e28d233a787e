#pragma once
// When a customer is called, about all his trucks together: the plan of his open tasks within the cap,
// made anew whenever one of them changes, and once a day.

#include "backend/customers/care/tasks.hpp"
#include "backend/store/care/task_rows.hpp"

namespace roadworthy::store {

// In the caller's transaction.
void plan_contacts(sql::Connection& connection, const CustomerId& customer,
                   const care::Timetable& timetable, Time now);

// What people say became of tasks: all of them, or none and the reason why. Said again, word for word,
// it changes nothing.
struct SaidOutcome {
    std::vector<TaskNumber> tasks;
    care::Outcome outcome;
};
// In a transaction of its own. The number of tasks that it changed.
Result<std::size_t> enter_outcome(sql::Connection& connection, const SaidOutcome& said, Time now);

}  // namespace roadworthy::store
