#pragma once
// Which trucks are still to be taken for care: those of which people have said something, and once a
// day all. In the caller's transaction.

#include <cstddef>
#include <optional>
#include <vector>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

void await_care(sql::Connection& connection, const TruckId& truck);
std::vector<TruckId> awaiting_care(sql::Connection& connection, std::size_t most);
void care_taken(sql::Connection& connection, const TruckId& truck);

// The round of a day: how far it has got.
struct CareRoundPlace {
    Day day;
    std::optional<TruckId> after;
    bool is_done = true;
    friend bool operator==(const CareRoundPlace&, const CareRoundPlace&) = default;
};
CareRoundPlace care_round(sql::Connection& connection);
void set_care_round(sql::Connection& connection, const CareRoundPlace& place);
// Something has changed that concerns all trucks: today's round is gone once more.
void restart_care_round(sql::Connection& connection);

}  // namespace roadworthy::store
