#include "backend/store/views/due/due_list.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/trucks.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::views {
namespace {

const std::string due_rows =
    "SELECT d.p50_day, d.item, d.content, t.plan, " + std::string(label_columns) +
    " FROM due d JOIN trucks t ON t.bucket = d.bucket AND t.truck = d.truck"
    " LEFT JOIN customers c ON c.customer = t.customer WHERE {owner d} AND ";
constexpr int first_label_column = 4;

const std::string dated_rows =
    due_rows +
    "d.p50_day <= ? AND (d.p50_day, d.truck, d.item) > (?, ?, ?)"
    " AND t.workshop = COALESCE(?, t.workshop) ORDER BY d.p50_day, d.truck, d.item";
const std::string undated_rows =
    due_rows +
    "d.p50_day IS NULL AND (d.truck, d.item) > (?, ?)"
    " AND t.workshop = COALESCE(?, t.workshop) ORDER BY d.truck, d.item";
const std::string rows_of_truck = due_rows + "d.bucket = ? AND d.truck = ? ORDER BY d.item";

// One page decodes at most so many rows: the rest of a long search is the next page's.
constexpr std::size_t most_rows_read = 20'000;

// State hangs on today, and no index can hold it. So the list is read in three passes: what is
// overdue is dated, in the past; then all else that has a date; then what has none.
enum class Pass : std::uint8_t { overdue = 0, dated = 1, undated = 2 };

// Where the list goes on. It keeps the day on which it was begun: the pages of one list must agree
// about what is overdue, even past midnight.
struct Place {
    Day today;
    Pass pass = Pass::overdue;
    std::int64_t p50_day = std::numeric_limits<std::int64_t>::min();
    std::string truck;
    std::string item;
};

std::string cursor_at(const Place& place) {
    return to_cursor({std::to_string(days_of(place.today)),
                      std::to_string(static_cast<int>(place.pass)), std::to_string(place.p50_day),
                      place.truck, place.item});
}

Result<Place> place_of(const DueQuery& query) {
    if (!query.page.after) {
        return Place{.today = query.today};
    }
    const auto key = from_cursor(*query.page.after, 5);
    if (!key) {
        return tl::unexpected(key.error());
    }
    const auto today = integer_of((*key)[0]);
    const auto pass = integer_of((*key)[1]);
    const auto p50_day = integer_of((*key)[2]);
    if (!today || !pass || !p50_day || *pass < 0 || *pass > 2 || *today < 0 ||
        *today > days_of(query.today) + 1) {
        return fail("expected a cursor as the page before gave it");
    }
    return Place{day_of_days(*today), static_cast<Pass>(*pass), *p50_day, (*key)[3], (*key)[4]};
}

DueEntry entry_at(const sql::Statement& row, PlanBook& book, Day today) {
    auto due_row = store::from_blob<due::DueRow>(row.blob(2));
    if (!due_row) {
        throw sql::Failure(sql::Fault::corrupt, "a due row: " + due_row.error().message);
    }
    DueEntry entry{.truck = label_at(row, first_label_column),
                   .row = std::move(*due_row),
                   .plan = id_if<PlanId>(row, 3)};
    entry.state = due::due_state(entry.row, today);
    if (const due::Plan* plan = entry.plan ? book.plan(*entry.plan) : nullptr) {
        entry.plan_version = plan->version;
    }
    if (const due::PlanItem* rule = book.item(entry.plan, entry.row.item)) {
        entry.rule = *rule;
    }
    return entry;
}

class Search {
public:
    Search(sql::Connection& connection, const store::Scope& scope, const DueQuery& query,
           Place place)
        : connection_(connection),
          scope_(scope),
          query_(query),
          place_(std::move(place)),
          book_(connection) {}

    Page<DueEntry> page() {
        bool is_full = false;
        while (!is_full) {
            is_full = wants(place_.pass) && read_pass();
            if (!is_full && place_.pass == Pass::undated) {
                break;
            }
            if (!is_full) {
                place_ = {.today = place_.today,
                          .pass = static_cast<Pass>(static_cast<int>(place_.pass) + 1)};
            }
        }
        if (is_full) {
            found_.next = cursor_at(place_);
        }
        return std::move(found_);
    }

private:
    bool wants(Pass pass) const {
        const auto wanted = [&](due::DueState state) { return query_.states.contains(state); };
        switch (pass) {
            case Pass::overdue:
                return wanted(due::DueState::overdue);
            case Pass::dated:
                return wanted(due::DueState::due) || wanted(due::DueState::soon) ||
                       wanted(due::DueState::not_due) || wanted(due::DueState::unknown);
            case Pass::undated:
                return true;
        }
        return false;
    }

    bool is_wanted(const DueEntry& entry) const {
        const bool is_overdue = entry.state == due::DueState::overdue;
        const bool is_of_pass =
            place_.pass == Pass::undated || is_overdue == (place_.pass == Pass::overdue);
        return is_of_pass && query_.states.contains(entry.state);
    }

    sql::Statement& rows() {
        if (place_.pass == Pass::undated) {
            return scope_.select(connection_, undated_rows, place_.truck, place_.item,
                                 query_.workshop);
        }
        const std::int64_t until = place_.pass == Pass::overdue
                                       ? days_of(place_.today)
                                       : std::numeric_limits<std::int64_t>::max();
        return scope_.select(connection_, dated_rows, until, place_.p50_day, place_.truck,
                             place_.item, query_.workshop);
    }

    // True: the page is full, and the next one begins after place_.
    bool read_pass() {
        const Rows row(rows());
        while (row->step()) {
            if (found_.rows.size() == query_.page.limit || rows_read_ == most_rows_read) {
                return true;
            }
            ++rows_read_;
            DueEntry entry = entry_at(*row, book_, place_.today);
            place_.p50_day = integer_if(*row, 0).value_or(0);
            place_.truck = entry.truck.id.text();
            place_.item = entry.row.item;
            if (is_wanted(entry)) {
                found_.rows.push_back(std::move(entry));
            }
        }
        return false;
    }

    sql::Connection& connection_;
    const store::Scope& scope_;
    const DueQuery& query_;
    Place place_;
    PlanBook book_;
    Page<DueEntry> found_;
    std::size_t rows_read_ = 0;
};

}  // namespace

Result<Page<DueEntry>> due_list(sql::Connection& connection, const store::Scope& scope,
                                const DueQuery& query) {
    auto place = place_of(query);
    if (!place) {
        return tl::unexpected(place.error());
    }
    return Search(connection, scope, query, std::move(*place)).page();
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
