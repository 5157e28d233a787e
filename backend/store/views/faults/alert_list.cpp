#include "backend/store/views/faults/alert_list.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/customers/ledger.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "backend/store/alerts/ledger_rows.hpp"
#include "backend/store/rule_keys.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

// One page reads at most so many revisions, whoever asks.
constexpr std::int64_t revisions_at_once = 50'000;

// What was told last of a fault: 4 it has gone, 5 it goes on elsewhere (customers::Outcome).
const std::string outcome_of_itself =
    "COALESCE((SELECT CASE WHEN m.folded_under <> 0 THEN 5 WHEN m.kind = 3 OR m.active = 1 THEN 4"
    " ELSE 0 END FROM alerts m WHERE m.truck = a.truck AND m.matter = a.matter AND m.kind < 4"
    " AND (m.state <> 2 OR m.withdrawn = 4) ORDER BY m.n DESC LIMIT 1), 0)";
const std::string outcome_of_matter =
    "CASE WHEN f.outcome > 0 THEN f.outcome ELSE " + outcome_of_itself + " END";
constexpr std::string_view first_row =
    " JOIN alerts f ON f.truck = a.truck AND f.matter = a.matter AND f.n = 1";

// Of the present owner alone: plate and workshop.
const std::string feed_rows =
    "SELECT " + std::string(store::alert_columns) +
    ", t.truck, CASE WHEN o.to_ms IS NULL THEN t.plate END, t.model,"
    " CASE WHEN o.to_ms IS NULL THEN t.workshop END, o.customer, c.name, a.revision, " +
    outcome_of_matter +
    ", f.outcome, f.outcome_ms, f.outcome_by, f.outcome_words, a.told_ms, a.contradicted,"
    " a.contradicted_ms, a.coverage, u.reason FROM alerts a" +
    std::string(first_row) +
    " LEFT JOIN untold u ON u.alert = a.alert"
    " JOIN trucks t ON t.bucket = a.bucket AND t.truck = a.truck"
    " LEFT JOIN ownership o ON o.bucket = a.bucket AND o.truck = a.truck"
    " AND o.from_ms <= a.happened_ms AND (o.to_ms IS NULL OR a.happened_ms < o.to_ms)"
    " LEFT JOIN customers c ON c.customer = o.customer"
    " WHERE {period a a.happened_ms} AND a.revision > ? AND a.revision <= ?";
const std::string of_truck = " AND a.truck = ?";
const std::string still_open = " AND a.state <> 2 AND " + outcome_of_matter + " = 0";
const std::string in_order = " ORDER BY a.revision LIMIT ?";
constexpr std::string_view last_revision = "SELECT COALESCE(MAX(revision), 0) FROM alerts";

const std::string raised_rows = "SELECT a.reasons, " + outcome_of_matter + " FROM alerts a" +
                                std::string(first_row) +
                                " WHERE {period a a.happened_ms} AND a.kind = 0 AND a.state <> 2"
                                " AND a.heard_ms >= ?";

AlertEntry entry_at(const sql::Statement& row) {
    constexpr int own = store::alert_width + label_width;  // the first that is not of them
    AlertEntry entry{.truck = label_at(row, store::alert_width),
                     .alert = store::alert_at(row),
                     .revision = row.integer(own),
                     .outcome = enum_at<customers::Outcome>(row, own + 1),
                     .told = time_if(row, own + 6),
                     .coverage = store::coverage_at(row, own + 9),
                     .contradicted = enum_at<store::Contradicted>(row, own + 7),
                     .contradicted_since = time_if(row, own + 8)};
    if (!row.is_null(own + 10)) {
        entry.untold = enum_at<customers::Untold>(row, own + 10);
    }
    if (row.integer(own + 2) != 0) {
        entry.verdict = store::Verdict{.outcome = enum_at<customers::Outcome>(row, own + 2),
                                       .at = time_of_milliseconds(row.integer(own + 3)),
                                       .by = text_at(row, own + 4),
                                       .words = text_at(row, own + 5)};
    }
    return entry;
}

std::int64_t newest(sql::Connection& connection) {
    const Rows row(connection.prepared(last_revision).with());
    return row->step() ? row->integer(0) : 0;
}

Result<std::int64_t> revision_before(const PageQuery& page) {
    const auto key = key_before(page);
    if (!key) {
        return tl::unexpected(key.error());
    }
    if (!*key) {
        return 0;
    }
    const auto revision = integer_of(**key);
    if (!revision || *revision < 0) {
        return fail("expected a cursor as the page before gave it");
    }
    return *revision;
}

sql::Statement& select(sql::Connection& connection, const store::Scope& scope,
                       const AlertQuery& query, std::pair<std::int64_t, std::int64_t> range) {
    const std::string open = query.which == Alerts::open ? still_open : "";
    const std::int64_t most = static_cast<std::int64_t>(query.page.limit) + 1;
    if (query.truck) {
        return scope.select(connection, feed_rows + of_truck + open + in_order, range.first,
                            range.second, query.truck->text(), most);
    }
    return scope.select(connection, feed_rows + open + in_order, range.first, range.second, most);
}

}  // namespace

Result<AlertFeed> alert_feed(sql::Connection& connection, const store::Scope& scope,
                             const AlertQuery& query) {
    const auto after = revision_before(query.page);
    if (!after) {
        return tl::unexpected(after.error());
    }
    const std::int64_t last = newest(connection);
    const std::int64_t from = std::min(*after, last);  // a restored backup knows less
    std::int64_t reached = from + revisions_at_once;
    AlertFeed feed;
    auto& rows = feed.page.rows;
    const Rows row(select(connection, scope, query, {from, reached}));
    while (row->step() && rows.size() < query.page.limit + 1) {
        rows.push_back(entry_at(*row));
    }
    const bool is_full = rows.size() > query.page.limit;
    if (is_full) {
        rows.pop_back();
        reached = rows.back().revision;
    }
    // A revision that was not there yet may still be given to a row.
    feed.resume = to_cursor({std::to_string(std::min(reached, last))});
    if (is_full || reached < last) {
        feed.page.next = feed.resume;
    }
    return feed;
}

std::vector<customers::RuleScore> rule_scores(sql::Connection& connection,
                                              const store::Scope& scope, Time since) {
    customers::RuleScores scores;
    const Rows row(scope.select(connection, raised_rows, milliseconds_of(since)));
    while (row->step()) {
        scores.add(store::keys_of_text(row->text(0)), enum_at<customers::Outcome>(*row, 1));
    }
    return scores.in_order();
}

}  // namespace roadworthy::views
