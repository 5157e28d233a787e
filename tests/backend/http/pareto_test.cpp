#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backend/faults/catalog/catalog.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/faults/pareto.hpp"
#include "common/io/sql.hpp"
#include "tests/backend/http/tenants.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using http::Tenants;
using store::Scope;
using views::ParetoBy;
using views::ParetoRow;

namespace {

std::vector<ParetoRow> all_of(Tenants& tenants, const Scope& scope, ParetoBy by) {
    return views::pareto(
        tenants.database(), scope,
        {.period = {.from = make::day("2026-01-01"), .to = make::day("2026-03-02")}, .by = by});
}

// group SPN: episodes on trucks of trucks
std::map<std::string, std::string> said(const std::vector<ParetoRow>& rows) {
    std::map<std::string, std::string> all;
    for (const ParetoRow& row : rows) {
        all[row.group + ' ' + std::to_string(row.spn)] = std::to_string(row.episodes) + " on " +
                                                         std::to_string(row.trucks) + " of " +
                                                         std::to_string(row.trucks_in_group);
    }
    return all;
}

using Said = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("faults are counted by model, each of its reader's time, beside the trucks of today",
          "[pareto]") {
    Tenants tenants;
    CHECK(said(all_of(tenants, Scope::everything(), ParetoBy::model)) ==
          Said{{" 111", "1 on 1 of 1"},
               {" 112", "1 on 1 of 1"},
               {" 222", "1 on 1 of 1"},
               {"T7H 111", "4 on 4 of 4"},
               {"T7H 112", "4 on 4 of 4"},
               {"T7H 222", "4 on 4 of 4"}});
    CHECK(said(all_of(tenants, http::customer("CUST-A"), ParetoBy::model)) ==
          Said{{"T7H 111", "2 on 2 of 1"}, {"T7H 112", "1 on 1 of 1"}, {"T7H 222", "1 on 1 of 1"}});
}

TEST_CASE("an episode counts in the period in which it appeared", "[pareto]") {
    Tenants tenants;
    const auto rows =
        views::pareto(tenants.database(), http::customer("CUST-X"),
                      {.period = {.from = make::day("2026-01-11"), .to = make::day("2026-02-11")}});
    CHECK(said(rows) == Said{{"T7H 112", "1 on 1 of 1"}});
}

TEST_CASE("faults are grouped by the odometer at which they appeared, and by system", "[pareto]") {
    Tenants tenants;
    const auto bands = said(all_of(tenants, http::customer("CUST-X"), ParetoBy::km_band));
    CHECK(bands ==
          Said{{"0 111", "1 on 1 of 0"}, {"0 112", "1 on 1 of 0"}, {"0 222", "1 on 1 of 0"}});
    const auto* const words = faults::spn_words(111);
    REQUIRE(words != nullptr);
    const auto systems = said(all_of(tenants, http::customer("CUST-X"), ParetoBy::system));
    CHECK(systems.contains(std::string(words->system->key) + " 111"));
}

TEST_CASE("the distance is what the trucks drive a day, times the days", "[pareto]") {
    Tenants tenants;
    tenants.database()
        .prepared("UPDATE trucks SET odometer_pace = ? WHERE customer = 'CUST-X'")
        .with(std::log(500.0))
        .run();
    const auto rows =
        views::pareto(tenants.database(), http::customer("CUST-X"),
                      {.period = {.from = make::day("2026-01-01"), .to = make::day("2026-02-11")}});
    REQUIRE_FALSE(rows.empty());
    const auto trucks = static_cast<std::int64_t>(rows[0].trucks_in_group);
    CHECK(rows[0].distance_m == trucks * 41 * 500'000);
}

TEST_CASE("what is held against no trucks or no distance has no rate", "[pareto]") {
    ParetoRow row{.episodes = 3, .trucks = 2};
    CHECK_FALSE(views::per_100_trucks_thousandths(row));
    CHECK_FALSE(views::per_million_km_thousandths(row));
    row.trucks_in_group = 40;
    row.distance_m = 6'000'000'000;
    CHECK(views::per_100_trucks_thousandths(row) == 7'500);
    CHECK(views::per_million_km_thousandths(row) == 500);
}

TEST_CASE("the most frequent come first, and no more than are asked for", "[pareto]") {
    Tenants tenants;
    const auto rows = views::pareto(
        tenants.database(), Scope::everything(),
        {.period = {.from = make::day("2026-01-01"), .to = make::day("2026-03-02")}, .most = 3});
    REQUIRE(rows.size() == 3);
    CHECK(rows.back().episodes == 4);
}
