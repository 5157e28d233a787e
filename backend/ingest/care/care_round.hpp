#pragma once
// Who is to be called about what: takes the trucks' occasions, and plans the contacts of their owners.
//
// Goals: each truck is taken once a day, and soon after people have said something about it; nothing
// of it holds the reports up for long. Assumptions: one round a database, in the loop that writes the
// derived tables. Invariants: a truck's tasks, the plan of its owners' contacts, and how far the round
// has got are one transaction; taken twice, it is the same. A day without a round is made up for.
//
// What survives a power cut: what was taken; the rest of the round follows.

#include <cstddef>
#include <set>
#include <vector>

#include "backend/customers/care/timetable.hpp"
#include "backend/store/derived/tables.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::ingest {

class CareRound {
public:
    explicit CareRound(sql::Connection& connection);

    // At most so many trucks. True: there are more.
    bool step(Time now, std::size_t most);

private:
    void take(const std::vector<TruckId>& trucks, Time now);
    void take(const TruckId& truck, const care::Timetable& timetable, Time now);

    sql::Connection& connection_;
    store::Tables tables_;
    std::set<CustomerId> concerned_;  // whose contacts are to be planned anew
};

}  // namespace roadworthy::ingest
