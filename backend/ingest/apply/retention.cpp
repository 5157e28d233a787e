#include "backend/ingest/apply/retention.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::ingest {

bool Retention::step(Time now, std::size_t most_rows) {
    const auto partition = oldest_to_go(now);
    if (!partition) {
        base_.reset();
        return false;
    }
    if (!base_) {
        base_.emplace(connection_, store::Version::base);
    }
    if (base_->catch_up(partition->last, most_rows)) {
        return true;
    }
    // One transaction: the base is never behind what is kept, nor ahead of what has gone.
    sql::Transaction transaction(connection_);
    base_->write();
    store::drop_partition(connection_, partition->number);
    transaction.commit();
    base_->written();
    return true;
}

// The newest partition is written to, and nothing goes before the live tables and the watermarks
// hold it.
std::optional<store::Partition> Retention::oldest_to_go(Time now) {
    const auto all = store::partitions(connection_);
    if (all.size() < 2 || all.front().last_received > now - keep_) {
        return std::nullopt;
    }
    const store::Position held = std::min(store::progress(connection_, store::Progress::applied),
                                          store::progress(connection_, store::Progress::streams));
    return all.front().last <= held ? std::optional(all.front()) : std::nullopt;
}

}  // namespace roadworthy::ingest
