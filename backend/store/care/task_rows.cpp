#include "backend/store/care/task_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/timetable.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

using care::Task;

const std::string select =
    "SELECT task, truck, step, rule, kind, which, customer, day, from_day, on_day, until_day,"
    " made_day, state, needless, ended_day, put_off_day, contradicted_day, planned_day, held_day"
    " FROM care_tasks WHERE ";
const std::string select_one = select + "task = ?";
const std::string select_of_truck = select + "bucket = ? AND truck = ? ORDER BY task";
const std::string select_of_customer = select + "customer = ? AND state = 0 ORDER BY task";
constexpr std::string_view select_outcomes =
    "SELECT on_day, kind, again_day, by_whom, words FROM care_outcomes WHERE task = ? ORDER BY n";
constexpr std::string_view insert_task =
    "INSERT INTO care_tasks (step, rule, kind, which, customer, day, from_day, on_day, until_day,"
    " made_day, state, needless, ended_day, put_off_day, contradicted_day, planned_day, held_day,"
    " escalates_day, bucket, truck)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING task";
constexpr std::string_view update_task =
    "UPDATE care_tasks SET step = ?, rule = ?, kind = ?, which = ?, customer = ?, day = ?,"
    " from_day = ?, on_day = ?, until_day = ?, made_day = ?, state = ?, needless = ?,"
    " ended_day = ?, put_off_day = ?, contradicted_day = ?, planned_day = ?, held_day = ?,"
    " escalates_day = ? WHERE task = ?";
constexpr std::string_view insert_outcome =
    "INSERT INTO care_outcomes (task, n, on_day, entered_ms, kind, again_day, by_whom, words)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (task, n) DO NOTHING";

std::optional<std::int64_t> days_if(const std::optional<Day>& day) {
    return day ? std::optional(days_of(*day)) : std::nullopt;
}

std::optional<Day> day_if(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(day_of_days(row.integer(column)));
}

template <class Id>
Id id_in(const sql::Statement& row, int column) {
    auto id = Id::from(row.text(column));
    if (!id) {
        throw sql::Failure(sql::Fault::corrupt, "an id of a task: " + id.error().message);
    }
    return std::move(*id);
}

StoredTask task_at(const sql::Statement& row) {
    StoredTask stored{.number = row.integer(0), .truck = id_in<TruckId>(row, 1), .task = {}};
    Task& task = stored.task;
    task.step = row.text(2);
    task.rule = row.text(3);
    task.kind = static_cast<care::OccasionKind>(row.integer(4));
    task.which = row.text(5);
    if (!row.is_null(6)) {
        task.customer = id_in<CustomerId>(row, 6);
    }
    task.day = day_of_days(row.integer(7));
    task.from = day_of_days(row.integer(8));
    task.on = day_of_days(row.integer(9));
    task.until = day_of_days(row.integer(10));
    task.made = day_of_days(row.integer(11));
    task.state = static_cast<care::TaskState>(row.integer(12));
    task.needless = static_cast<care::Needless>(row.integer(13));
    task.ended = day_if(row, 14);
    task.put_off = day_if(row, 15);
    task.contradicted = day_if(row, 16);
    stored.planned = day_if(row, 17);
    task.held = day_if(row, 18);
    return stored;
}

void read_outcomes(sql::Connection& connection, std::vector<StoredTask>& all) {
    for (StoredTask& one : all) {
        sql::Statement& row = connection.prepared(select_outcomes).with(one.number);
        while (row.step()) {
            one.task.outcomes.push_back({.on = day_of_days(row.integer(0)),
                                         .kind = static_cast<care::OutcomeKind>(row.integer(1)),
                                         .again = day_if(row, 2),
                                         .by = std::string(row.text(3)),
                                         .words = std::string(row.text(4))});
        }
        row.reset();
    }
}

std::vector<StoredTask> read(sql::Connection& connection, sql::Statement& bound) {
    std::vector<StoredTask> all;
    while (bound.step()) {
        all.push_back(task_at(bound));
    }
    bound.reset();
    read_outcomes(connection, all);
    return all;
}

// All columns that both statements share, and then the key.
template <class... Key>
sql::Statement& bound(sql::Statement& statement, const StoredTask& stored,
                      const std::optional<Day>& escalates, const Key&... key) {
    const Task& task = stored.task;
    const bool is_open = task.state == care::TaskState::open;
    const auto customer =
        task.customer ? std::optional<std::string_view>(task.customer->text()) : std::nullopt;
    return statement.with(task.step, task.rule, static_cast<int>(task.kind), task.which, customer,
                          days_of(task.day), days_of(task.from), days_of(task.on),
                          days_of(task.until), days_of(task.made), static_cast<int>(task.state),
                          static_cast<int>(task.needless), days_if(task.ended),
                          days_if(task.put_off), days_if(task.contradicted),
                          is_open ? days_if(stored.planned) : std::nullopt,
                          is_open ? days_if(task.held) : std::nullopt, days_if(escalates), key...);
}

void put_outcomes(sql::Connection& connection, const StoredTask& stored, Time now) {
    std::int64_t n = 0;
    for (const care::Outcome& outcome : stored.task.outcomes) {
        connection.prepared(insert_outcome)
            .with(stored.number, ++n, days_of(outcome.on), milliseconds_of(now),
                  static_cast<int>(outcome.kind), days_if(outcome.again), outcome.by, outcome.words)
            .run();
    }
}

}  // namespace

std::optional<StoredTask> find_task(sql::Connection& connection, TaskNumber number) {
    auto found = read(connection, connection.prepared(select_one).with(number));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<StoredTask> tasks_of(sql::Connection& connection, const TruckId& truck) {
    return read(connection,
                connection.prepared(select_of_truck).with(topics::bucket_of(truck), truck.text()));
}

std::vector<StoredTask> open_tasks_of(sql::Connection& connection, const CustomerId& customer) {
    return read(connection, connection.prepared(select_of_customer).with(customer.text()));
}

void put_task(sql::Connection& connection, StoredTask& stored, const care::Persistence& persistence,
              Time now) {
    const bool is_open = stored.task.state == care::TaskState::open;
    const std::optional<Day> escalates =
        is_open ? std::optional(care::escalates_on(stored.task, persistence)) : std::nullopt;
    if (stored.number != 0) {
        bound(connection.prepared(update_task), stored, escalates, stored.number).run();
    } else {
        sql::Statement& row = bound(connection.prepared(insert_task), stored, escalates,
                                    topics::bucket_of(stored.truck), stored.truck.text());
        row.step();
        stored.number = row.integer(0);
        row.reset();
    }
    put_outcomes(connection, stored, now);
}

void note_contact(sql::Connection& connection, const CustomerId& customer, Day day) {
    connection
        .prepared(
            "INSERT INTO care_contacts (customer, day) VALUES (?, ?)"
            " ON CONFLICT (customer, day) DO NOTHING")
        .with(customer.text(), days_of(day))
        .run();
}

std::vector<Day> contact_days(sql::Connection& connection, const CustomerId& customer, Day since) {
    std::vector<Day> all;
    sql::Statement& row =
        connection
            .prepared("SELECT day FROM care_contacts WHERE customer = ? AND day >= ? ORDER BY day")
            .with(customer.text(), days_of(since));
    while (row.step()) {
        all.push_back(day_of_days(row.integer(0)));
    }
    row.reset();
    return all;
}

}  // namespace roadworthy::store
