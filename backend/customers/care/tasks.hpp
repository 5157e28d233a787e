#pragma once
// What an advisor is to call a customer about: from the occasions that are known of a truck, the
// tasks that come of them, and what has become of those.
//
// Goals: each rule's task once for each occasion; it moves with the day that it is about; every task
// ends in an outcome or in a word why it was needless. Assumptions: `take` is called for a truck each
// day, and whenever its occasions change; days may be left out. Invariants: a task never disappears;
// what somebody has done is never undone: what was not so after all is marked.
//
// A task is history: it hangs on what was known on which day, and no rebuild makes it anew.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/customers/care/contacts.hpp"
#include "backend/customers/care/occasions.hpp"
#include "backend/customers/care/timetable.hpp"
#include "common/ids.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::care {

// The numbers are stored.
enum class OutcomeKind : std::uint8_t {
    agreed = 0,  // booked, or content
    declined = 1,
    done_elsewhere = 2,
    call_again = 3,   // on the day that the customer named; the task stays
    not_reached = 4,  // likewise, a few days later
    wrong_number = 5,
    not_needed = 6,  // nobody was called
};

struct Outcome {
    Day on;
    OutcomeKind kind = OutcomeKind::agreed;
    std::optional<Day> again;  // of call_again
    std::string by;
    std::string words;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};
bool is_contact(OutcomeKind kind);  // somebody was called: it counts towards the cap
bool is_end(OutcomeKind kind);

enum class TaskState : std::uint8_t { open = 0, ended = 1, needless = 2 };
// Why it was needless.
enum class Needless : std::uint8_t {
    none = 0,
    gone = 1,  // the service was done, the day has moved out of sight, the fact was withdrawn
    other_owner = 2,
    rule_gone = 3,  // the timetable in force has no such step for him
    given = 4,      // what he waited for he has got otherwise: his complaint was answered
};

struct Task {
    std::string step;  // of its rule: step_of
    std::string rule;  // by which its days are
    OccasionKind kind = OccasionKind::service_due;
    std::string which;
    std::optional<CustomerId> customer;  // whose the truck is; none: nobody to call
    Day day;                             // the occasion's
    Day from;
    Day on;
    Day until;
    Day made;
    TaskState state = TaskState::open;
    Needless needless = Needless::none;
    std::optional<Day> ended;
    std::vector<Outcome> outcomes;    // in the order in which they were entered
    std::optional<Day> put_off;       // not before this day
    std::optional<Day> held;          // until this day the cap left none
    std::optional<Day> contradicted;  // since then evidence says that there was no such occasion
    friend bool operator==(const Task&, const Task&) = default;
};

struct Known {
    std::vector<Occasion> occasions;  // all that there are today
    std::optional<CustomerId> customer;
    Audience audience;
    std::optional<Day> remembered_from;  // what was done before may be forgotten: it proves nothing
};

// `tasks`: all of one truck. True: something has changed.
bool take(std::vector<Task>& tasks, const Known& known, const Timetable& timetable, Day today);

// What people say of it. Errors: the task is not open; a day that is ahead of `today`, or not after
// it for `again`.
Result<void> enter(Task& task, const Outcome& outcome, const Persistence& persistence, Day today);

// Where an open task stands.
struct Standing {
    bool is_due = false;        // today or before
    bool is_overdue = false;    // past its last day
    bool is_escalated = false;  // so long past it, tried so often, or with nobody to call
    Day next;                   // when it is to be done; today at the earliest
    friend bool operator==(const Standing&, const Standing&) = default;
};
Standing standing(const Task& task, const Persistence& persistence, Day today);
// From which day on somebody above the advisor hears of it, if nothing is done.
Day escalates_on(const Task& task, const Persistence& persistence);
// An open task, for the plan of contacts.
Wish wish_of(const Task& task, const Timetable& timetable);

}  // namespace roadworthy::care
