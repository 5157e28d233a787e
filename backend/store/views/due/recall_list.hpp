#pragma once
// The makers' recalls, and how far they have got: of the trucks that the reader may see. Whoever
// may not see everything sees those alone that concern some truck of his.

#include <cstdint>
#include <optional>

#include "backend/due/recalls.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {

struct RecallRow {
    due::Recall recall;
    std::optional<std::int64_t> vins;  // on its list, anybody's; none: not the reader's business
    std::int64_t trucks = 0;           // whose VIN is on the list
    std::int64_t open = 0;             // of those: it is still to be done
    std::int64_t done = 0;             // the rest need it not: their papers say so
    friend bool operator==(const RecallRow&, const RecallRow&) = default;
};

// In the order of their ids.
Result<Page<RecallRow>> recall_list(sql::Connection& connection, const store::Scope& scope,
                                    const PageQuery& page);

}  // namespace roadworthy::views
