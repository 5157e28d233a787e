#pragma once
// From an alert to its messages: who is told, in rows of the outbox. In the caller's transaction, in
// which the alert is marked as told: so it is told to each once, or, after a kill, not yet.

#include <cstddef>
#include <string>

#include "backend/notify/people.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

// The alerts that may be told now, at most so many of them; how many there were.
std::size_t expand(sql::Connection& connection, People& people, Time now, std::size_t most);

// What a receiver tells repeats by: it hangs on what is told and to whom.
std::string delivery_id(const store::TruckAlert& alert, const std::string& recipient);
std::string digest_id(const std::string& recipient, Time at);

}  // namespace roadworthy::notify
