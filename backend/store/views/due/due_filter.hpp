#pragma once
// Which rows of the due list are asked for, as conditions of a statement and as spans of days.

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/store/scope.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

// What a due list shows unless told otherwise: all that wants somebody to do something.
inline const std::set<due::DueState> states_of_interest = {
    due::DueState::overdue, due::DueState::due, due::DueState::soon, due::DueState::unknown};

// All that are said must hold.
struct DueFilter {
    std::set<due::DueState> states = states_of_interest;
    std::optional<std::string> workshop;  // the truck's home
    std::optional<std::string> segment;
    std::optional<std::string> model;
    std::optional<std::string> duty;
    std::optional<std::string> item;  // PlanItem::key
    std::optional<TruckId> truck;
    std::optional<truck::Tier> tier;
    std::optional<due::Criterion> criterion;
    std::optional<bool> has_agreement;  // in force today
};

// A row of the due table without its value: where it stands, and what its state hangs on.
struct DuePlace {
    std::string truck;
    std::string item;
    std::int64_t handicap = 0;
    due::StateDays state;
};

// After which row of a day to go on, in the order of handicap, truck and item.
struct PlaceOfDay {
    std::int64_t handicap = 0;
    std::string truck;
    std::string item;
};

// Numbers of days, inclusive.
struct DaySpan {
    std::int64_t from = 0;
    std::int64_t to = 0;
};

class DueSelection {
public:
    DueSelection(sql::Connection& connection, const store::Scope& scope, const DueFilter& filter,
                 Day today);

    // The rank_days among which all wanted rows of that basis are; nothing: there are none.
    std::optional<DaySpan> span(due::Basis basis) const;
    // The first day from `from` on that has rows; their filter by trucks is not looked at.
    std::optional<std::int64_t> day_from(due::Basis basis, std::int64_t from);
    // The rows of one day; `place_at` reads one of them.
    sql::Statement& rows_of(due::Basis basis, std::int64_t rank_day, const PlaceOfDay& after);
    static DuePlace place_at(const sql::Statement& row);
    bool is_wanted(const DuePlace& place) const;

    bool wants(due::DueState state) const { return filter_.states.contains(state); }

private:
    DaySpan expected_span() const;

    const store::Scope& scope_;
    const DueFilter& filter_;
    Day today_;
    bool has_lag_ = false;                       // rows of today may be as of an earlier day's tick
    std::vector<store::Scope::Value> of_due_;    // of the conditions on the due table
    std::vector<store::Scope::Value> of_truck_;  // and on the truck and its customer
    std::unique_ptr<sql::Statement> next_day_;
    std::unique_ptr<sql::Statement> rows_;
};

}  // namespace roadworthy::views
