#include "backend/store/views/meters/scorecard.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "backend/due/scorecard.hpp"
#include "backend/store/forms/meter_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/result.hpp"

namespace roadworthy::views {
namespace {

constexpr std::string_view settled_scores =
    "SELECT s.kind, s.content, t.truck, t.customer, t.model, t.segment, t.duty FROM trucks t"
    " JOIN meter_scores s ON s.bucket = t.bucket AND s.truck = t.truck"
    " WHERE {owner t} AND s.settled > 0";

std::string key_of(const sql::Statement& row, ScoreGrouping by) {
    constexpr int first_key_column = 2;  // in the order of the groupings, from truck on
    return by == ScoreGrouping::all ? ""
                                    : text_at(row, first_key_column + static_cast<int>(by) - 1);
}

using Key = std::pair<std::string, MeterKind>;

std::map<Key, ScoreRow> groups_of(sql::Connection& connection, const store::Scope& scope,
                                  ScoreGrouping by) {
    std::map<Key, ScoreRow> groups;
    const Rows row(scope.select(connection, settled_scores));
    while (row->step()) {
        const Key key{key_of(*row, by), static_cast<MeterKind>(row->integer(0))};
        const auto scorecard = store::from_blob<due::Scorecard>(row->blob(1));
        if (!scorecard) {
            throw sql::Failure(sql::Fault::corrupt, "a scorecard: " + scorecard.error().message);
        }
        ScoreRow& group = groups[key];
        group.key = key.first;
        group.kind = key.second;
        ++group.trucks;
        group.scorecard += *scorecard;
    }
    return groups;
}

std::string cursor_of(const ScoreRow& row) {
    return to_cursor({row.key, std::to_string(static_cast<int>(row.kind))});
}

// Before the first page: before every key.
Result<std::optional<Key>> last_of(const PageQuery& page) {
    if (!page.after) {
        return std::optional<Key>{};
    }
    const auto parts = from_cursor(*page.after, 2);
    const auto kind = parts ? integer_of(parts->back()) : Result<std::int64_t>(0);
    if (!parts || !kind) {
        return fail(!parts ? parts.error().message : kind.error().message);
    }
    return std::optional{Key{parts->front(), static_cast<MeterKind>(*kind)}};
}

}  // namespace

Result<Page<ScoreRow>> scorecard(sql::Connection& connection, const store::Scope& scope,
                                 const ScoreQuery& query) {
    const auto last = last_of(query.page);
    if (!last) {
        return tl::unexpected(last.error());
    }
    const auto groups = groups_of(connection, scope, query.by);
    Page<ScoreRow> page;
    for (auto group = *last ? groups.upper_bound(**last) : groups.begin(); group != groups.end();
         ++group) {
        if (page.rows.size() == query.page.limit) {
            page.next = cursor_of(page.rows.back());
            break;
        }
        page.rows.push_back(group->second);
    }
    return page;
}

}  // namespace roadworthy::views
