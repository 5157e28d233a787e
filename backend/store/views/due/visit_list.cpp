#include "backend/store/views/due/visit_list.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "backend/customers/dossier.hpp"
#include "backend/customers/jobs.hpp"
#include "backend/customers/visit_plan.hpp"
#include "backend/due/due.hpp"
#include "backend/store/forms/dossier_form.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/due/visit_answers.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/store/views/workshop_book.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::views {
namespace {

using roadworthy::customers::Dossier;
using roadworthy::customers::RuleByItem;

const std::string truck_rows =
    "SELECT t.visit_by_day, t.plan, d.content, " + std::string(label_columns) +
    " FROM trucks t JOIN dossiers d ON d.bucket = t.bucket AND d.truck = t.truck"
    " LEFT JOIN customers c ON c.customer = t.customer WHERE {owner t} AND ";
constexpr int first_label_column = 3;
const std::string in_order = " ORDER BY t.visit_by_day, t.truck";
const std::string rows_by_day =
    truck_rows + "t.visit_by_day <= ? AND (t.visit_by_day, t.truck) > (?, ?)" + in_order;
const std::string rows_of_workshop =
    truck_rows + "t.workshop = ? AND t.visit_by_day <= ? AND (t.visit_by_day, t.truck) > (?, ?)" +
    in_order;
const std::string one_truck = truck_rows + "t.bucket = ? AND t.truck = ?";

// A truck without a visit is no row (its date may be known too badly today): the rest of a long
// search is the next page's.
constexpr std::size_t most_trucks_read = 1'000;

struct Place {
    std::int64_t day = std::numeric_limits<std::int64_t>::min();
    std::string truck;
};

Result<Place> place_of(const PageQuery& page) {
    if (!page.after) {
        return Place{};
    }
    const auto key = from_cursor(*page.after, 2);
    if (!key) {
        return tl::unexpected(key.error());
    }
    const auto day = integer_of((*key)[0]);
    if (!day) {
        return fail("expected a cursor as the page before gave it");
    }
    return Place{*day, (*key)[1]};
}

struct Books {
    sql::Connection& connection;
    PlanBook plans;
    WorkshopBook workshops;
};

RuleByItem rules_of(const Dossier& dossier, const std::optional<PlanId>& plan, PlanBook& book) {
    RuleByItem rules;
    for (const due::DueRow& row : dossier.due) {
        if (auto rule = book.rule(plan, row)) {
            rules.emplace(row.item, std::move(*rule));
        }
    }
    return rules;
}

TruckVisits visits_at(const sql::Statement& row, Books& books, const VisitQuery& query) {
    TruckVisits found{.truck = label_at(row, first_label_column)};
    const auto dossier = store::decode_dossier(found.truck.id, row.blob(2));
    if (!dossier) {
        throw sql::Failure(sql::Fault::corrupt, dossier.error().message);
    }
    const RuleByItem rules = rules_of(*dossier, id_if<PlanId>(row, 1), books.plans);
    found.workshop = books.workshops.page(found.truck.workshop);
    found.proposal =
        roadworthy::customers::propose_visits(*dossier, {.rules = rules,
                                                         .workshop = found.workshop.workshop,
                                                         .now = query.now,
                                                         .horizon = query.horizon});
    found.answers = answers_of_truck(books.connection, found.truck.id, found.truck.customer);
    return found;
}

sql::Statement& select(sql::Connection& connection, const store::Scope& scope,
                       const VisitQuery& query, const Place& place) {
    const std::int64_t until = days_of(day_of(query.now) + query.horizon);
    return query.workshop ? scope.select(connection, rows_of_workshop, *query.workshop, until,
                                         place.day, place.truck)
                          : scope.select(connection, rows_by_day, until, place.day, place.truck);
}

}  // namespace

Result<Page<TruckVisits>> visit_list(sql::Connection& connection, const store::Scope& scope,
                                     const VisitQuery& query) {
    auto place = place_of(query.page);
    if (!place) {
        return tl::unexpected(place.error());
    }
    Books books{connection, PlanBook(connection), WorkshopBook(connection)};
    Page<TruckVisits> page;
    const Rows row(select(connection, scope, query, *place));
    for (std::size_t read = 0; row->step(); ++read) {
        if (page.rows.size() == query.page.limit || read == most_trucks_read) {
            page.next = to_cursor({std::to_string(place->day), place->truck});
            break;
        }
        TruckVisits found = visits_at(*row, books, query);
        *place = {row->integer(0), found.truck.id.text()};
        if (!found.proposal.visits.empty()) {
            page.rows.push_back(std::move(found));
        }
    }
    return page;
}

std::optional<TruckVisits> visits_of_truck(sql::Connection& connection, const store::Scope& scope,
                                           const TruckId& truck, const VisitQuery& query) {
    Books books{connection, PlanBook(connection), WorkshopBook(connection)};
    const Rows row(scope.select(connection, one_truck, topics::bucket_of(truck), truck.text()));
    return row->step() ? std::optional{visits_at(*row, books, query)} : std::nullopt;
}

}  // namespace roadworthy::views
