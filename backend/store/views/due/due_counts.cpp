#include "backend/store/views/due/due_counts.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

constexpr int days_a_week = 7;
constexpr int monday_before_1970 = -3;

// In the order of the index that holds all of it.
const std::string load_rows =
    "SELECT d.workshop, d.work_day, d.truck, d.labour_minutes FROM due d"
    " WHERE {owner d} AND d.work_day <= ?";
const std::string in_order = " ORDER BY d.workshop, d.work_day";
const std::string load_of_all = load_rows + in_order;
const std::string load_of_workshop = load_rows + " AND d.workshop = ?" + in_order;

const std::string planned_rows =
    "SELECT d.work_day, d.workshop, t.plan, d.item, COUNT(*) FROM due d"
    " JOIN trucks t ON t.bucket = d.bucket AND t.truck = d.truck"
    " WHERE {owner d} AND d.work_day <= ? AND d.workshop = COALESCE(?, d.workshop)"
    " GROUP BY d.work_day, d.workshop, t.plan, d.item";

std::int64_t last_day(const WeeksQuery& query) {
    return days_of(monday_of(query.today)) + std::int64_t{query.weeks} * days_a_week - 1;
}

Day week_of(std::int64_t work_day, const WeeksQuery& query) {
    return std::max(monday_of(query.today), monday_of(day_of_days(work_day)));
}

// The owner at that time is joined for the grouping by customer alone, where nobody owned it: none.
std::string compliance_text(std::string_view key) {
    return "SELECT " + std::string(key) +
           " AS grouped, COUNT(*), SUM(CASE WHEN e.verdict = 0 THEN 1 ELSE 0 END),"
           " SUM(CASE WHEN e.verdict = 1 THEN 1 ELSE 0 END),"
           " SUM(CASE WHEN e.verdict = 2 THEN 1 ELSE 0 END),"
           " SUM(CASE WHEN e.verdict = 3 THEN 1 ELSE 0 END),"
           " SUM(e.off_permille), COUNT(e.off_permille)"
           " FROM completions e LEFT JOIN ownership o ON o.bucket = e.bucket AND o.truck = e.truck"
           " AND o.from_ms <= e.at_ms AND (o.to_ms IS NULL OR e.at_ms < o.to_ms)"
           " WHERE {period e e.at_ms} AND e.is_void = 0 AND e.at_ms >= ? AND e.at_ms < ?"
           " GROUP BY grouped ORDER BY grouped";
}

const std::array<std::string, 4> compliance_texts = {
    compliance_text("''"), compliance_text("e.workshop"), compliance_text("e.item"),
    compliance_text("COALESCE(o.customer, '')")};

}  // namespace

Day monday_of(Day day) {
    const std::int64_t since = days_of(day) - monday_before_1970;
    return day - std::chrono::days{since % days_a_week};
}

// Trucks are counted here: a statement that counts them apart sorts all its rows.
std::vector<LoadRow> due_load(sql::Connection& connection, const store::Scope& scope,
                              const WeeksQuery& query) {
    std::vector<LoadRow> rows;
    std::unordered_set<std::string> trucks;  // of the last row
    const Rows row(query.workshop ? scope.select(connection, load_of_workshop, last_day(query),
                                                 *query.workshop)
                                  : scope.select(connection, load_of_all, last_day(query)));
    while (row->step()) {
        const std::int64_t work_day = row->integer(1);
        const Day week = week_of(work_day, query);
        if (rows.empty() || rows.back().week != week || rows.back().workshop != row->text(0)) {
            rows.push_back({.week = week, .workshop = text_at(*row, 0)});
            trucks.clear();
        }
        LoadRow& sum = rows.back();
        ++sum.items;
        sum.trucks += trucks.insert(text_at(*row, 2)).second ? 1 : 0;
        sum.labour_minutes += row->integer(3);
        sum.carried += work_day < days_of(query.today) ? 1 : 0;
    }
    std::ranges::stable_sort(rows, {}, &LoadRow::week);
    return rows;
}

std::vector<PartsRow> due_parts(sql::Connection& connection, const store::Scope& scope,
                                const WeeksQuery& query) {
    struct Needed {
        std::int64_t quantity = 0;
        std::int64_t items = 0;
    };
    std::map<std::tuple<Day, std::string, std::string>, Needed> needed;
    struct Planned {
        Day week;
        std::string workshop;
        std::optional<PlanId> plan;
        std::string item;
        std::int64_t count = 0;
    };
    std::vector<Planned> planned;
    {
        const Rows row(scope.select(connection, planned_rows, last_day(query), query.workshop));
        while (row->step()) {
            planned.push_back({.week = week_of(row->integer(0), query),
                               .workshop = text_at(*row, 1),
                               .plan = id_if<PlanId>(*row, 2),
                               .item = text_at(*row, 3),
                               .count = row->integer(4)});
        }
    }
    PlanBook book(connection);
    for (const Planned& one : planned) {
        const due::PlanItem* rule = book.item(one.plan, one.item);
        if (rule == nullptr) {
            continue;
        }
        for (const due::Part& part : rule->parts) {
            Needed& sum = needed[{one.week, one.workshop, part.number}];
            sum.quantity += part.quantity_thousandths * one.count;
            sum.items += one.count;
        }
    }
    std::vector<PartsRow> rows;
    rows.reserve(needed.size());
    for (const auto& [key, sum] : needed) {
        const auto& [of_week, workshop, number] = key;
        rows.push_back({.week = of_week,
                        .workshop = workshop,
                        .number = number,
                        .quantity_thousandths = sum.quantity,
                        .items = sum.items});
    }
    return rows;
}

std::vector<ComplianceRow> due_compliance(sql::Connection& connection, const store::Scope& scope,
                                          DayRange period, ComplianceGrouping by) {
    std::vector<ComplianceRow> rows;
    const Rows row(scope.select(connection, compliance_texts.at(static_cast<std::size_t>(by)),
                                milliseconds_of(period.from), milliseconds_of(period.to)));
    while (row->step()) {
        ComplianceRow made{.key = text_at(*row, 0),
                           .completions = row->integer(1),
                           .on_time = row->integer(2),
                           .early = row->integer(3),
                           .late = row->integer(4),
                           .unknown = row->integer(5)};
        if (row->integer(7) > 0) {
            made.mean_off_permille = row->integer(6) / row->integer(7);
        }
        rows.push_back(std::move(made));
    }
    return rows;
}

}  // namespace roadworthy::views
