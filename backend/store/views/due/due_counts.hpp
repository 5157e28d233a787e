#pragma once
// The due list in sums: work by week and workshop, the parts that it takes, and how much of what was
// done was done on time.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/store/scope.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {

// Weeks begin on Monday. What fell due before the present week is carried into it; what nobody can
// date is in no week.
struct WeeksQuery {
    Day today;
    int weeks = 12;                       // with the present one
    std::optional<std::string> workshop;  // the trucks' home
};
constexpr int most_weeks = 53;
Day monday_of(Day day);

struct LoadRow {
    Day week;  // its Monday
    std::string workshop;
    std::int64_t items = 0;
    std::int64_t trucks = 0;
    std::int64_t labour_minutes = 0;
    std::int64_t carried = 0;  // of the items: due before today
    friend bool operator==(const LoadRow&, const LoadRow&) = default;
};
// In the order of week and workshop; weeks without work have no row.
std::vector<LoadRow> due_load(sql::Connection& connection, const store::Scope& scope,
                              const WeeksQuery& query);

struct PartsRow {
    Day week;
    std::string workshop;
    std::string number;
    std::int64_t quantity_thousandths = 0;
    std::int64_t items = 0;  // that need it
    friend bool operator==(const PartsRow&, const PartsRow&) = default;
};
// By the plans in force.
std::vector<PartsRow> due_parts(sql::Connection& connection, const store::Scope& scope,
                                const WeeksQuery& query);

enum class ComplianceGrouping : std::uint8_t { all = 0, workshop = 1, item = 2, customer = 3 };

struct ComplianceRow {
    std::string key;  // the workshop in which it was done, the item, whose truck it was
    std::int64_t completions = 0;
    std::int64_t on_time = 0;
    std::int64_t early = 0;
    std::int64_t late = 0;
    std::int64_t unknown = 0;
    std::optional<std::int64_t> mean_off_permille;  // of the interval; negative: before its target
    friend bool operator==(const ComplianceRow&, const ComplianceRow&) = default;
};
// Of the completions of that period by who owned the truck then; what was taken back does not count.
std::vector<ComplianceRow> due_compliance(sql::Connection& connection, const store::Scope& scope,
                                          DayRange period, ComplianceGrouping by);

}  // namespace roadworthy::views
