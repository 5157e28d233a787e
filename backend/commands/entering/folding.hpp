#pragma once
// What a command has put into the journal is folded before it ends: by itself, or by the backend
// that serves this database.

#include <optional>

#include "backend/config.hpp"
#include "backend/ingest/apply/applier.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/serving_lock.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::backend {

// What of the configuration whoever folds goes by.
ingest::ApplierOptions applier_options(const Config& config);

class Folding {
public:
    Folding(const Config& config, sql::Connection& database)
        : database_(database),
          options_(applier_options(config)),
          lock_(store::ServingLock::take(config.database)) {}

    // Throws where the serving backend does not come to it within half a minute.
    void fold_until(store::Position last);

private:
    sql::Connection& database_;
    ingest::ApplierOptions options_;
    std::optional<store::ServingLock> lock_;
};

}  // namespace roadworthy::backend
