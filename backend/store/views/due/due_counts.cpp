#include "backend/store/views/due/due_counts.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/uptime_report.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

constexpr int days_a_week = 7;
constexpr int monday_before_1970 = -3;

// The rows of the period with their day. 1: due::Basis::stale; of such a row only the calendar is
// sure. A row of the last basis is due, whenever it was reached.
const std::string rows_of_weeks =
    " FROM (SELECT d.bucket, d.truck, d.item, d.workshop, d.labour_minutes,"
    " CASE WHEN d.basis = 1 THEN d.calendar_day ELSE d.rank_day END AS day"
    " FROM due d WHERE {owner d}) w CROSS JOIN (SELECT CAST(? AS INTEGER) AS monday,"
    " CAST(? AS INTEGER) AS today, CAST(? AS INTEGER) AS last) p";
const std::string in_weeks = " WHERE w.day <= p.last AND w.workshop = COALESCE(?, w.workshop)";
const std::string week = "CASE WHEN w.day < p.monday THEN 0 ELSE (w.day - p.monday) / 7 END";

const std::string load_rows = "SELECT " + week +
                              " AS week, w.workshop, COUNT(*), COUNT(DISTINCT w.truck),"
                              " SUM(w.labour_minutes), SUM(CASE WHEN w.day < p.today THEN 1 ELSE 0"
                              " END)" +
                              rows_of_weeks + in_weeks +
                              " GROUP BY week, w.workshop ORDER BY week, w.workshop";
const std::string planned_rows = "SELECT " + week +
                                 " AS week, w.workshop, t.plan, w.item, COUNT(*)" + rows_of_weeks +
                                 " JOIN trucks t ON t.bucket = w.bucket AND t.truck = w.truck" +
                                 in_weeks + " GROUP BY week, w.workshop, t.plan, w.item";

sql::Statement& rows_of(sql::Connection& connection, const store::Scope& scope,
                        const std::string& text, const WeeksQuery& query) {
    const std::int64_t monday = days_of(monday_of(query.today));
    const std::int64_t last = monday + std::int64_t{query.weeks} * days_a_week - 1;
    return scope.select(connection, text, monday, days_of(query.today), last, query.workshop);
}

Day week_at(const sql::Statement& row, const WeeksQuery& query) {
    return monday_of(query.today) + std::chrono::weeks{row.integer(0)};
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

std::vector<LoadRow> due_load(sql::Connection& connection, const store::Scope& scope,
                              const WeeksQuery& query) {
    std::vector<LoadRow> rows;
    const Rows row(rows_of(connection, scope, load_rows, query));
    while (row->step()) {
        rows.push_back({.week = week_at(*row, query),
                        .workshop = text_at(*row, 1),
                        .items = row->integer(2),
                        .trucks = row->integer(3),
                        .labour_minutes = row->integer(4),
                        .carried = row->integer(5)});
    }
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
        const Rows row(rows_of(connection, scope, planned_rows, query));
        while (row->step()) {
            planned.push_back({.week = week_at(*row, query),
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
