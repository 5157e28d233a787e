#pragma once
// The rows of care tasks, their outcomes, and the days on which we were in touch with a customer.
// All is written in the caller's transaction.

#include <cstdint>
#include <optional>
#include <vector>

#include "backend/customers/care/tasks.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

using TaskNumber = std::int64_t;

struct StoredTask {
    TaskNumber number = 0;  // 0: not stored yet
    TruckId truck;
    care::Task task;
    std::optional<Day> planned;  // of an open one: when the customer is to be called about it
    friend bool operator==(const StoredTask&, const StoredTask&) = default;
};

std::optional<StoredTask> find_task(sql::Connection& connection, TaskNumber number);
std::vector<StoredTask> tasks_of(sql::Connection& connection, const TruckId& truck);
std::vector<StoredTask> open_tasks_of(sql::Connection& connection, const CustomerId& customer);

// A new one gets its number. Outcomes that are not stored yet are added: none ever changes.
void put_task(sql::Connection& connection, StoredTask& stored, const care::Persistence& persistence,
              Time now);

void note_contact(sql::Connection& connection, const CustomerId& customer, Day day);
std::vector<Day> contact_days(sql::Connection& connection, const CustomerId& customer, Day since);

}  // namespace roadworthy::store
