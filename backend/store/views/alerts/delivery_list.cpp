#include "backend/store/views/alerts/delivery_list.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "backend/store/alerts/delivery_rows.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"

namespace roadworthy::views {
namespace {

const std::string rows_before =
    "SELECT d.delivery, a.truck, a.matter,"
    " (SELECT COUNT(*) FROM deliveries l WHERE l.in_digest = d.delivery)"
    " FROM deliveries d LEFT JOIN alerts a ON a.alert = d.alert WHERE d.delivery < ?";
const std::string newest_first = " ORDER BY d.delivery DESC";
// In the order of Deliveries.
const std::array<std::string, 3> statements = {
    rows_before + newest_first, rows_before + " AND d.state IN (0, 1, 2)" + newest_first,
    rows_before + " AND d.state = 4" + newest_first};

Result<std::int64_t> before(const PageQuery& page) {
    if (!page.after) {
        return std::numeric_limits<std::int64_t>::max();
    }
    const auto key = from_cursor(*page.after, 1);
    if (!key) {
        return tl::unexpected(key.error());
    }
    return integer_of(key->front());
}

}  // namespace

Result<Page<DeliveryEntry>> delivery_list(sql::Connection& connection, const DeliveryQuery& query) {
    const auto last = before(query.page);
    if (!last) {
        return tl::unexpected(last.error());
    }
    Page<DeliveryEntry> page;
    const Rows row(
        connection.prepared(statements.at(static_cast<std::size_t>(query.which))).with(*last));
    while (row->step()) {
        if (page.rows.size() == query.page.limit) {
            page.next = to_cursor({std::to_string(page.rows.back().delivery.row)});
            break;
        }
        if (auto delivery = store::delivery(connection, row->integer(0))) {
            page.rows.push_back({.delivery = std::move(*delivery),
                                 .truck = text_at(*row, 1),
                                 .matter = text_at(*row, 2),
                                 .lines = static_cast<std::size_t>(row->integer(3))});
        }
    }
    return page;
}

}  // namespace roadworthy::views
