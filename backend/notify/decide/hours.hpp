#pragma once
// When a person may be told something, by the clock on his wall. Changes of the clock are kept to: a
// time of day that is left out begins when the clock has gone over it, one that comes twice begins
// with the first.

#include <chrono>

#include "backend/cases/calendar/zone.hpp"
#include "backend/customers/recipient.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

// Whose hours: a recipient, and his zone read from its name.
struct Person {
    customers::Recipient recipient;
    cases::Zone zone;
};

// Who has no hours of duty always is.
bool is_on_duty(const Person& person, Time at);

// `at`, or the end of the quiet hours in which it lies.
Time not_quiet(const Person& person, Time at);

// The first time of his digest later than `after`. One that lies in his quiet hours waits for their
// end.
Time next_digest(const Person& person, Time after);

struct Span {
    Time from;
    Time until;
};
// From midnight to midnight.
Span local_day(const cases::Zone& zone, Time at);

}  // namespace roadworthy::notify
