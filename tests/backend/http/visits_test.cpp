#include "backend/store/views/due/visit_list.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "backend/due/visits/workshop.hpp"
#include "backend/http/resources/due/visits.hpp"
#include "backend/store/derived/fleet_rows.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "tests/backend/http/tenants.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace roadworthy::views;
using http::Tenants;
using store::Scope;
using Names = std::vector<std::string>;

namespace {

// All pages of that size, by the trucks' names.
Names trucks_of(Tenants& tenants, VisitQuery query, std::size_t limit = 500,
                const Scope& scope = Scope::everything()) {
    Names names;
    query.now = Tenants::now();
    query.page = {.limit = limit};
    do {
        const auto page = visit_list(tenants.database(), scope, query).value();
        CHECK(page.rows.size() <= limit);
        for (const TruckVisits& row : page.rows) {
            CHECK_FALSE(row.proposal.visits.empty());
            names.push_back(row.truck.id.text());
        }
        query.page.after = page.next;
    } while (query.page.after);
    return names;
}

Names first_last_days(Tenants& tenants) {
    return support::column(tenants.database(),
                           "SELECT visit_by_day FROM trucks WHERE visit_by_day IS NOT NULL"
                           " ORDER BY visit_by_day, truck");
}

}  // namespace

TEST_CASE("the visits go by the day by which a truck has to come, each once in pages of any size",
          "[visits]") {
    Tenants tenants;
    tenants.database().execute(
        "UPDATE trucks SET visit_by_day = visit_by_day + 1"
        " WHERE truck = 'TRUCKA01'");
    const Names all = trucks_of(tenants, {});
    CHECK(all == Names{"TRUCKB01", "TRUCKT01", "TRUCKX01", "TRUCKA01"});
    for (const std::size_t limit : {1U, 2U, 3U}) {
        CHECK(trucks_of(tenants, {}, limit) == all);
    }
    CHECK(first_last_days(tenants).size() == 4);
}

TEST_CASE("the visits are narrowed by workshop and by what the scope owns", "[visits]") {
    Tenants tenants;
    CHECK(trucks_of(tenants, {.workshop = "workshop of CUST-B"}) == Names{"TRUCKB01", "TRUCKT01"});
    CHECK(trucks_of(tenants, {.workshop = "nowhere"}).empty());
    CHECK(trucks_of(tenants, {}, 500, http::customer("CUST-A")) == Names{"TRUCKA01"});
    const VisitQuery query{.now = Tenants::now()};
    const TruckId truck = make::truck_id("TRUCKA01");
    CHECK(visits_of_truck(tenants.database(), http::customer("CUST-A"), truck, query));
    CHECK_FALSE(visits_of_truck(tenants.database(), http::customer("CUST-B"), truck, query));
}

TEST_CASE("a truck of which nothing has to be done within the horizon is not listed", "[visits]") {
    Tenants tenants;
    const auto far = days_of(day_of(Tenants::now())) + 30;
    tenants.database().execute("UPDATE trucks SET visit_by_day = " + std::to_string(far));
    CHECK(trucks_of(tenants, {.horizon = std::chrono::days{29}}).empty());
    CHECK(trucks_of(tenants, {.horizon = std::chrono::days{30}}).size() == 4);
}

TEST_CASE("a visit is planned by the hours of the truck's workshop, as far as they are known",
          "[visits]") {
    Tenants tenants;
    const TruckId truck = make::truck_id("TRUCKA01");
    const auto json = [&] {
        const auto visits = visits_of_truck(tenants.database(), Scope::everything(), truck,
                                            {.now = Tenants::now()});
        return http::visits_json(visits.value(), usual_horizon);
    };
    const auto usual = json();
    CHECK(usual["home_workshop"]["is_entered"] == false);
    // Monday, 2 March, 20:00 in China: brakes are overdue, so it comes when the doors open.
    CHECK(usual["today_on"] == "2026-03-03");
    const auto& slot = usual["visits"][0]["slots"][0];
    CHECK(slot["arrives_local"] == "2026-03-03T08:00");
    CHECK(slot["arrives_at"] == "2026-03-03T00:00:00Z");
    CHECK(slot["stands_percent"] == 100);  // it drives from 14:00 to 02:00 there
    CHECK(slot["weeks_known"] == 8);
    store::Tables tables(tenants.database(), store::Version::live);
    due::Workshop workshop{.key = "workshop of CUST-A",
                           .name = "North",
                           .utc_offset = std::chrono::hours{0},
                           .hand_over = std::chrono::minutes{30}};
    workshop.opening.week[0] = {.from = 8, .until = 24};
    store::write(tables, workshop);
    const auto entered = json();
    CHECK(entered["home_workshop"]["name"] == "North");
    CHECK(entered["today_on"] == "2026-03-02");
    CHECK(entered["visits"][0]["standing_min"] ==
          usual["visits"][0]["standing_min"].get<int>() - 90);
}
