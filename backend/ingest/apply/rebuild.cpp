#include "backend/ingest/apply/rebuild.hpp"

#include <limits>
#include <span>

#include "backend/due/plans.hpp"
#include "backend/ingest/apply/applier.hpp"
#include "backend/store/derived/fleet_rows.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::ingest {
namespace {

// In the caller's transaction: nothing of the kept journal is applied.
void set_back(sql::Connection& connection) {
    store::set_back_to_base(connection);
    store::set_progress(connection, store::Progress::applied,
                        store::progress(connection, store::Progress::base));
}

}  // namespace

void rebuild(sql::Connection& connection) {
    sql::Transaction transaction(connection);
    set_back(connection);
    transaction.commit();
    // Also what is appended meanwhile.
    Applier(connection, store::Version::live)
        .fold_until(std::numeric_limits<store::Position>::max());
}

void rebuild_assuming(sql::Connection& copy, std::span<const due::Plan> plans,
                      store::Position until) {
    sql::Transaction transaction(copy);
    set_back(copy);
    store::forget_positions(copy);
    transaction.commit();
    Applier applier(copy, store::Version::live);
    const auto first = store::rows_after(copy, applier.applied(), 1);
    for (const due::Plan& plan : plans) {
        applier.assume(plan, first.empty() ? Time{} : first.front().received);
    }
    applier.fold_until(until);
}

}  // namespace roadworthy::ingest
