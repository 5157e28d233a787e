#pragma once
// What a command has put into the journal is folded before it ends: by itself, or by the backend
// that serves this database.

#include <filesystem>
#include <optional>

#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/serving_lock.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::backend {

class Folding {
public:
    Folding(const std::filesystem::path& path, sql::Connection& database)
        : database_(database), lock_(store::ServingLock::take(path)) {}

    // Throws where the serving backend does not come to it within half a minute.
    void fold_until(store::Position last);

private:
    sql::Connection& database_;
    std::optional<store::ServingLock> lock_;
};

}  // namespace roadworthy::backend
