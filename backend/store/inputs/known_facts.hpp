#pragma once
// Whether what somebody enters is already known, word for word. Then it adds nothing to the
// journal, so that the same file may be imported again and again.

#include <optional>
#include <string>
#include <string_view>

#include "backend/cases/entries.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/uptime/said.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::store {

// Against what the journal has been folded into; a fact that was appended a second ago and is not
// folded yet counts as new, which costs a row and changes nothing.
bool is_known(sql::Connection& connection, const Fact& fact);

// Whether the truck has something of its own to say about this item, in its plan or beside it.
bool has_override(sql::Connection& connection, const TruckId& truck, std::string_view item);

// What was said of a case under that id, folded or not.
std::optional<cases::CaseEntry> known_case_entry(sql::Connection& connection, const TruckId& truck,
                                                 const cases::EntryId& id);

// The correction under that id, folded or not.
std::optional<uptime::Correction> known_correction(sql::Connection& connection,
                                                   const TruckId& truck, const std::string& id);

// Keeps what no derived table holds, in the transaction in which the fact is appended.
void note(sql::Connection& connection, const Fact& fact);

}  // namespace roadworthy::store
