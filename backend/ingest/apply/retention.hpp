#pragma once
// Lets go of the journal's old partitions. What they told stays: before one goes, it is folded into
// the base tables, the derived tables as they were at that point, from which `rebuild` starts.
//
// Rejected: to copy the live tables now and then. A copy is as young as the day on which it is
// made, so a rebuild would not see again the reports that are still there.

#include <cstddef>
#include <optional>

#include "backend/ingest/apply/applier.hpp"

namespace roadworthy::ingest {

class Retention {
public:
    Retention(sql::Connection& connection, std::chrono::days keep)
        : connection_(connection), keep_(keep) {}

    // A little of the work, so that the intake does not wait: folds at most so many rows, or drops
    // one partition. True while there is more to do.
    bool step(Time now, std::size_t most_rows = 500);

private:
    std::optional<store::Partition> oldest_to_go(Time now);

    sql::Connection& connection_;
    std::chrono::days keep_;
    std::optional<Applier> base_;  // while it folds a partition
};

}  // namespace roadworthy::ingest
