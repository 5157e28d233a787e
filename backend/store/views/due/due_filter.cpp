#include "backend/store/views/due/due_filter.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/store/derived/due_rows.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::views {
namespace {

using due::Basis;
using due::DueState;
using Value = store::Scope::Value;

constexpr std::int64_t first_day = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t last_day = store::undated_rank_day;

const std::string next_day_text =
    "SELECT d.rank_day FROM due d WHERE {owner d} AND d.basis = ? AND d.rank_day >= ?";
const std::string rows_columns =
    "SELECT d.truck, d.item, d.handicap, d.is_reached, d.p50_day, d.calendar_day,"
    " d.known_until_day, d.overdue_from_day FROM due d";
const std::string truck_tables =
    " JOIN trucks t ON t.bucket = d.bucket AND t.truck = d.truck"
    " LEFT JOIN customers c ON c.customer = t.customer";
const std::string rows_of_day =
    " WHERE {owner d} AND d.basis = ? AND d.rank_day = ?"
    " AND (d.handicap, d.truck, d.item) > (?, ?, ?)";
constexpr std::string_view in_order = " ORDER BY d.handicap, d.truck, d.item";
constexpr std::string_view is_in_force =
    "(t.agreement <> '' AND (t.agreement_until_day IS NULL OR t.agreement_until_day >= ?))";

// Conditions and, beside them, their values.
class Conditions {
public:
    template <class T>
    void add(std::string_view column, const std::optional<T>& value) {
        if (value) {
            add(std::string(column) + " = ?", Value(*value));
        }
    }
    void add(std::string_view condition, Value value) {
        text_.append(" AND ").append(condition);
        values_.push_back(std::move(value));
    }
    const std::string& text() const { return text_; }
    std::vector<Value> take_values() { return std::move(values_); }

private:
    std::string text_;
    std::vector<Value> values_;
};

template <class Enum>
std::optional<std::int64_t> number_of(const std::optional<Enum>& value) {
    return value ? std::optional{static_cast<std::int64_t>(*value)} : std::nullopt;
}

Conditions on_due(const DueFilter& filter) {
    Conditions all;
    all.add("d.workshop", filter.workshop);
    all.add("d.item", filter.item);
    all.add("d.limiting", number_of(filter.criterion));
    if (filter.truck) {
        all.add("d.bucket = ?", Value(std::int64_t{topics::bucket_of(*filter.truck)}));
        all.add("d.truck = ?", Value(filter.truck->text()));
    }
    return all;
}

Conditions on_truck(const DueFilter& filter, Day today) {
    Conditions all;
    all.add("t.segment", filter.segment);
    all.add("t.model", filter.model);
    all.add("t.duty", filter.duty);
    all.add("c.tier", number_of(filter.tier));
    if (filter.has_agreement) {
        all.add((*filter.has_agreement ? "" : "NOT ") + std::string(is_in_force),
                Value(std::int64_t{days_of(today)}));
    }
    return all;
}

bool lags(sql::Connection& connection, Day today) {
    const Rows row(connection.prepared("SELECT day FROM day_tick"));
    return !row->step() || row->integer(0) < days_of(today);
}

std::optional<Day> day_if(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional{day_of_days(row.integer(column))};
}

}  // namespace

DueSelection::DueSelection(sql::Connection& connection, const store::Scope& scope,
                           const DueFilter& filter, Day today)
    : scope_(scope), filter_(filter), today_(today), has_lag_(lags(connection, today)) {
    Conditions due = on_due(filter);
    Conditions truck = on_truck(filter, today);
    next_day_ =
        scope.prepare(connection, next_day_text + due.text() + " ORDER BY d.rank_day LIMIT 1");
    rows_ = scope.prepare(connection, rows_columns + (truck.text().empty() ? "" : truck_tables) +
                                          rows_of_day + due.text() + truck.text() +
                                          std::string(in_order));
    of_due_ = due.take_values();
    of_truck_ = truck.take_values();
}

// Where the tick of today has been folded, no usage is older than its row says; before, a row may
// turn unknown, or fall back to its calendar, which is never before its p50.
DaySpan DueSelection::expected_span() const {
    const std::int64_t today = days_of(today_);
    const std::int64_t lead = today + due::days_of_lead;
    DaySpan span{.from = last_day, .to = first_day};
    const auto widen = [&](bool is_asked, DaySpan by) {
        if (is_asked) {
            span = {.from = std::min(span.from, by.from), .to = std::max(span.to, by.to)};
        }
    };
    widen(wants(DueState::overdue) || wants(DueState::due), {first_day, today});
    widen(wants(DueState::soon), {has_lag_ ? first_day : today + 1, lead});
    widen(wants(DueState::not_due), {lead + 1, last_day});
    widen(wants(DueState::unknown) && has_lag_, {first_day, last_day});
    return span;
}

std::optional<DaySpan> DueSelection::span(Basis basis) const {
    const std::int64_t today = days_of(today_);
    const bool wants_due = wants(DueState::overdue) || wants(DueState::due);
    DaySpan span{.from = first_day, .to = first_day - 1};
    switch (basis) {
        case Basis::expected:
            span = expected_span();
            break;
        case Basis::reached:
            span.to = wants_due ? last_day : span.to;
            break;
        case Basis::stale:
            span.to = wants(DueState::unknown) ? last_day
                      : wants(DueState::soon)  ? today + due::days_of_lead
                      : wants_due              ? today
                                               : span.to;
            break;
    }
    return span.from <= span.to ? std::optional{span} : std::nullopt;
}

std::optional<std::int64_t> DueSelection::day_from(Basis basis, std::int64_t from) {
    std::vector<Value> values{static_cast<std::int64_t>(basis), from};
    values.insert(values.end(), of_due_.begin(), of_due_.end());
    const Rows row(scope_.bind(*next_day_, values));
    return row->step() ? std::optional{row->integer(0)} : std::nullopt;
}

sql::Statement& DueSelection::rows_of(Basis basis, std::int64_t rank_day, const PlaceOfDay& after) {
    std::vector<Value> values{static_cast<std::int64_t>(basis), rank_day, after.handicap,
                              after.truck, after.item};
    values.insert(values.end(), of_due_.begin(), of_due_.end());
    values.insert(values.end(), of_truck_.begin(), of_truck_.end());
    return scope_.bind(*rows_, values);
}

DuePlace DueSelection::place_at(const sql::Statement& row) {
    due::StateDays state{.is_reached = row.integer(3) != 0,
                         .expected = day_if(row, 4),
                         .calendar = day_if(row, 5),
                         .known_until = day_if(row, 6),
                         .overdue_from = day_if(row, 7)};
    if (!state.expected) {
        state.expected = state.calendar;
    }
    return {.truck = std::string(row.text(0)),
            .item = std::string(row.text(1)),
            .handicap = row.integer(2),
            .state = state};
}

bool DueSelection::is_wanted(const DuePlace& place) const {
    return wants(due::due_state(place.state, today_));
}

}  // namespace roadworthy::views
