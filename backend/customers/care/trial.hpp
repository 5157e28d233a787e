#pragma once
// What a timetable would have had people do in the months that have been: tasks by rule, contacts, and
// how many tasks the cap would have made late.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backend/customers/care/occasions.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/due/history.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::care {

// Of one truck, as we know it now: past ones too.
struct PastOccasions {
    std::optional<CustomerId> customer;
    Audience audience;
    std::vector<Occasion> occasions;
};

// Services that were done count as having been due on their day: what was forecast then is forgotten.
std::vector<Occasion> past_services(const due::HistoryByItem& done);

struct Trial {
    std::map<std::string, int> tasks;  // by step
    int contacts = 0;
    int late = 0;            // tasks for which the cap leaves no day in time
    int nobody_to_call = 0;  // tasks of trucks without an owner
    friend bool operator==(const Trial&, const Trial&) = default;
};
// Of what is best done on a day from `from` to `to`.
Trial tried(const std::vector<PastOccasions>& trucks, const Timetable& timetable, Day from, Day to);

}  // namespace roadworthy::care
