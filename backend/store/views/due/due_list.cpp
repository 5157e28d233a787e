#include "backend/store/views/due/due_list.hpp"

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/due/plans.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/due/due_filter.hpp"
#include "backend/store/views/due/due_search.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::views {
namespace {

const std::string due_rows =
    "SELECT d.content, t.plan, t.agreement, t.agreement_until_day, c.contact, c.phone,"
    " c.language, c.tier, " +
    std::string(label_columns) +
    " FROM due d JOIN trucks t ON t.bucket = d.bucket AND t.truck = d.truck"
    " LEFT JOIN customers c ON c.customer = t.customer"
    " WHERE {owner d} AND d.bucket = ? AND d.truck = ?";
constexpr int first_label_column = 8;

const std::string one_row = due_rows + " AND d.item = ?";
const std::string rows_of_truck = due_rows + " ORDER BY d.item";

// Where the list goes on, and the day on which it was begun.
struct Place {
    Day today;
    std::optional<FoundDue> after;
};

std::string cursor_at(const DueQuery& query, Day today, const FoundDue& last) {
    return to_cursor({std::to_string(static_cast<int>(query.order)), std::to_string(days_of(today)),
                      std::to_string(last.group), std::to_string(last.place), last.truck,
                      last.item});
}

Result<Place> place_of(const DueQuery& query) {
    if (!query.page.after) {
        return Place{.today = query.today, .after = std::nullopt};
    }
    const auto key = from_cursor(*query.page.after, 6);
    if (!key) {
        return tl::unexpected(key.error());
    }
    const auto order = integer_of((*key)[0]);
    const auto today = integer_of((*key)[1]);
    const auto group = integer_of((*key)[2]);
    const auto place = integer_of((*key)[3]);
    if (!order || !today || !group || !place || *order != static_cast<int>(query.order) ||
        *today < 0 || *today > days_of(query.today) + 1) {
        return fail("expected a cursor as the page before gave it");
    }
    return Place{day_of_days(*today),
                 FoundDue{.group = *group, .place = *place, .truck = (*key)[4], .item = (*key)[5]}};
}

DueEntry entry_at(const sql::Statement& row, PlanBook& book, Day today) {
    auto due_row = store::from_blob<due::DueRow>(row.blob(0));
    if (!due_row) {
        throw sql::Failure(sql::Fault::corrupt, "a due row: " + due_row.error().message);
    }
    DueEntry entry{
        .truck = label_at(row, first_label_column),
        .row = std::move(*due_row),
        .plan = id_if<PlanId>(row, 1),
        .whom = {.contact = text_at(row, 4), .phone = text_at(row, 5), .language = text_at(row, 6)},
        .agreement = text_at(row, 2)};
    if (!row.is_null(7)) {
        entry.whom.tier = enum_at<truck::Tier>(row, 7);
    }
    if (const auto until = integer_if(row, 3)) {
        entry.agreement_until = day_of_days(*until);
    }
    entry.state = due::due_state(entry.row, today);
    entry.score =
        due::score_of({.row = entry.row,
                       .agreement = {.name = entry.agreement, .until = entry.agreement_until},
                       .tier = entry.whom.tier.value_or(truck::Tier::ordinary),
                       .today = today});
    if (const due::Plan* plan = entry.plan ? book.plan(*entry.plan) : nullptr) {
        entry.plan_version = plan->version;
    }
    entry.rule = book.rule(entry.plan, entry.row);
    return entry;
}

}  // namespace

Result<Page<DueEntry>> due_list(sql::Connection& connection, const store::Scope& scope,
                                const DueQuery& query) {
    const auto place = place_of(query);
    if (!place) {
        return tl::unexpected(place.error());
    }
    // Several statements, one state of the database: it is held by this one, left half read.
    const Rows snapshot(connection.prepared("SELECT version FROM schema_version"));
    snapshot->step();
    DueSelection selection(connection, scope, query.filter, place->today);
    // One more says that there is a next page.
    DueSearch search(selection, place->today, query.page.limit + 1, place->after);
    std::vector<FoundDue> found =
        query.order == DueOrder::rank ? search.by_rank() : search.by_day();
    Page<DueEntry> page;
    if (found.size() > query.page.limit) {
        found.pop_back();
        page.next = cursor_at(query, place->today, found.back());
    }
    PlanBook book(connection);
    for (const FoundDue& one : found) {
        const auto truck = TruckId::from(one.truck);
        if (!truck) {
            throw sql::Failure(sql::Fault::corrupt, "a stored id: " + truck.error().message);
        }
        const Rows row(
            scope.select(connection, one_row, topics::bucket_of(*truck), one.truck, one.item));
        if (row->step()) {
            page.rows.push_back(entry_at(*row, book, place->today));
        }
    }
    return page;
}

std::vector<DueEntry> due_of_truck(sql::Connection& connection, const store::Scope& scope,
                                   const TruckId& truck, Day today) {
    PlanBook book(connection);
    std::vector<DueEntry> found;
    const Rows row(scope.select(connection, rows_of_truck, topics::bucket_of(truck), truck.text()));
    while (row->step()) {
        found.push_back(entry_at(*row, book, today));
    }
    return found;
}

}  // namespace roadworthy::views
