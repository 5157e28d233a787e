#include "backend/store/views/uptime/month_report.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/due/due_filter.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/due/visit_list.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/operating_book.hpp"
#include "backend/store/views/uptime/owned_time.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

constexpr std::chrono::months trend{5};  // before this one

constexpr std::string_view done_in_time =
    "SELECT d.item, d.at_ms, d.workshop FROM completions d WHERE {period d d.at_ms}"
    " AND d.is_void = 0 AND d.bucket = ? AND d.truck = ? AND d.at_ms >= ? AND d.at_ms < ?"
    " ORDER BY d.at_ms, d.item";
// 1: at the next service, the mildest that anybody has to act upon. Those that are folded under
// another have its line.
constexpr std::string_view faults_in_time =
    "SELECT e.source_address, e.spn, e.fmi, e.group_action, e.opened_ms, e.closed_ms"
    " FROM episodes e WHERE {period e e.opened_ms} AND e.bucket = ? AND e.truck = ?"
    " AND e.opened_ms < ? AND (e.closed_ms IS NULL OR e.closed_ms >= ?) AND e.group_action >= 1"
    " AND e.parent = 0 ORDER BY e.group_action DESC, e.opened_ms, e.episode";
static_assert(static_cast<int>(faults::Action::at_next_service) == 1);
constexpr std::string_view plan_of_truck =
    "SELECT t.plan FROM trucks t WHERE {owner t} AND t.truck = ?";

template <class Row, class Ask>
std::vector<Row> all_pages(Ask ask) {
    std::vector<Row> all;
    PageQuery query{.limit = most_rows};
    do {
        auto page = ask(query).value();
        std::ranges::move(page.rows, std::back_inserter(all));
        query.after = std::move(page.next);
    } while (query.after);
    return all;
}

class Reporting {
public:
    Reporting(sql::Connection& connection, const store::Scope& own, MonthReport& report)
        : connection_(connection), own_(own), report_(report), plans_(connection) {}

    void add_truck(const OwnedTruck& owned) {
        add_services(owned);
        add_faults(owned);
        for (cases::Case& one : cases_of(connection_, own_, owned)) {
            report_.cases.push_back({owned.truck.text(), owned.plate, std::move(one)});
        }
    }

private:
    void add_services(const OwnedTruck& owned) {
        const auto plan = plan_of(owned);
        const Rows row(scoped(done_in_time, owned, owned.owned.from, owned.owned.to));
        while (row->step()) {
            ServiceDone done{.truck = owned.truck.text(),
                             .plate = owned.plate,
                             .item = text_at(*row, 0),
                             .name_zh = {},
                             .name_en = {},
                             .at = time_of_milliseconds(row->integer(1)),
                             .workshop = text_at(*row, 2)};
            if (const due::PlanItem* item = plans_.item(plan, done.item)) {
                done.name_zh = item->name_zh;
                done.name_en = item->name_en;
            }
            report_.done.push_back(std::move(done));
        }
    }
    void add_faults(const OwnedTruck& owned) {
        const Rows row(scoped(faults_in_time, owned, owned.owned.to, owned.owned.from));
        while (row->step()) {
            report_.faults.push_back(
                {.truck = owned.truck.text(),
                 .plate = owned.plate,
                 .key = {.source_address = static_cast<std::uint8_t>(row->integer(0)),
                         .spn = static_cast<std::uint32_t>(row->integer(1)),
                         .fmi = static_cast<std::uint8_t>(row->integer(2))},
                 .worst = enum_at<faults::Action>(*row, 3),
                 .opened = time_of_milliseconds(row->integer(4)),
                 .closed = time_if(*row, 5)});
        }
    }
    sql::Statement& scoped(std::string_view text, const OwnedTruck& owned, Time first,
                           Time second) {
        return own_.select(connection_, text, owned.bucket, owned.truck.text(),
                           milliseconds_of(first), milliseconds_of(second));
    }
    std::optional<PlanId> plan_of(const OwnedTruck& owned) {
        const Rows row(own_.select(connection_, plan_of_truck, owned.truck.text()));
        return row->step() ? id_if<PlanId>(*row, 0) : std::nullopt;
    }

    sql::Connection& connection_;
    const store::Scope& own_;
    MonthReport& report_;
    PlanBook plans_;
};

DayRange days_of_month(std::chrono::year_month month) {
    return {Day{month / 1}, Day{(month + std::chrono::months{1}) / 1}};
}

// What is due today, and what is proposed for it.
void add_outlook(sql::Connection& connection, const store::Scope& own, MonthReport& report) {
    report.due = all_pages<DueEntry>([&](const PageQuery& page) {
        return due_list(connection, own,
                        {.today = day_of(report.now),
                         .filter = {.states = {due::DueState::overdue, due::DueState::due,
                                               due::DueState::soon}},
                         .page = page});
    });
    report.visits = all_pages<TruckVisits>([&](const PageQuery& page) {
        return visit_list(connection, own, {.now = report.now, .page = page});
    });
}

void add_uptime(sql::Connection& connection, const store::Scope& own, MonthReport& report) {
    UptimeQuery query{
        .period = days_of_month(report.month), .now = report.now, .zone = report.zone};
    report.all = uptime_of_all(connection, own, query);
    report.trucks = all_pages<UptimeRow>([&](const PageQuery& page) {
        query.page = page;
        return uptime_report(connection, own, query);
    });
    UptimeQuery months = query;
    months.by = Grouping::month;
    months.period.from = days_of_month(report.month - trend).from;
    months.page = {.limit = most_rows};
    report.months = uptime_report(connection, own, months).value().rows;
    IntervalQuery intervals_of{
        .period = query.period, .zone = report.zone, .now = report.now, .page = {}};
    report.causes = causes(connection, own, intervals_of);
    report.intervals = all_pages<IntervalRow>([&](const PageQuery& page) {
        intervals_of.page = page;
        return intervals(connection, own, intervals_of);
    });
}

}  // namespace

std::optional<MonthReport> month_report(sql::Connection& connection, const store::Scope& scope,
                                        const MonthQuery& query) {
    const auto found = customer(connection, scope, query.customer);
    if (!found) {
        return std::nullopt;
    }
    const store::Scope own = store::Scope::of(query.customer);
    MonthReport report{.customer = found->customer,
                       .month = query.month,
                       .zone = OperatingBook(connection).zone(),
                       .period = {},
                       .now = query.now,
                       .all = {}};
    report.period = period_of(days_of_month(query.month), report.zone);
    add_uptime(connection, own, report);
    Reporting reporting(connection, own, report);
    for (const OwnedTruck& owned : owned_trucks(connection, own, report.period)) {
        reporting.add_truck(owned);
    }
    std::ranges::stable_sort(report.faults, std::greater<>{}, &FaultOfMonth::worst);
    add_outlook(connection, own, report);
    return report;
}

}  // namespace roadworthy::views
