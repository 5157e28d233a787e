#pragma once
// The derived tables made again from the journal.

#include <span>

#include "backend/due/plans.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::ingest {

// The live tables made again, from where the kept part of the journal begins to its end. A kill in
// between is no harm: the next applier goes on from there.
void rebuild(sql::Connection& connection);
// The same up to a position, with these plans in force from the beginning: for a dry run on a copy.
void rebuild_assuming(sql::Connection& copy, std::span<const due::Plan> plans,
                      store::Position until);

}  // namespace roadworthy::ingest
