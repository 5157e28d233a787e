#include "backend/store/views/care/care_list.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/store/care/task_rows.hpp"
#include "backend/store/care/timetable_rows.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

constexpr std::string_view whom_to_call =
    "SELECT w.customer, w.planned FROM (SELECT t.customer, MIN(t.planned_day) AS planned"
    " FROM care_tasks t WHERE {owner t} AND t.state = 0 AND t.planned_day <= ?"
    " AND t.escalates_day <= ? AND t.customer IS NOT NULL GROUP BY t.customer) w"
    " WHERE (w.planned, w.customer) > (?, ?) ORDER BY w.planned, w.customer LIMIT ?";
constexpr std::string_view last_contact =
    "SELECT o.on_day, o.kind, o.by_whom, o.words FROM care_tasks t JOIN care_outcomes o"
    " ON o.task = t.task WHERE {owner t} AND t.customer = ? AND o.kind <> 6"
    " ORDER BY o.on_day DESC, o.entered_ms DESC LIMIT 1";
constexpr std::string_view one_task =
    "SELECT t.task FROM care_tasks t WHERE {owner t} AND t.task = ?";
// Of a campaign, its own words; of all others, their rule's.
constexpr std::string_view campaign_script =
    "SELECT script_zh, script_en FROM care_campaigns WHERE campaign = ?";

struct Place {
    std::int64_t planned = std::numeric_limits<std::int32_t>::min();
    std::string customer;
};

Result<Place> place_of(const PageQuery& page) {
    if (!page.after) {
        return Place{};
    }
    const auto key = from_cursor(*page.after, 2);
    const auto planned = key ? integer_of(key->front()) : Result<std::int64_t>(0);
    if (!key || !planned) {
        return fail("expected a cursor as the page before gave it");
    }
    return Place{.planned = *planned, .customer = key->back()};
}

class CareSearch {
public:
    CareSearch(sql::Connection& connection, const store::Scope& scope, const CareQuery& query)
        : connection_(connection),
          scope_(scope),
          query_(query),
          timetable_(store::timetable_in_force(connection)) {}

    std::vector<Place> customers(const Place& after) const {
        const std::int64_t escalated =
            query_.is_escalated ? days_of(query_.today) : std::numeric_limits<std::int32_t>::max();
        std::vector<Place> all;
        const Rows row(scope_.select(connection_, whom_to_call, days_of(query_.until), escalated,
                                     after.planned, after.customer, query_.page.limit + 1));
        while (row->step()) {
            all.push_back({.planned = row->integer(1), .customer = text_at(*row, 0)});
        }
        return all;
    }

    std::optional<CareContact> contact(const Place& place) {
        const auto id = CustomerId::from(place.customer);
        const auto customer = id ? views::customer(connection_, scope_, *id) : std::nullopt;
        if (!customer) {
            return std::nullopt;
        }
        CareContact made{.customer = customer->customer,
                         .trucks = customer->trucks,
                         .tasks = {},
                         .last = last(*id),
                         .planned = day_of_days(place.planned)};
        for (store::StoredTask& stored : store::open_tasks_of(connection_, *id)) {
            const auto standing = care::standing(stored.task, timetable_.persistence, query_.today);
            if (stored.planned && *stored.planned <= query_.until &&
                (standing.is_escalated || !query_.is_escalated)) {
                made.tasks.push_back(task(std::move(stored), standing));
            }
        }
        return made;
    }

private:
    std::optional<LastContact> last(const CustomerId& customer) const {
        const Rows row(scope_.select(connection_, last_contact, customer.text()));
        if (!row->step()) {
            return std::nullopt;
        }
        return LastContact{.on = day_of_days(row->integer(0)),
                           .kind = enum_at<care::OutcomeKind>(*row, 1),
                           .by = text_at(*row, 2),
                           .words = text_at(*row, 3)};
    }

    CareTask task(store::StoredTask stored, const care::Standing& standing) {
        const TruckId id = stored.truck;
        CareTask made{.stored = std::move(stored),
                      .standing = standing,
                      .truck = {.id = id, .plate = {}, .model = {}, .workshop = {}},
                      .odometer = {},
                      .heard = {},
                      .script_zh = {},
                      .script_en = {}};
        if (const auto truck = views::truck(connection_, scope_, id)) {
            made.truck = {.id = id,
                          .plate = truck->record.plate,
                          .model = truck->record.model,
                          .workshop = truck->record.workshop,
                          .customer = truck->customer,
                          .customer_name = truck->customer_name};
            made.odometer = truck->odometer;
            made.heard = truck->heard;
        }
        put_script(made);
        return made;
    }

    void put_script(CareTask& made) const {
        const care::Task& task = made.stored.task;
        if (task.kind == care::OccasionKind::campaign) {
            const Rows row(connection_.prepared(campaign_script).with(task.which));
            if (row->step()) {
                made.script_zh = text_at(*row, 0);
                made.script_en = text_at(*row, 1);
            }
        } else if (const care::CareRule* rule = care::find(timetable_, task.rule)) {
            made.script_zh = rule->script_zh;
            made.script_en = rule->script_en;
        }
    }

    sql::Connection& connection_;
    const store::Scope& scope_;
    const CareQuery& query_;
    care::Timetable timetable_;
};

}  // namespace

Result<Page<CareContact>> care_list(sql::Connection& connection, const store::Scope& scope,
                                    const CareQuery& query) {
    const auto after = place_of(query.page);
    if (!after) {
        return tl::unexpected(after.error());
    }
    CareSearch search(connection, scope, query);
    std::vector<Place> places = search.customers(*after);
    Page<CareContact> page;
    if (places.size() > query.page.limit) {
        places.pop_back();
        page.next = to_cursor({std::to_string(places.back().planned), places.back().customer});
    }
    for (const Place& place : places) {
        if (auto contact = search.contact(place)) {
            page.rows.push_back(std::move(*contact));
        }
    }
    return page;
}

std::optional<store::StoredTask> care_task(sql::Connection& connection, const store::Scope& scope,
                                           store::TaskNumber number) {
    {
        const Rows row(scope.select(connection, one_task, number));
        if (!row->step()) {
            return std::nullopt;
        }
    }
    return store::find_task(connection, number);
}

}  // namespace roadworthy::views
